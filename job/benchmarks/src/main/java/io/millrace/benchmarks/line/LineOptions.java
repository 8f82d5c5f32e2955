/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

/**
 * What {@link LineBenchmark} measures.
 *
 * @param rows customers before any change
 * @param parallelism subtasks of each operator
 */
public record LineOptions(int rows, int parallelism) {

    static final int LEAST_ROWS = 100;
    static final int MOST_PARALLELISM = 128;

    public LineOptions {
        check(rows >= LEAST_ROWS, "rows must be " + LEAST_ROWS + " or more, is " + rows);
        check(
                parallelism >= 1 && parallelism <= MOST_PARALLELISM,
                "parallelism must be 1 to " + MOST_PARALLELISM + ", is " + parallelism);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
