/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

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
 * Which operations that must not be sent twice may be sent now: those whose mark "being sent" is
 * held by a completed checkpoint. The marks themselves are keyed state; this is what this life of
 * the task knows of them. A mark it does not know was made in an earlier life, so the call may have
 * been made.
 */
public final class SendMarks {

    private final List<PendingOperation> fresh = new ArrayList<>();
    private final TreeMap<Long, List<PendingOperation>> byCheckpoint = new TreeMap<>();
    private final Map<RowId, PendingOperation> known = new LinkedHashMap<>();
    private final Deque<PendingOperation> sendable = new ArrayDeque<>();
    private int durable;

    public void marked(PendingOperation operation) {
        fresh.add(operation);
        known.put(operation.row(), operation);
    }

    public boolean knows(PendingOperation operation) {
        return !known.isEmpty() && known.containsKey(operation.row());
    }

    public int size() {
        return known.size();
    }

    /** True if a mark is not held by a completed checkpoint yet. */
    public boolean isWaiting() {
        return known.size() > durable;
    }

    /** True if every mark that was made is settled. */
    public boolean isEmpty() {
        return known.isEmpty();
    }

    /** The next operation that may be sent from now on. */
    public Optional<PendingOperation> poll() {
        return Optional.ofNullable(sendable.poll());
    }

    /** Its call was not made yet: it may be sent later. */
    public void giveBack(PendingOperation operation) {
        if (knows(operation)) {
            sendable.add(operation);
        }
    }

    public void settled(PendingOperation operation) {
        if (!known.isEmpty() && known.remove(operation.row()) != null) {
            durable--;
        }
    }

    /** All marks that are not settled, which they then are. */
    public List<PendingOperation> takeAll() {
        List<PendingOperation> all = List.copyOf(known.values());
        known.clear();
        sendable.clear();
        fresh.clear();
        byCheckpoint.clear();
        durable = 0;
        return all;
    }

    public void snapshot(long checkpoint) {
        if (!fresh.isEmpty()) {
            byCheckpoint.put(checkpoint, List.copyOf(fresh));
            fresh.clear();
        }
    }

    public void completed(long checkpoint) {
        SortedMap<Long, List<PendingOperation>> upTo = byCheckpoint.headMap(checkpoint, true);
        for (List<PendingOperation> marked : upTo.values()) {
            sendable.addAll(marked);
            durable += marked.size();
        }
        upTo.clear();
    }
}
