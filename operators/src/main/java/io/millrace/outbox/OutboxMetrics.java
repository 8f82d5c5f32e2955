/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The metrics of the outbox. Names are those of FLIP-33 where it defines one. */
final class OutboxMetrics {

    private final Counter recordsSent;
    private final Counter recordsRefused;
    private final Counter requests;
    private final Counter throttled;
    private final Counter failed;
    private final Counter heldBackMillis;
    private volatile long sendMillis;
    private volatile long pending;
    private volatile boolean heldBack;

    OutboxMetrics(MetricGroup group) {
        recordsSent = group.counter("numRecordsSend");
        recordsRefused = group.counter("numRecordsSendErrors");
        requests = group.counter("requests");
        throttled = group.counter("requestsThrottled");
        failed = group.counter("requestsFailed");
        heldBackMillis = group.counter("backlogHeldBackTime");
        group.gauge("backlogHeldBack", (Gauge<Integer>) () -> heldBack ? 1 : 0);
        group.gauge("currentSendTime", (Gauge<Long>) () -> sendMillis);
        group.gauge("pendingRecords", (Gauge<Long>) () -> pending);
    }

    void requested(int rows) {
        requests.inc();
        recordsSent.inc(rows);
    }

    /** The number of requests made. */
    long requests() {
        return requests.getCount();
    }

    void answered(long millis) {
        sendMillis = millis;
    }

    void pending(long operations) {
        pending = operations;
    }

    /**
     * The input waits, or continues.
     *
     * @param millis the time it has waited since the last call
     */
    void heldBack(boolean waits, long millis) {
        heldBack = waits;
        heldBackMillis.inc(millis);
    }

    void refused() {
        recordsRefused.inc();
    }

    void resent(boolean isThrottled) {
        (isThrottled ? throttled : failed).inc();
    }
}
