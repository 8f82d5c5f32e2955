/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import java.util.List;
import java.util.Locale;

/** What {@link DiffBenchmark} found. */
public final class DiffResult {

    private final DiffOptions options;
    private final StateLayoutPasses packed;
    private final List<String> differences;

    DiffResult(DiffOptions options, StateLayoutPasses packed, List<String> differences) {
        this.options = options;
        this.packed = packed;
        this.differences = List.copyOf(differences);
    }

    /** Differences from the expectation, in words; empty if the result is correct. */
    public List<String> differences() {
        return differences;
    }

    public boolean isCorrect() {
        return differences.isEmpty();
    }

    /** The result as a line for machines. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "RESULT diff key=%s%s rows=%d floor_rows_per_s=%.0f unchanged_ratio=%.3f"
                        + " changed_ratio=%.3f first_ratio=%.3f cpu_s_per_m=%.2f"
                        + " bytes_per_row=%.1f checkpoint_bytes=%.0f correct=%b",
                options.key().name().toLowerCase(Locale.ROOT),
                options.model() == DiffModel.TABLE
                        ? ""
                        : " model=" + options.model().name().toLowerCase(Locale.ROOT),
                options.rows(),
                packed.floorRowsPerSecond(),
                packed.unchangedRatio(),
                packed.changedRatio(),
                packed.firstRatio(),
                packed.processorSecondsPerMillion(),
                packed.stateBytesPerRow(),
                packed.checkpointBytes(),
                isCorrect());
    }
}
