/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * What state holds of a row.
 *
 * @param hashHigh upper half of the hash of the row that was stored last
 * @param hashLow lower half
 * @param run the run that read the key last
 * @param attempt the attempt of that run that read it last
 * @param route the route of the row's last operations
 * @param status what that run made of the row
 */
record SeenRow(long hashHigh, long hashLow, long run, int attempt, long route, RowStatus status) {

    SeenRow as(RowStatus other) {
        return new SeenRow(hashHigh, hashLow, run, attempt, route, other);
    }
}
