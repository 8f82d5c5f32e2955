/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Prepares Iterable before each run ({@link io.millrace.job.setup.SyncSetup}), and inspects it
 * during a check ({@link io.millrace.job.setup.IterableInspection}).
 */
package io.millrace.job.setup;
