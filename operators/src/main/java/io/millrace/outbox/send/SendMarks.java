/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.iterable.Endpoint;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.RowId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The send marks that this subtask has set since it started. An at-most-once call is made once a
 * completed checkpoint holds the mark of its operation. The marks themselves are keyed state: a
 * mark there that is not contained here was set before a failure, and its call may have been made.
 *
 * <p>After a crash every marked operation has an unknown outcome. Therefore no more operations are
 * marked than can be sent until the next checkpoint.
 */
public final class SendMarks {

    private static final long SHORTEST_INTERVAL = 3_000;
    private static final long LONGEST_INTERVAL = 30_000;

    private final List<PendingOperation> fresh = new ArrayList<>();
    private final TreeMap<Long, List<PendingOperation>> byCheckpoint = new TreeMap<>();
    private final Map<RowId, PendingOperation> marked = new LinkedHashMap<>();
    private final Deque<PendingOperation> sendable = new ArrayDeque<>();
    private Optional<Endpoint> endpoint = Optional.empty();
    private int durable;
    private long snapshotAt = Long.MIN_VALUE;
    private long interval = SHORTEST_INTERVAL;

    /** The mark of the operation is in state, and the next checkpoint holds it. */
    public void add(PendingOperation operation) {
        fresh.add(operation);
        marked.put(operation.row(), operation);
        endpoint = Optional.of(Endpoint.of(operation.operation().kind()));
    }

    public boolean contains(PendingOperation operation) {
        return !marked.isEmpty() && marked.containsKey(operation.row());
    }

    public int size() {
        return marked.size();
    }

    /**
     * True if another operation may be marked.
     *
     * @param most whatever the rate allows
     */
    public boolean hasRoom(Dispatch dispatch, int most) {
        if (marked.isEmpty()) {
            return true;
        }
        Endpoint called = endpoint.orElseThrow();
        long notInFlight = marked.size() - dispatch.inFlight(called);
        return marked.size() < most
                && notInFlight < Math.max(1, dispatch.callsWithin(called, interval));
    }

    /** True if a mark is not held by a completed checkpoint yet. */
    public boolean isWaiting() {
        return marked.size() > durable;
    }

    /** True if every marked operation has an outcome. */
    public boolean isEmpty() {
        return marked.isEmpty();
    }

    /** Removes the next operation whose call may be made. */
    public Optional<PendingOperation> poll() {
        return Optional.ofNullable(sendable.poll());
    }

    /** Returns an operation from {@link #poll()} whose call was not made. */
    public void giveBack(PendingOperation operation) {
        if (contains(operation)) {
            sendable.add(operation);
        }
    }

    /** The operation has an outcome. */
    public void remove(PendingOperation operation) {
        if (!marked.isEmpty() && marked.remove(operation.row()) != null) {
            durable--;
        }
    }

    /** Removes and returns all marked operations. */
    public List<PendingOperation> clear() {
        List<PendingOperation> all = List.copyOf(marked.values());
        marked.clear();
        sendable.clear();
        fresh.clear();
        byCheckpoint.clear();
        durable = 0;
        return all;
    }

    /** Called for each checkpoint. */
    public void snapshot(long checkpoint, long now) {
        if (snapshotAt != Long.MIN_VALUE) {
            interval = Math.min(LONGEST_INTERVAL, Math.max(SHORTEST_INTERVAL, now - snapshotAt));
        }
        snapshotAt = now;
        if (!fresh.isEmpty()) {
            byCheckpoint.put(checkpoint, List.copyOf(fresh));
            fresh.clear();
        }
    }

    public void completed(long checkpoint) {
        SortedMap<Long, List<PendingOperation>> upTo = byCheckpoint.headMap(checkpoint, true);
        for (List<PendingOperation> operations : upTo.values()) {
            sendable.addAll(operations);
            durable += operations.size();
        }
        upTo.clear();
    }
}
