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
 * The operations that are drafted, under way or set aside, by Iterable identity; and those that
 * wait for their turn behind another one of their identity, by its {@link IdentityRule}.
 */
public final class IdentityQueues {

    private final Function<PendingOperation, Batch.Lane> lanes;
    private final LongObjectMap<Hand> hands = new LongObjectHashMap<>();
    private final Deque<PendingOperation> ready = new ArrayDeque<>();
    private int waiting;

    private static final Deque<PendingOperation> NOTHING = new ArrayDeque<>(0);

    /** What is in hand of one identity. */
    private static final class Hand {
        private Deque<PendingOperation> behind = NOTHING;
        private Batch.Lane lane;
        private PendingOperation last;
        private int count;

        private Hand(Batch.Lane lane, PendingOperation first) {
            this.lane = lane;
            this.last = first;
        }

        private void add(Batch.Lane of, PendingOperation operation) {
            lane = of;
            last = operation;
            count++;
        }

        private boolean admits(Batch.Lane of) {
            return count == 0 || (of.equals(lane) && of.endpoint().identityRule().together());
        }
    }

    /**
     * @param lanes of the first call for an operation
     */
    public IdentityQueues(Function<PendingOperation, Batch.Lane> lanes) {
        this.lanes = lanes;
    }

    /** Operations with the same number must keep their order. */
    public static long identity(PendingOperation pending) {
        Endpoint endpoint = Endpoint.of(pending.operation().kind());
        long route = pending.operation().route();
        return endpoint.identityRule().ofTarget()
                ? route ^ pending.operation().targetHash() * 0x9E3779B97F4A7C15L
                : route;
    }

    /** True if the operation, whose first call is of this lane, may go now: it is in hand then. */
    public boolean take(PendingOperation operation, Batch.Lane lane) {
        long identity = identity(operation);
        Hand hand = hands.get(identity);
        if (hand == null) {
            hand = new Hand(lane, operation);
            hands.put(identity, hand);
        }
        boolean may = hand.behind.isEmpty() && hand.admits(lane);
        if (may) {
            hand.add(lane, operation);
        }
        return may;
    }

    /** Takes an operation from {@link #poll}. */
    public void takeReady(PendingOperation operation) {
        Batch.Lane lane = lanes.apply(operation);
        long identity = identity(operation);
        Hand hand = hands.get(identity);
        if (hand == null) {
            hand = new Hand(lane, operation);
            hands.put(identity, hand);
        }
        hand.add(lane, operation);
    }

    /**
     * The operation waits for its turn.
     *
     * @return the one just before it
     */
    public PendingOperation await(PendingOperation operation) {
        Hand hand = hands.get(identity(operation));
        PendingOperation before = hand.behind.isEmpty() ? hand.last : hand.behind.peekLast();
        if (hand.behind == NOTHING) {
            hand.behind = new ArrayDeque<>();
        }
        hand.behind.add(operation);
        waiting++;
        return before;
    }

    /** The operation is in hand no more. */
    public void release(PendingOperation operation) {
        long identity = identity(operation);
        Hand hand = hands.get(identity);
        if (hand == null) {
            return;
        }
        hand.count--;
        if (hand.count > 0) {
            return;
        }
        if (hand.behind.isEmpty()) {
            hands.remove(identity);
        } else {
            makeReady(hand);
        }
    }

    /** The first that waits, and those after it that may go together with it. */
    private void makeReady(Hand hand) {
        Batch.Lane lane = lanes.apply(hand.behind.peek());
        do {
            ready.add(hand.behind.poll());
            waiting--;
        } while (!hand.behind.isEmpty()
                && lane.endpoint().identityRule().together()
                && lane.equals(lanes.apply(hand.behind.peek())));
    }

    /** The next operation whose turn has come. */
    public Optional<PendingOperation> poll() {
        return Optional.ofNullable(ready.poll());
    }

    /** How many operations wait for their turn. */
    public int waiting() {
        return waiting + ready.size();
    }

    /** Forgets all; returns what has waited. */
    public List<PendingOperation> clear() {
        List<PendingOperation> waited = new ArrayList<>(ready);
        hands.values().forEach(hand -> waited.addAll(hand.behind));
        hands.clear();
        ready.clear();
        waiting = 0;
        return waited;
    }
}
