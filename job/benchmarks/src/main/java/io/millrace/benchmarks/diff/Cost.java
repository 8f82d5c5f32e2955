/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/**
 * What reading the table once has cost.
 *
 * @param processorSeconds of this process; the server is another
 */
record Cost(long rows, double seconds, double processorSeconds) {

    double rowsPerSecond() {
        return rows / seconds;
    }

    double processorSecondsPerMillion() {
        return processorSeconds * 1e6 / rows;
    }
}
