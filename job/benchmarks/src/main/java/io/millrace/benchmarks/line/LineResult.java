/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import java.util.List;
import java.util.Locale;

/**
 * What {@link LineBenchmark} found.
 *
 * @param peakMemory of this process, in megabytes; 0 where the system does not report it
 * @param differences from the expectation, in words; empty if the result is correct
 */
public record LineResult(
        long rows,
        LinePass first,
        LinePass unchanged,
        LinePass changed,
        long peakMemory,
        List<String> differences) {

    public LineResult {
        differences = List.copyOf(differences);
    }

    public boolean isCorrect() {
        return differences.isEmpty();
    }

    /** The result as a line for machines. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "RESULT line rows=%d first_rows_per_s=%.0f first_cpu_s_per_m=%.2f"
                        + " unchanged_rows_per_s=%.0f"
                        + " changed_calls=%d changed_seconds=%.1f rss_mb=%d correct=%b",
                rows,
                first.rowsPerSecond(),
                first.processorTime().toMillis() * 1e3 / rows,
                unchanged.rowsPerSecond(),
                changed.traffic().requests(),
                changed.seconds(),
                peakMemory,
                isCorrect());
    }
}
