/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What syncs need in Iterable: looked up or made before each of their runs ({@link
 * io.millrace.job.setup.SyncSetup}), only looked at by a check ({@link
 * io.millrace.job.setup.IterableInspection}).
 */
package io.millrace.job.setup;
