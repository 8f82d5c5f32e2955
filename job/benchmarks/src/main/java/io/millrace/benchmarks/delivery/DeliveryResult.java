/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@link DeliveryBenchmark} found of one type.
 *
 * @param limited at Iterable's rate; empty if none is published or it was omitted
 */
public record DeliveryResult(DeliveryType type, Optional<Limited> limited, DeliveryPass free) {

    /**
     * @param limitShare accepted calls by the calls that the published rate allows in the same time
     */
    record Limited(DeliveryPass pass, double limitShare) {}

    /** Differences from the expectation, in words; empty if the result is correct. */
    public List<String> differences() {
        return Stream.concat(
                        limited.stream().map(Limited::pass).flatMap(pass -> named("limited", pass)),
                        named("free", free))
                .toList();
    }

    private Stream<String> named(String pass, DeliveryPass of) {
        return of.differences().stream().map(text -> type + " " + pass + ": " + text);
    }

    public boolean isCorrect() {
        return differences().isEmpty();
    }

    /** The result as a line for machines. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "RESULT delivery type=%s limit_share=%s per_1000_429=%s ops_per_s=%.0f"
                        + " cpu_s_per_m=%.2f disk_ratio=%s correct=%b",
                type,
                limited.map(pass -> number("%.3f", pass.limitShare())).orElse("none"),
                limited.map(pass -> number("%.1f", pass.pass().throttledPerThousand()))
                        .orElse("none"),
                free.operationsPerSecond(),
                free.processorSecondsPerMillion(),
                free.diskRatioText(),
                isCorrect());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
