/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.operation.KeyGroups;
import io.millrace.mapping.operation.OperationChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * The keyed state of the outbox: segments, their marks, entries, and early deliveries. Each method
 * sets the current key to the key group it reads or writes.
 */
final class OperationState {

    static final String SEGMENTS = "segments";
    static final String MARKS = "segment-marks";
    static final String ENTRIES = "entries";

    private final MapState<Long, byte[]> segments;
    private final MapState<Long, byte[]> marks;
    private final MapState<Tuple3<Long, Long, Long>, OperationEntry> entries;
    private final EarlyDeliveries earlyDeliveries;
    private final KeyContext keys;
    private final KeyGroups groups;

    /**
     * @param keys the context of keyed state; its keys are those of {@code groups}
     */
    OperationState(KeyedStateStore store, KeyContext keys, KeyGroups groups) {
        segments = store.getMapState(ofBytes(SEGMENTS));
        marks = store.getMapState(ofBytes(MARKS));
        entries =
                store.getMapState(
                        new MapStateDescriptor<>(
                                ENTRIES,
                                Types.TUPLE(Types.LONG, Types.LONG, Types.LONG),
                                TypeInformation.of(OperationEntry.class)));
        earlyDeliveries = new EarlyDeliveries(store);
        this.keys = keys;
        this.groups = groups;
    }

    private static MapStateDescriptor<Long, byte[]> ofBytes(String name) {
        return new MapStateDescriptor<>(
                name, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    int keyGroup(OperationChunk chunk) {
        return groups.group(chunk.key());
    }

    private void select(int keyGroup) {
        keys.setCurrentKey(groups.key(keyGroup));
    }

    void put(Segment segment, OperationChunk chunk) throws Exception {
        keys.setCurrentKey(chunk.key());
        segments.put(segment.number(), chunk.compressed());
    }

    /** Returns the operations of a segment, and loads its marks. */
    byte[] read(Segment segment) throws Exception {
        select(segment.keyGroup());
        if (segment.lacksMarks()) {
            segment.load(marks.get(segment.number()));
        }
        return OperationChunk.operations(segments.get(segment.number()));
    }

    void putMarks(Segment segment) throws Exception {
        select(segment.keyGroup());
        marks.put(segment.number(), segment.marks());
    }

    void remove(Segment segment) throws Exception {
        select(segment.keyGroup());
        segments.remove(segment.number());
        if (segment.hasMarks()) {
            marks.remove(segment.number());
        }
    }

    List<OperationEntry> entries(int keyGroup) throws Exception {
        select(keyGroup);
        List<OperationEntry> all = new ArrayList<>();
        entries.values().forEach(all::add);
        return all;
    }

    Optional<OperationEntry> entry(PendingOperation operation) throws Exception {
        select(operation.keyGroup());
        return Optional.ofNullable(entries.get(operation.row().key()));
    }

    void putEntry(PendingOperation operation, OperationEntry entry) throws Exception {
        select(operation.keyGroup());
        entries.put(operation.row().key(), entry);
    }

    void removeEntry(PendingOperation operation) throws Exception {
        select(operation.keyGroup());
        entries.remove(operation.row().key());
    }

    void deliveredEarly(PendingOperation operation) throws Exception {
        select(operation.keyGroup());
        earlyDeliveries.add(operation);
    }

    /**
     * True if an early delivery of its run, or of a later one, gave what this removal takes away.
     */
    boolean isUndoneByEarlyDelivery(PendingOperation removal) throws Exception {
        select(removal.keyGroup());
        return earlyDeliveries.contradict(removal);
    }
}
