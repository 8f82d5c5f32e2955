/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@link DeliveryBenchmark} found.
 *
 * @param hot empty if it was left out
 */
public record DeliveryResults(List<DeliveryResult> types, Optional<HotResult> hot) {

    public DeliveryResults {
        types = List.copyOf(types);
    }

    /** From what should have happened, in words; none if all is right. */
    public List<String> differences() {
        return Stream.concat(
                        types.stream().map(DeliveryResult::differences),
                        hot.stream().map(HotResult::differences))
                .flatMap(List::stream)
                .toList();
    }

    /** For machines. */
    public List<String> lines() {
        return Stream.concat(
                        types.stream().map(DeliveryResult::line), hot.stream().map(HotResult::line))
                .toList();
    }
}
