/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IdentityRule;
import io.millrace.outbox.pending.PendingOperation;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The order of operations by Iterable identity: for each identity the number of active operations
 * (drafted, in flight or parked), and a queue of those that must wait for them by their {@link
 * IdentityRule}.
 */
public final class IdentityQueues {

    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;
    private static final Deque<PendingOperation> EMPTY = new ArrayDeque<>(0);

    private final Function<PendingOperation, Batch.Lane> lanes;
    private final LongObjectMap<Identity> identities = new LongObjectHashMap<>();
    private final Deque<PendingOperation> ready = new ArrayDeque<>();
    private int waiting;

    /** The active and the waiting operations of one identity. */
    private static final class Identity {
        private Deque<PendingOperation> queue = EMPTY;
        private Batch.Lane lane;
        private PendingOperation last;
        private int active;

        private Identity(Batch.Lane lane, PendingOperation first) {
            this.lane = lane;
            this.last = first;
        }

        private void start(Batch.Lane lane, PendingOperation operation) {
            this.lane = lane;
            last = operation;
            active++;
        }

        private boolean admits(Batch.Lane other) {
            return active == 0
                    || (other.equals(lane) && other.endpoint().identityRule().together());
        }
    }

    /**
     * @param lanes returns the lane of the first call for an operation
     */
    public IdentityQueues(Function<PendingOperation, Batch.Lane> lanes) {
        this.lanes = lanes;
    }

    /** Operations with equal numbers must keep their order. */
    public static long identity(PendingOperation pending) {
        Endpoint endpoint = Endpoint.of(pending.operation().kind());
        long route = pending.operation().route();
        return endpoint.identityRule().ofTarget()
                ? route ^ pending.operation().targetHash() * HASH_FACTOR
                : route;
    }

    /**
     * Makes the operation active, unless it must wait for others of its identity.
     *
     * @param lane of its first call
     * @return true if it is active
     */
    public boolean tryStart(PendingOperation operation, Batch.Lane lane) {
        Identity identity = identityOf(operation, lane);
        boolean may = identity.queue.isEmpty() && identity.admits(lane);
        if (may) {
            identity.start(lane, operation);
        }
        return may;
    }

    /** Makes an operation from {@link #pollReady()} active. */
    public void startReady(PendingOperation operation) {
        Batch.Lane lane = lanes.apply(operation);
        identityOf(operation, lane).start(lane, operation);
    }

    private Identity identityOf(PendingOperation operation, Batch.Lane lane) {
        long key = identity(operation);
        Identity identity = identities.get(key);
        if (identity == null) {
            identity = new Identity(lane, operation);
            identities.put(key, identity);
        }
        return identity;
    }

    /**
     * Adds an operation that must wait.
     *
     * @return the operation just before it
     */
    public PendingOperation enqueue(PendingOperation operation) {
        Identity identity = identities.get(identity(operation));
        PendingOperation before =
                identity.queue.isEmpty() ? identity.last : identity.queue.peekLast();
        if (identity.queue == EMPTY) {
            identity.queue = new ArrayDeque<>();
        }
        identity.queue.add(operation);
        waiting++;
        return before;
    }

    /** The operation is no longer active. No-op if its identity is unknown. */
    public void finish(PendingOperation operation) {
        long key = identity(operation);
        Identity identity = identities.get(key);
        if (identity == null) {
            return;
        }
        identity.active--;
        if (identity.active > 0) {
            return;
        }
        if (identity.queue.isEmpty()) {
            identities.remove(key);
        } else {
            makeReady(identity);
        }
    }

    /** Makes the first waiting operation ready, and those after it that may be sent with it. */
    private void makeReady(Identity identity) {
        Batch.Lane lane = lanes.apply(identity.queue.peek());
        do {
            ready.add(identity.queue.poll());
            waiting--;
        } while (!identity.queue.isEmpty()
                && lane.endpoint().identityRule().together()
                && lane.equals(lanes.apply(identity.queue.peek())));
    }

    /** Removes the next operation that no longer has to wait. */
    public Optional<PendingOperation> pollReady() {
        return Optional.ofNullable(ready.poll());
    }

    /** The number of waiting and ready operations. */
    public int waiting() {
        return waiting + ready.size();
    }

    /** Removes all identities. Returns the waiting and ready operations. */
    public List<PendingOperation> clear() {
        List<PendingOperation> all = new ArrayList<>(ready);
        identities.values().forEach(identity -> all.addAll(identity.queue));
        identities.clear();
        ready.clear();
        waiting = 0;
        return all;
    }
}
