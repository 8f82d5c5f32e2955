/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/**
 * The cost of reading the table once.
 *
 * @param processorSeconds of this process, without the server
 * @param compilerSeconds the approximate part that the JVM spent compiling
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

    /** The share of the processor time that the JVM spent compiling. */
    double compilerShare() {
        return compilerSeconds / processorSeconds;
    }
}
