/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.PendingOperations;
import io.millrace.outbox.pending.PendingScan;
import io.millrace.outbox.send.Batch;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Decides what is delivered next: the oldest run that may be delivered; or, if too much is pending,
 * the durable part of a run before its end, once after each checkpoint. Without early deliveries, a
 * run larger than the limit of pending operations could never be received whole.
 */
final class DeliverySchedule {

    private final RunGate gate;
    private final InputBackpressure backpressure;
    private final RowReleases releases;
    private final PendingOperations pending;
    private boolean moreIsDurable;

    DeliverySchedule(
            RunGate gate,
            InputBackpressure backpressure,
            RowReleases releases,
            PendingOperations pending) {
        this.gate = gate;
        this.backpressure = backpressure;
        this.releases = releases;
        this.pending = pending;
    }

    void checkpointCompleted() {
        moreIsDurable = true;
    }

    /** True if a run, or a part of one, may be delivered now. */
    boolean isDue() {
        return gate.next().isPresent() || earlyRun().isPresent();
    }

    /** Returns the oldest run that is complete upstream and not settled. */
    OptionalLong oldest() {
        return gate.oldest();
    }

    /**
     * Starts the next delivery; empty if none is due.
     *
     * @param lanes returns the lane of the first call for an operation
     */
    Optional<ActiveDelivery> next(long now, Function<PendingOperation, Batch.Lane> lanes) {
        OptionalLong whole = gate.next();
        if (whole.isPresent()) {
            long run = whole.getAsLong();
            PendingScan scan = new PendingScan(pending, run, PendingScan.Scope.RUN);
            ActiveDelivery.Scope scope =
                    ActiveDelivery.Scope.ofRun(run, releases.releasedAt(), now);
            return Optional.of(new ActiveDelivery(scope, scan, lanes));
        }
        OptionalLong part = earlyRun();
        if (part.isEmpty()) {
            return Optional.empty();
        }
        moreIsDurable = false;
        long run = part.getAsLong();
        PendingScan scan = new PendingScan(pending, run, PendingScan.Scope.DURABLE);
        return Optional.of(new ActiveDelivery(ActiveDelivery.Scope.early(run, now), scan, lanes));
    }

    private OptionalLong earlyRun() {
        OptionalLong run = pending.newestRun();
        boolean due =
                moreIsDurable
                        && run.isPresent()
                        && run.getAsLong() > gate.settled()
                        && backpressure.isFull(pending.counts().pending());
        return due ? run : OptionalLong.empty();
    }

    /**
     * True if the end of a run arrived during its early delivery: the rest is delivered in order.
     */
    boolean isOvertaken(ActiveDelivery current) {
        return current.isEarly() && gate.next().isPresent();
    }

    void settled(long run) {
        gate.settle(run);
    }
}
