/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.benchmarks.delivery.Stopwatch.Timed;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One measured delivery.
 *
 * @param calls as counted by the sandbox
 * @param differences from the expectation, in words; empty if the result is correct
 */
record DeliveryPass(int rows, Timed timed, Calls calls, List<String> differences) {

    DeliveryPass {
        differences = List.copyOf(differences);
    }

    /**
     * Calls that the sandbox received.
     *
     * @param throttled refused with status 429
     */
    record Calls(long all, long throttled) {}

    double operationsPerSecond() {
        return rows / timed.seconds();
    }

    double processorSecondsPerMillion() {
        return timed.processorSeconds() * 1e6 / rows;
    }

    /**
     * Bytes written to disks by bytes of operations; empty where the system does not report them.
     */
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

    /** The share of the rate. The first call starts the clock, so it is not counted. */
    double shareOf(double callsPerSecond) {
        return (calls.all() - calls.throttled() - 1) / timed.seconds() / callsPerSecond;
    }

    double throttledPerThousand() {
        return calls.throttled() * 1e3 / calls.all();
    }
}
