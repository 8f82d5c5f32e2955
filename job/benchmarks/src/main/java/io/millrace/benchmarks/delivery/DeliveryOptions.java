/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.job.definition.option.ProjectOptions;
import java.time.Duration;
import java.util.List;

/**
 * What {@link DeliveryBenchmark} measures.
 *
 * @param rows operations of each type delivered without limits; a tenth of it where a call takes
 *     one row
 * @param warmUp operations of the first type that are delivered before the measurement; zero omits
 *     it
 * @param limited duration of the delivery at the published rate; zero omits it
 * @param parallelism subtasks of each operator
 * @param checkpointInterval of the job
 */
public record DeliveryOptions(
        List<DeliveryType> types,
        int rows,
        int warmUp,
        Duration limited,
        int parallelism,
        Duration checkpointInterval) {

    public static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    static final int LEAST_ROWS = 100;

    public DeliveryOptions {
        types = List.copyOf(types);
        check(rows >= LEAST_ROWS, "rows must be " + LEAST_ROWS + " or more, is " + rows);
        check(warmUp >= 0, "warm-up must be 0 or more, is " + warmUp);
        check(
                !limited.isNegative() && limited.compareTo(Duration.ofHours(1)) <= 0,
                "seconds must be 0 to 3600, is " + limited.toSeconds());
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
