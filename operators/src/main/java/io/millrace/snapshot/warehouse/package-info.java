/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * The {@code warehouse} table connector: a bounded source of every row of a table or query. Its
 * README explains how ranges, snapshots and restarts fit together.
 */
package io.millrace.snapshot.warehouse;
