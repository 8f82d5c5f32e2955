/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/**
 * What reading the table once has cost.
 *
 * @param processorSeconds of this process; the server is another
 * @param compilerSeconds about what of them the JVM has compiled in
 */
record Cost(long rows, double seconds, double processorSeconds, double compilerSeconds) {

    double rowsPerSecond() {
        return rows / seconds;
    }

    double processorSecondsPerMillion() {
        return processorSeconds * 1e6 / rows;
    }

    double compilerSecondsPerMillion() {
        return compilerSeconds * 1e6 / rows;
    }

    /** The part of the processor time that went into compiling. */
    double compilerShare() {
        return compilerSeconds / processorSeconds;
    }
}
