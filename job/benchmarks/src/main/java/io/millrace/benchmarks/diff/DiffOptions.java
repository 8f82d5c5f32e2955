/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.job.definition.option.ProjectOptions;
import java.time.Duration;

/**
 * What {@link DiffBenchmark} measures.
 *
 * @param rows in the table before any change
 * @param rounds unchanged runs, each next to plain readings, and then changed runs
 * @param parallelism subtasks of each operator, and threads of the plain readings
 * @param checkpointInterval of the job
 * @param plain whether the diff with one state entry a row is measured too
 */
public record DiffOptions(
        int rows,
        DiffKey key,
        DiffModel model,
        int rounds,
        int parallelism,
        Duration checkpointInterval,
        boolean plain) {

    public static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    static final int LEAST_ROWS = 1_000;
    static final int MOST_ROUNDS = 100;

    public DiffOptions {
        check(rows >= LEAST_ROWS, "rows must be " + LEAST_ROWS + " or more, is " + rows);
        check(
                rounds >= 1 && rounds <= MOST_ROUNDS,
                "rounds must be 1 to " + MOST_ROUNDS + ", is " + rounds);
        check(
                parallelism >= 1 && parallelism <= ProjectOptions.MAX_PARALLELISM,
                "parallelism must be 1 to "
                        + ProjectOptions.MAX_PARALLELISM
                        + ", is "
                        + parallelism);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
