/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@link DeliveryBenchmark} found of one type.
 *
 * @param limited under Iterable's rate; empty if none is published, or it was left out
 */
public record DeliveryResult(DeliveryType type, Optional<Limited> limited, DeliveryPass free) {

    /**
     * @param limitShare calls taken, by those the published rate allows in the same time
     */
    record Limited(DeliveryPass pass, double limitShare) {}

    /** From what should have happened, in words; none if all is right. */
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

    /** One line for machines. */
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
