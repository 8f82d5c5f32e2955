/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The clock and the processor time of this process at one moment.
 *
 * @param nanos of {@link System#nanoTime()}
 * @param epochMillis of the wall clock
 * @param compilerMillis of the processor time, the approximate part that the JVM spent compiling
 */
record ClockReading(long nanos, long epochMillis, long processorNanos, long compilerMillis) {

    static ClockReading read() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new ClockReading(
                System.nanoTime(),
                System.currentTimeMillis(),
                system.getProcessCpuTime(),
                ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    }

    /** The cost of {@code rows} rows from this moment to the other. */
    Cost until(ClockReading end, long rows) {
        return new Cost(
                rows,
                (end.nanos - nanos) / 1e9,
                (end.processorNanos - processorNanos) / 1e9,
                (end.compilerMillis - compilerMillis) / 1e3);
    }
}
