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
 * Says what is delivered next: the oldest run that may be; or a part of a run before its end has
 * come. A run larger than what may be pending could never be received whole: what of it is durable
 * then goes early, once after each checkpoint.
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
        return gate.next().isPresent() || early().isPresent();
    }

    /** The oldest run that is complete upstream and not settled. */
    OptionalLong oldest() {
        return gate.oldest();
    }

    /**
     * What is delivered now, which begins with it; empty if nothing is.
     *
     * @param lanes of the first call for an operation
     */
    Optional<ActiveDelivery> next(long now, Function<PendingOperation, Batch.Lane> lanes) {
        OptionalLong whole = gate.next();
        if (whole.isPresent()) {
            long run = whole.getAsLong();
            PendingScan sweep = new PendingScan(pending, run, PendingScan.Scope.RUN);
            return Optional.of(
                    new ActiveDelivery(run, false, releases.releasedAt(), now, sweep, lanes));
        }
        OptionalLong part = early();
        if (part.isEmpty()) {
            return Optional.empty();
        }
        moreIsDurable = false;
        PendingScan sweep = new PendingScan(pending, part.getAsLong(), PendingScan.Scope.DURABLE);
        return Optional.of(new ActiveDelivery(part.getAsLong(), true, 0, now, sweep, lanes));
    }

    private OptionalLong early() {
        OptionalLong run = pending.newestRun();
        boolean due =
                moreIsDurable
                        && run.isPresent()
                        && run.getAsLong() > gate.settled()
                        && backpressure.isFull(pending.counts().pending());
        return due ? run : OptionalLong.empty();
    }

    /** True if the end of a run that goes early is here: what is left of it goes in order. */
    boolean isOvertaken(ActiveDelivery current) {
        return current.isEarly() && gate.next().isPresent();
    }

    void settled(long run) {
        gate.settle(run);
    }
}
