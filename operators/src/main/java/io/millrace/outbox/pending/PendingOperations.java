/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.iterable.RowFault;
import io.millrace.mapping.operation.KeyGroups;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.PackedOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * The operations that Iterable has not accepted, and their counts. Operations arrive in chunks.
 * Each chunk is kept as a segment of its key group's log until all operations in it are done. An
 * operation with a history moves to an entry. Only this class changes state and counts, and it
 * changes both together, so that both roll back together.
 */
public final class PendingOperations {

    private final OperationState state;
    private final OperationCounts counts = new OperationCounts();
    private final Map<Integer, KeyGroupLog> logs = new TreeMap<>();
    private final List<Segment> changed = new ArrayList<>();
    private final TreeMap<Long, Long> arrivalAtCheckpoint = new TreeMap<>();
    private long lastArrival;
    private long durableArrival = Long.MIN_VALUE;
    private long newestRun = Long.MIN_VALUE;

    /**
     * @param keys the context of keyed state; its keys are those of {@code groups}
     */
    public PendingOperations(KeyedStateStore store, KeyContext keys, KeyGroups groups) {
        state = new OperationState(store, keys, groups);
    }

    public OperationCounts counts() {
        return counts;
    }

    /**
     * Adds a chunk.
     *
     * @param run the run its operations are delivered with
     * @param settled the last settled run of this subtask
     */
    public void receive(OperationChunk chunk, long run, long settled) throws Exception {
        int keyGroup = state.keyGroup(chunk);
        KeyGroupLog log = logs.computeIfAbsent(keyGroup, KeyGroupLog::new);
        boolean hasNoEffect = chunk.requests() == 0 && log.isEmpty();
        if (hasNoEffect) {
            return;
        }
        newestRun = Math.max(newestRun, chunk.run());
        lastArrival++;
        state.put(log.append(chunk, run, lastArrival), chunk);
        counts.arrived(keyGroup, run, settled, chunk.requests());
    }

