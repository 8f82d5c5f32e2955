/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The delivery of events of one user, compared with events of many users.
 *
 * @param hot events of one user
 * @param spread as many events, each of another user
 */
public record HotResult(DeliveryPass hot, DeliveryPass spread) {

    /** Differences from the expectation, in words; empty if the result is correct. */
    public List<String> differences() {
        return Stream.of(hot, spread)
                .flatMap(pass -> pass.differences().stream())
                .map(text -> DeliveryType.HOT + ": " + text)
                .toList();
    }

    /** The result as a line for machines. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "RESULT delivery type=%s rows=%d ops_per_s=%.0f spread_ops_per_s=%.0f"
                        + " ratio=%.4f correct=%b",
                DeliveryType.HOT,
                hot.rows(),
                hot.operationsPerSecond(),
                spread.operationsPerSecond(),
                hot.operationsPerSecond() / spread.operationsPerSecond(),
                differences().isEmpty());
    }
}
