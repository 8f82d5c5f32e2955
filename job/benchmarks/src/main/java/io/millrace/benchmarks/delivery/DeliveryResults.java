/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@link DeliveryBenchmark} found.
 *
 * @param hot empty if it was omitted
 */
public record DeliveryResults(List<DeliveryResult> types, Optional<HotResult> hot) {

    public DeliveryResults {
        types = List.copyOf(types);
    }

    /** Differences from the expectation, in words; empty if the result is correct. */
    public List<String> differences() {
        return Stream.concat(
                        types.stream().map(DeliveryResult::differences),
                        hot.stream().map(HotResult::differences))
                .flatMap(List::stream)
                .toList();
    }

    /** The results as lines for machines. */
    public List<String> lines() {
        return Stream.concat(
                        types.stream().map(DeliveryResult::line), hot.stream().map(HotResult::line))
                .toList();
    }
}