    /** The newest run with an operation that arrived since this subtask started. */
    public OptionalLong newestRun() {
        return newestRun == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newestRun);
    }

    /** Returns a copy: the logs of all key groups that have pending operations. */
    List<KeyGroupLog> logs() {
        return logs.values().stream().filter(log -> !log.isEmpty()).toList();
    }

    /** Returns the operations of a key group that have entries, the oldest first. */
    List<PendingOperation> withEntries(KeyGroupLog log) throws Exception {
        if (log.entries() == 0) {
            return List.of();
        }
        return state.entries(log.keyGroup()).stream()
                .map(entry -> PendingOperation.ofEntry(entry, log.none()))
                .sorted(PendingOperation.OLDEST_FIRST)
                .toList();
    }

    /** Returns the operations of a segment, and loads its marks. */
    byte[] read(Segment segment) throws Exception {
        return state.read(segment);
    }

    /** True if a completed checkpoint holds the segment. */
    boolean isDurable(Segment segment) {
        return segment.arrival() <= durableArrival;
    }

    /** Called for each checkpoint. Returns the operator state that belongs to the keyed state. */
    public List<KeyGroupSnapshot> snapshot(long checkpoint) throws Exception {
        arrivalAtCheckpoint.put(checkpoint, lastArrival);
        for (Segment segment : changed) {
            if (!segment.isFinished()) {
                state.putMarks(segment);
            }
        }
        changed.clear();
        return counts.snapshot(logs);
    }

    public void restore(KeyGroupSnapshot saved) {
        counts.restore(saved);
        logs.put(saved.keyGroup(), KeyGroupLog.restored(saved.keyGroup(), saved.log()));
    }

    public void completed(long checkpoint) {
        SortedMap<Long, Long> upTo = arrivalAtCheckpoint.headMap(checkpoint, true);
        if (!upTo.isEmpty()) {
            durableArrival = Math.max(durableArrival, upTo.get(upTo.lastKey()));
            upTo.clear();
        }
    }

    /** Iterable has accepted the operation. */
    public void accepted(PendingOperation operation) throws Exception {
        remove(operation);
        counts.accepted(operation.keyGroup(), operation.history().lastTriedIn());
    }

    /** Iterable has accepted the operation before the end of its run. */
    public void acceptedEarly(PendingOperation operation) throws Exception {
        accepted(operation);
        state.deliveredEarly(operation);
    }

    /** The operation was refused. It stays pending, unless the fault is final. */
    public PendingOperation refused(PendingOperation operation, long run, RowFault fault, long now)
            throws Exception {
        long triedBefore = operation.history().lastTriedIn();
        AttemptHistory history =
                operation.history().refused(run, fault.code(), fault.reason(), now);
        if (fault.isFinal()) {
            OperationEntry last = entry(operation, history);
            remove(operation);
            counts.givenUp(operation.keyGroup(), triedBefore);
            return PendingOperation.ofEntry(last, Segment.none(operation.keyGroup()));
        }
        counts.rejected(operation.keyGroup(), triedBefore);
        return keep(operation, history);
    }

    /** The operation was refused before, and is not tried in this run. */
    public PendingOperation postponed(PendingOperation operation, long run) throws Exception {
        counts.postponed(operation.keyGroup());
        return keep(operation, operation.history().postponed(run));
    }

    /** The operation is a removal that waits for approval. */
    public PendingOperation withheld(PendingOperation operation, long run) throws Exception {
        counts.withheld(operation.keyGroup());
        return postponed(operation, run);
    }

    /** The user of the operation may not be visible yet: it is tried again in this run. */
    public void waiting(PendingOperation operation, long run) throws Exception {
        keep(operation, operation.history().waiting(run));
    }

    /**
     * Sets the send mark of the operation: its call may be made once a checkpoint holds the mark.
     */
    public PendingOperation sendMarked(PendingOperation operation) throws Exception {
        return keep(operation, operation.history().sendMarked(true));
    }

    /** Removes the send mark: no call was made, or Iterable certainly did not accept it. */
    public void notSent(PendingOperation operation) throws Exception {
        keep(operation, operation.history().sendMarked(false));
    }

    /** The operation is superseded or withdrawn. */
    void dropped(PendingOperation operation) throws Exception {
        remove(operation);
        counts.dropped(operation.keyGroup(), operation.run(), operation.history().lastTriedIn());
    }

    /** The operation had no effect, and was never counted as pending. */
    void consumed(PendingOperation operation) throws Exception {
        remove(operation);
    }

    /** The operation amends one that was just dropped, and takes its place. */
    PendingOperation amends(PendingOperation amendment) throws Exception {
        counts.amended(amendment.keyGroup(), amendment.run());
        return keep(amendment, amendment.history());
    }

    /**
     * True if an early delivery of its run, or of a later one, gave what this removal takes away.
     */
    boolean isUndoneByEarlyDelivery(PendingOperation removal) throws Exception {
        return state.isUndoneByEarlyDelivery(removal);
    }

    private static OperationEntry entry(PendingOperation operation, AttemptHistory history) {
        return new OperationEntry(
                operation.operation().toBytes(), operation.run(), operation.order(), history);
    }

    private PendingOperation keep(PendingOperation operation, AttemptHistory history)
            throws Exception {
        KeyGroupLog log = logs.get(operation.keyGroup());
        OperationEntry entry = entry(operation, history);
        if (!operation.hasEntry()) {
            replaceEntry(operation, log);
            log.addEntries(1);
        }
        state.putEntry(operation, entry);
        if (!operation.hasEntry()) {
            finish(operation.segment(), operation.index());
        }
        return PendingOperation.ofEntry(entry, log.none());
    }

    /** Two operations of one row and run may be refused one after the other. */
    private void replaceEntry(PendingOperation operation, KeyGroupLog log) throws Exception {
        Optional<OperationEntry> before = state.entry(operation);
        if (before.isPresent()) {
            log.addEntries(-1);
            counts.dropped(
                    log.keyGroup(), before.get().run(), before.get().history().lastTriedIn());
        }
    }

    private void remove(PendingOperation operation) throws Exception {
        if (operation.hasEntry()) {
            state.removeEntry(operation);
            logs.get(operation.keyGroup()).addEntries(-1);
        } else {
            finish(operation.segment(), operation.index());
        }
    }

    private void finish(Segment segment, int index) throws Exception {
        boolean first = segment.finish(index);
        if (segment.isFinished()) {
            state.remove(segment);
            logs.get(segment.keyGroup()).remove(segment);
        } else if (first) {
            changed.add(segment);
        }
    }

    /** True if the operation requires a call whether or not another one is pending. */
    static boolean requiresCall(PackedOperation operation) {
        return operation.kind() != OperationKind.WITHDRAW && !operation.amends();
    }
}
