/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The resolved definitions, from which the topology is built. Nothing is left to look up, and
 * nothing required is absent.
 */
package io.millrace.job.plan;
