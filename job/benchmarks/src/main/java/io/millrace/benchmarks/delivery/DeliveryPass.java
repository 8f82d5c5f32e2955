/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.benchmarks.delivery.Stopwatch.Timed;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One measured delivery.
 *
 * @param calls what the sandbox has counted
 * @param differences from what should have happened, in words; none if all is right
 */
record DeliveryPass(int rows, Timed timed, Calls calls, List<String> differences) {

    DeliveryPass {
        differences = List.copyOf(differences);
    }

    /**
     * Calls the sandbox was asked for.
     *
     * @param throttled those it refused as one too many
     */
    record Calls(long all, long throttled) {}

    double operationsPerSecond() {
        return rows / timed.seconds();
    }

    double processorSecondsPerMillion() {
        return timed.processorSeconds() * 1e6 / rows;
    }

    /** Bytes written to disks, by those of the operations; empty where the system does not tell. */
    OptionalDouble diskRatio() {
        return timed.written().disk() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) timed.written().disk() / timed.written().operations());
    }

    String diskRatioText() {
        return diskRatio().isPresent()
                ? String.format(Locale.ROOT, "%.2f", diskRatio().getAsDouble())
                : "none";
    }

    double callsPerSecond() {
        return (calls.all() - calls.throttled()) / timed.seconds();
    }

    /** The first call starts the clock, so the rate has room for those that follow it. */
    double shareOf(double callsPerSecond) {
        return (calls.all() - calls.throttled() - 1) / timed.seconds() / callsPerSecond;
    }

    double throttledPerThousand() {
        return calls.throttled() * 1e3 / calls.all();
    }
}
