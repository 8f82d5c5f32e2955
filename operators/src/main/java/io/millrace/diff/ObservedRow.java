/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * One sighting of a row, as much of it as decides what follows.
 *
 * @param hashHigh upper half of the row's hash
 * @param hashLow lower half
 * @param route the route of the row's operations
 */
record ObservedRow(long run, int attempt, long hashHigh, long hashLow, long route) {}
