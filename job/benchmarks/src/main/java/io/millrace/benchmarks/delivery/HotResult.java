/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How events of one user are delivered, beside as many of a user each.
 *
 * @param hot of one user
 */
public record HotResult(DeliveryPass hot, DeliveryPass spread) {

    /** From what should have happened, in words; none if all is right. */
    public List<String> differences() {
        return Stream.of(hot, spread)
                .flatMap(pass -> pass.differences().stream())
                .map(text -> DeliveryType.HOT + ": " + text)
                .toList();
    }

    /** One line for machines. */
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
