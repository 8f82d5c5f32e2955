/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Turns definitions into a {@link io.millrace.job.plan.Plan}. Each sync type has a resolver with
 * its rules and its mapping.
 */
package io.millrace.job.plan.resolver;
