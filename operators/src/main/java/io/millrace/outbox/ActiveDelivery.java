/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.RowFault;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.PendingScan;
import io.millrace.outbox.send.Batch;
import io.millrace.outbox.send.DeferredIdentities;
import io.millrace.outbox.send.IdentityQueues;
import io.millrace.outbox.send.ParkedOperations;
import io.millrace.outbox.settle.Decision;
import io.millrace.outbox.settle.Findings;
import io.millrace.outbox.settle.TypeFaults;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run while it is delivered: where the sweep is, what is in hand, what stopped it, and what is to
 * be told. Also a part of a run that is sent early, before its end has come, to make room.
 */
final class ActiveDelivery {

    /** So many operations wait in memory; more are left for another sweep. */
    static final int MOST_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ActiveDelivery.class);

    private final long run;
    private final boolean early;
    private final long releasedAt;
    private final IdentityQueues identities;
    private final ParkedOperations parked = new ParkedOperations();
    private final DeferredIdentities deferred = new DeferredIdentities();
    private final Findings findings = new Findings();
    private final TypeFaults typeFaults = new TypeFaults();
    private Optional<Decision.Halt> halt = Optional.empty();
    private PendingScan sweep;
    private boolean firstSweep = true;
    private boolean lastTry;
    private long unknown;
    private long unknownSince;

    /**
     * @param releasedAt rows refused before this time are due whatever their attempts
     * @param now when delivery begins
     * @param lanes of the first call for an operation
     */
    ActiveDelivery(
            long run,
            boolean early,
            long releasedAt,
            long now,
            PendingScan sweep,
            Function<PendingOperation, Batch.Lane> lanes) {
        this.run = run;
        this.early = early;
        this.releasedAt = releasedAt;
        this.unknownSince = now;
        this.sweep = sweep;
        this.identities = new IdentityQueues(lanes);
    }

    long releasedAt() {
        return releasedAt;
    }

    boolean isEarly() {
        return early;
    }

    long run() {
        return run;
    }

    Optional<PendingOperation> next() throws Exception {
        return sweep.next();
    }

    IdentityQueues identities() {
        return identities;
    }

    ParkedOperations parked() {
        return parked;
    }

    DeferredIdentities deferred() {
        return deferred;
    }

    Findings findings() {
        return findings;
    }

    /** True if no more operations may wait in memory. */
    boolean isFull() {
        return identities.waiting() + parked.size() >= MOST_WAITING;
    }

    /** True if operations wait in memory for their turn, or for room. */
    boolean hasWaiting() {
        return identities.waiting() + parked.size() > 0;
    }

    Optional<Decision.Halt> halt() {
        return halt;
    }

    boolean isHalted() {
        return halt.isPresent();
    }

    /** Nothing more is sent in this run; the first reason stays. */
    void halt(Decision.Halt reason) {
        if (halt.isEmpty()) {
            halt = Optional.of(reason);
            LOG.warn("Delivery of run {} stops: {} {}", run, reason.code(), reason.reason());
        }
    }

    /** The user of an operation is unknown, and may only not be visible yet. */
    void unknownUser(long now) {
        unknown++;
        unknownSince = Math.max(unknownSince, now);
    }

    /** True if operations whose users are unknown are tried for the last time in this run. */
    boolean isLastTry() {
        return lastTry;
    }

    /** Goes over all again, as some were left behind. */
    void sweepAgain(PendingScan another) {
        passOver();
        sweep = another;
        deferred.clear();
    }

    /** Of an earlier life of the task it is not known how long they have waited. */
    private void passOver() {
        if (firstSweep) {
            unknown += sweep.waiting();
            firstSweep = false;
        }
    }

    /** How many operations wait until their users are visible; the sweep is over. */
    long unknownUsers() {
        passOver();
        return lastTry || early ? 0 : unknown;
    }

    /** When they are tried for the last time, if there are any. */
    OptionalLong lastTryAt(long visibilityDelay) {
        return unknownUsers() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(unknownSince + visibilityDelay);
    }

    void tryUnknownUsers(PendingScan waiting) {
        lastTry = true;
        sweep = waiting;
    }

    /** Rows go again after others of their request were refused. */
    void spared(int rows) {
        typeFaults.spared(rows);
    }

    /** A row was accepted, or refused with this fault. */
    void settled(Optional<RowFault> fault) {
        typeFaults.settled(fault);
    }

    /**
     * Halts if it is not the rows that are at fault but the sync.
     *
     * @param operations of the run
     */
    void haltIfColumnsAreAtFault(long operations) {
        typeFaults.stopReason(operations).ifPresent(this::halt);
    }
}
