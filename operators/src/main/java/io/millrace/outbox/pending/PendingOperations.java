/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.iterable.RowFault;
import io.millrace.mapping.OperationKind;
import io.millrace.mapping.packed.KeyGroups;
import io.millrace.mapping.packed.OperationChunk;
import io.millrace.mapping.packed.PackedOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * The operations Iterable has not taken, and the counts of them. Operations come in chunks, which
 * are kept as segments of the log of their key group until all in them are done. One that something
 * is remembered of moves to an entry of its own. State and counts change here only, and together,
 * so that they roll back together.
 */
public final class PendingOperations {

    static final String SEGMENTS = "segments";
    static final String MARKS = "segment-marks";
    static final String KEPT = "kept";

    private final MapState<Long, byte[]> segments;
    private final MapState<Long, byte[]> marks;
    private final MapState<Tuple3<Long, Long, Long>, OperationEntry> kept;
    private final EarlyDeliveries takenEarly;
    private final KeyContext keys;
    private final KeyGroups groups;
    private final OperationCounts counts = new OperationCounts();
    private final Map<Integer, KeyGroupLog> logs = new TreeMap<>();
    private final List<Segment> dirty = new ArrayList<>();
    private final TreeMap<Long, Long> arrivalAtCheckpoint = new TreeMap<>();
    private long lastArrival;
    private long durableArrival = Long.MIN_VALUE;
    private long newestRun = Long.MIN_VALUE;

    /**
     * @param keys of the state: those of {@code groups}
     */
    public PendingOperations(KeyedStateStore store, KeyContext keys, KeyGroups groups) {
        segments = store.getMapState(bytes(SEGMENTS));
        marks = store.getMapState(bytes(MARKS));
        kept =
                store.getMapState(
                        new MapStateDescriptor<>(
                                KEPT,
                                Types.TUPLE(Types.LONG, Types.LONG, Types.LONG),
                                TypeInformation.of(OperationEntry.class)));
        takenEarly = new EarlyDeliveries(store);
        this.keys = keys;
        this.groups = groups;
    }

