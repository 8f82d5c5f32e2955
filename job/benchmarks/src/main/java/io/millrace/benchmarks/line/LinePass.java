/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import io.millrace.benchmarks.Traffic;
import io.millrace.report.run.RunReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One measured run.
 *
 * @param traffic the requests that the sandbox received
 * @param processorTime of this process from the start of the job to the end of the run
 * @param disturbances failures that did not end the run, in words
 */
record LinePass(RunReport run, Traffic traffic, Duration processorTime, List<String> disturbances) {

    private static final String HEADER =
            String.format(
                    "%-10s %11s %10s %9s %9s %11s %7s %8s %8s %10s %7s",
                    "run",
                    "read",
                    "added",
                    "changed",
                    "removed",
                    "unchanged",
                    "calls",
                    "read s",
                    "total s",
                    "rows/s",
                    "cpu s");

    LinePass {
        disturbances = List.copyOf(disturbances);
    }

    /** From the trigger to the end. */
    double seconds() {
        return run.times().took(run.run()).toMillis() / 1_000.0;
    }

    /** From the trigger until every row was read and compared. */
    double readSeconds() {
        return Math.max(0, run.times().readAt() - run.times().startedAt()) / 1_000.0;
    }

    double rowsPerSecond() {
        return seconds() == 0 ? 0 : run.rows().read() / seconds();
    }

    static String header() {
        return HEADER;
    }

    String describe(String name) {
        return String.format(
                Locale.ROOT,
                "%-10s %,11d %,10d %,9d %,9d %,11d %,7d %8.1f %8.1f %,10.0f %7.1f",
                name,
                run.rows().read(),
                run.rows().added(),
                run.rows().changed(),
                run.rows().removed(),
                run.rows().unchanged(),
                traffic.requests(),
                readSeconds(),
                seconds(),
                rowsPerSecond(),
                processorTime.toMillis() / 1_000.0);
    }
}
