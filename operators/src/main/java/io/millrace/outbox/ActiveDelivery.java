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
 * The state of one delivery: its scan, the operations in memory, the reason to stop, and the
 * warnings. A delivery is of a whole run, or early: of the part of a run that is durable before the
 * end of the run.
 */
final class ActiveDelivery {

    /** Once this many operations wait in memory, further ones are deferred to another scan. */
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
    private PendingScan scan;
    private boolean firstScan = true;
    private boolean lastAttempt;
    private long unknownUsers;
    private long unknownSince;

    /** What a delivery is of. */
    record Scope(long run, boolean early, long releasedAt, long startedAt) {

        /**
         * @param releasedAt rows refused before this time are due whatever their attempts
         */
        static Scope ofRun(long run, long releasedAt, long now) {
            return new Scope(run, false, releasedAt, now);
        }

        static Scope early(long run, long now) {
            return new Scope(run, true, 0, now);
        }
    }

    /**
     * @param lanes returns the lane of the first call for an operation
     */
    ActiveDelivery(Scope scope, PendingScan scan, Function<PendingOperation, Batch.Lane> lanes) {
        this.run = scope.run();
        this.early = scope.early();
        this.releasedAt = scope.releasedAt();
        this.unknownSince = scope.startedAt();
        this.scan = scan;
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
        return scan.next();
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

    /** True if operations wait in memory for others of their identity, or for room. */
    boolean hasWaiting() {
        return identities.waiting() + parked.size() > 0;
    }

    Optional<Decision.Halt> halt() {
        return halt;
    }

    boolean isHalted() {
        return halt.isPresent();
    }

    /** Stops the delivery. Only the first reason is kept. */
    void halt(Decision.Halt reason) {
        if (halt.isEmpty()) {
            halt = Optional.of(reason);
            LOG.warn("Delivery of run {} stops: {} {}", run, reason.code(), reason.reason());
        }
    }

    /** The user of an operation is unknown, or not visible yet. */
    void foundUnknownUser(long now) {
        unknownUsers++;
        unknownSince = Math.max(unknownSince, now);
    }

    /** True if operations with unknown users are tried for the last time in this run. */
    boolean isLastAttempt() {
        return lastAttempt;
    }

    /** Continues with a scan of the operations that were deferred. */
    void scanDeferred(PendingScan another) {
        endScan();
        scan = another;
        deferred.clear();
    }

    /** The first scan counts operations that were waiting at a restart; their start is unknown. */
    private void endScan() {
        if (firstScan) {
            unknownUsers += scan.waiting();
            firstScan = false;
        }
    }

    /** The number of operations that wait until their users are visible. The scan is at its end. */
    long unknownUsers() {
        endScan();
        return lastAttempt || early ? 0 : unknownUsers;
    }

    /** Returns when those operations are tried for the last time; empty if there are none. */
    OptionalLong lastAttemptAt(long visibilityDelay) {
        return unknownUsers() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(unknownSince + visibilityDelay);
    }

    void scanUnknownUsers(PendingScan waiting) {
        lastAttempt = true;
        scan = waiting;
    }

    /** Rows of a refused request are sent again, because they are not at fault. */
    void spared(int rows) {
        typeFaults.spared(rows);
    }

    /** A row was accepted, or refused with this fault. */
    void settled(Optional<RowFault> fault) {
        typeFaults.settled(fault);
    }

    /**
     * Halts if a column is at fault rather than single rows.
     *
     * @param operations the number of operations of the run
     */
    void haltIfColumnIsAtFault(long operations) {
        typeFaults.stopReason(operations).ifPresent(this::halt);
    }
}
