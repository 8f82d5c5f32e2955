/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Metrics of the waits of the run that is delivered. Each reason is a group with {@code
 * waitingRows} and {@code waitingUntil}, which is in epoch milliseconds, 0 if it is not known.
 */
final class WaitGauges {

    private final MetricGroup metrics;
    private final Map<String, RunWait> waits = new ConcurrentHashMap<>();
    private final Map<String, MetricGroup> shown = new ConcurrentHashMap<>();

    WaitGauges(MetricGroup metrics) {
        this.metrics = metrics;
    }

    /** Shows only these waits. The group of another reason stays, with 0 rows. */
    void show(List<RunWait> now) {
        waits.keySet().removeIf(reason -> now.stream().noneMatch(w -> w.reason().equals(reason)));
        for (RunWait wait : now) {
            waits.put(wait.reason(), wait);
            shown.computeIfAbsent(wait.reason(), this::group);
        }
    }

    private MetricGroup group(String reason) {
        MetricGroup group = metrics.addGroup("reason", reason);
        group.gauge("waitingRows", gauge(reason, RunWait::rows));
        group.gauge(
                "waitingUntil",
                gauge(reason, wait -> wait.until().map(Instant::toEpochMilli).orElse(0L)));
        return group;
    }

    private Gauge<Long> gauge(String reason, ToLongFunction<RunWait> value) {
        return () -> {
            RunWait wait = waits.get(reason);
            return wait == null ? 0L : value.applyAsLong(wait);
        };
    }
}
