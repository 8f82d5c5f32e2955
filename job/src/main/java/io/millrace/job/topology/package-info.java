/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Builds the Flink job of a plan, and verifies the state and the configuration that the job starts
 * with.
 */
package io.millrace.job.topology;