    private static MapStateDescriptor<Long, byte[]> bytes(String name) {
        return new MapStateDescriptor<>(
                name, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    public OperationCounts counts() {
        return counts;
    }

    EarlyDeliveries takenEarly() {
        return takenEarly;
    }

    /**
     * A chunk comes in.
     *
     * @param run its operations are delivered with
     * @param settled the last run that is settled here
     */
    public void receive(OperationChunk chunk, long run, long settled) throws Exception {
        int keyGroup = groups.group(chunk.key());
        KeyGroupLog log = logs.computeIfAbsent(keyGroup, KeyGroupLog::new);
        boolean asksNothing = chunk.requests() == 0 && log.isEmpty();
        if (asksNothing) {
            return;
        }
        newestRun = Math.max(newestRun, chunk.run());
        lastArrival++;
        Segment segment = log.append(chunk, run, lastArrival);
        keys.setCurrentKey(chunk.key());
        segments.put(segment.number(), chunk.compressed());
        counts.arrived(keyGroup, run, settled, chunk.requests());
    }

    /** The newest run an operation came in of, in this life of the task. */
    public OptionalLong newestRun() {
        return newestRun == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newestRun);
    }

    /** The logs of all key groups that have something pending, as they are now. */
    List<KeyGroupLog> logs() {
        return logs.values().stream().filter(log -> !log.isEmpty()).toList();
    }

    void selectGroupOf(PendingOperation operation) {
        select(operation.keyGroup());
    }

    private void select(int keyGroup) {
        keys.setCurrentKey(groups.key(keyGroup));
    }

    /** The operations of a key group that have entries of their own, the oldest first. */
    List<PendingOperation> kept(KeyGroupLog log) throws Exception {
        List<PendingOperation> all = new ArrayList<>();
        if (log.kept() > 0) {
            select(log.keyGroup());
            for (OperationEntry entry : kept.values()) {
                all.add(PendingOperation.kept(entry, log.none()));
            }
            all.sort(PendingOperation.OLDEST_FIRST);
        }
        return all;
    }

    /** The operations of a segment, whose marks are then known. */
    byte[] read(Segment segment) throws Exception {
        select(segment.keyGroup());
        if (segment.lacksMarks()) {
            segment.load(marks.get(segment.number()));
        }
        return OperationChunk.operations(segments.get(segment.number()));
    }

    /** True if a completed checkpoint holds it. */
    boolean isDurable(Segment segment) {
        return segment.arrival() <= durableArrival;
    }

    /** To be called for each checkpoint; returns what it is to hold in addition to keyed state. */
    public List<KeyGroupSnapshot> snapshot(long checkpoint) throws Exception {
        arrivalAtCheckpoint.put(checkpoint, lastArrival);
        for (Segment segment : dirty) {
            if (!segment.isOver()) {
                select(segment.keyGroup());
                marks.put(segment.number(), segment.marks());
            }
        }
        dirty.clear();
        return counts.snapshot(logs);
    }

    public void restore(KeyGroupSnapshot account) {
        counts.restore(account);
        logs.put(account.keyGroup(), KeyGroupLog.restored(account));
    }

    public void completed(long checkpoint) {
        SortedMap<Long, Long> upTo = arrivalAtCheckpoint.headMap(checkpoint, true);
        if (!upTo.isEmpty()) {
            durableArrival = Math.max(durableArrival, upTo.get(upTo.lastKey()));
            upTo.clear();
        }
    }

    /** Iterable has taken it. */
    public void accepted(PendingOperation operation) throws Exception {
        remove(operation);
        counts.accepted(operation.keyGroup(), operation.history().triedIn());
    }

    /** Iterable has taken it before its run came to an end. */
    public void acceptedEarly(PendingOperation operation) throws Exception {
        accepted(operation);
        select(operation.keyGroup());
        takenEarly.took(operation);
    }

    /** Iterable has refused it. It stays pending, unless no later try may be made. */
    public PendingOperation refused(PendingOperation operation, long run, RowFault fault, long now)
            throws Exception {
        AttemptHistory history =
                operation.history().refused(run, fault.code(), fault.reason(), now);
        if (fault.isFinal()) {
            PendingOperation last =
                    PendingOperation.kept(
                            entry(operation, history), Segment.none(operation.keyGroup()));
            remove(operation);
            counts.givenUp(operation.keyGroup(), operation.history().triedIn());
            return last;
        }
        counts.rejected(operation.keyGroup(), operation.history().triedIn());
        return keep(operation, history);
    }

    /** It is not tried in this run. */
    public PendingOperation rested(PendingOperation operation, long run) throws Exception {
        counts.rested(operation.keyGroup());
        return keep(operation, operation.history().rested(run));
    }

    /** It is a removal that may not go yet. */
    public PendingOperation withheld(PendingOperation operation, long run) throws Exception {
        counts.withheld(operation.keyGroup());
        return rested(operation, run);
    }

    /** Its user may not be visible yet: it is tried once more in this run. */
    public void waits(PendingOperation operation, long run) throws Exception {
        keep(operation, operation.history().waiting(run));
    }

    /** A call that must not be repeated may be made for it once a checkpoint holds this. */
    public PendingOperation sending(PendingOperation operation) throws Exception {
        return keep(operation, operation.history().sending(true));
    }

    /** No call was made for it, or it was surely not taken. */
    public void notSent(PendingOperation operation) throws Exception {
        keep(operation, operation.history().sending(false));
    }

    /** Something newer takes the place of it, or it need not be sent any more. */
    void dropped(PendingOperation operation) throws Exception {
        remove(operation);
        counts.dropped(operation.keyGroup(), operation.run(), operation.history().triedIn());
    }

    /** It never counted as pending, and is done. */
    void consumed(PendingOperation operation) throws Exception {
        remove(operation);
    }

    /** It amends something that was dropped for it. */
    PendingOperation follows(PendingOperation amendment) throws Exception {
        counts.followed(amendment.keyGroup(), amendment.run());
        return keep(amendment, amendment.history());
    }

    private static OperationEntry entry(PendingOperation operation, AttemptHistory history) {
        return new OperationEntry(
                operation.operation().toBytes(), operation.run(), operation.order(), history);
    }

    private PendingOperation keep(PendingOperation operation, AttemptHistory history)
            throws Exception {
        KeyGroupLog log = logs.get(operation.keyGroup());
        OperationEntry entry = entry(operation, history);
        select(operation.keyGroup());
        if (!operation.isKept()) {
            replaceEntry(operation, log);
            log.countKept(1);
        }
        kept.put(operation.row().key(), entry);
        if (!operation.isKept()) {
            finish(operation.segment(), operation.index());
        }
        return PendingOperation.kept(entry, log.none());
    }

    /** Two operations of one row and run may be refused one after the other. */
    private void replaceEntry(PendingOperation operation, KeyGroupLog log) throws Exception {
        OperationEntry before = kept.get(operation.row().key());
        if (before != null) {
            log.countKept(-1);
            counts.dropped(log.keyGroup(), before.run(), before.history().triedIn());
        }
    }

    private void remove(PendingOperation operation) throws Exception {
        if (operation.isKept()) {
            select(operation.keyGroup());
            kept.remove(operation.row().key());
            logs.get(operation.keyGroup()).countKept(-1);
        } else {
            finish(operation.segment(), operation.index());
        }
    }

    private void finish(Segment segment, int index) throws Exception {
        boolean first = segment.finish(index);
        if (segment.isOver()) {
            select(segment.keyGroup());
            segments.remove(segment.number());
            if (segment.isMarked()) {
                marks.remove(segment.number());
            }
            logs.get(segment.keyGroup()).remove(segment);
        } else if (first) {
            dirty.add(segment);
        }
    }

    /** True if an operation of this kind asks for a call whatever is pending. */
    static boolean asks(PackedOperation operation) {
        return operation.kind() != OperationKind.WITHDRAW && !operation.amends();
    }
}
