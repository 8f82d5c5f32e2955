/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * A row as the diff reads it, without its values.
 *
 * @param hashHigh upper half of the row's hash
 * @param hashLow lower half
 * @param route the route of the row's operations
 */
record ObservedRow(long run, int attempt, long hashHigh, long hashLow, long route) {}
