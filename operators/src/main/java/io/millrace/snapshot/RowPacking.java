/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Turns the rows behind a {@link RepeatingSource} into {@link RowChunk}s of the run they belong to,
 * and the run marks into watermarks that say which run is complete. Must be chained to the source,
 * or be connected forward: the marks of one reader speak of its own rows only. A checkpoint or a
 * watermark leaves no row behind.
 */
public final class RowPacking extends AbstractStreamOperator<RowChunk>
        implements OneInputStreamOperator<RowData, RowChunk> {

    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final List<Integer> keyPositions;
    private final RowCodec columns;
    private final RowCodec key;
    private final int[] keyColumns;
    private final boolean keyLeads;

    /** True if rows arrive with the columns of the layout and no others. */
    private final boolean takesAll;

    private final long fingerprint;

    private transient Hasher128 hasher;
    private transient KeyBuckets buckets;
    private transient DataOutputSerializer values;
    private transient Optional<ChunkBuffers> chunks;

    /**
     * @param produced the type of the rows that arrive
     * @param layout the columns to keep: each is found in {@code produced} by its name
     * @param fingerprint of how the sync maps a row: a row counts as changed when this does
     */
    public RowPacking(RowType produced, RowLayout layout, long fingerprint) {
        List<Integer> positions =
                layout.columns().getFieldNames().stream()
                        .map(produced::getFieldIndex)
                        .collect(Collectors.toUnmodifiableList());
        if (positions.contains(-1)) {
            throw new IllegalArgumentException(layout.columns() + " is not all in " + produced);
        }
        this.layout = layout;
        this.keyPositions = layout.key().stream().map(positions::get).collect(Collectors.toList());
        this.keyColumns = keyPositions.stream().mapToInt(Integer::intValue).toArray();
        this.columns = RowCodec.of(produced, positions);
        this.key = RowCodec.of(produced, keyPositions);
        this.keyLeads = layout.key().equals(firstPositions(layout.key().size()));
        this.takesAll = positions.equals(firstPositions(produced.getFieldCount()));
        this.fingerprint = fingerprint;
    }

    private static List<Integer> firstPositions(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** For rows that arrive in the layout already. */
    public RowPacking(RowLayout layout, long fingerprint) {
        this(layout.columns(), layout, fingerprint);
    }

    @Override
    public void open() throws Exception {
        super.open();
        hasher = Hashing.xxh3_128(fingerprint);
        buckets = new KeyBuckets(layout, keyPositions);
        values = new DataOutputSerializer(256);
        chunks = Optional.empty();
    }

    @Override
    public void processElement(StreamRecord<RowData> element) {
        RowData row = element.getValue();
        if (takesAll && row instanceof EncodedRow encoded) {
            int keyEnd = encoded.columnStart(keyPositions.size());
            pack(row, encoded.buffer(), encoded.start(), keyEnd, encoded.end());
        } else {
            values.clear();
            int keyEnd = columns.encode(row, values, keyPositions.size());
            pack(row, values.getSharedBuffer(), 0, keyEnd, values.length());
        }
    }

    private void pack(RowData row, byte[] bytes, int start, int keyEnd, int end) {
        RowHash rowHash = RowHash.ofRow(hasher, bytes, start, end - start);
        boolean keyless = isKeyless(row);
        RowHash keyHash = rowHash;
        if (keyless) {
            buckets.locateKeyless(rowHash);
        } else {
            keyHash =
                    keyLeads
                            ? RowHash.ofKey(bytes, start, keyEnd - start)
                            : RowHash.ofKey(key.encode(row));
            buckets.locate(row, keyHash);
        }
        ChunkBuffers open =
                chunks.orElseThrow(
                        () -> new IllegalStateException("a row before the mark of its run"));
        int length = end - start;
        ChunkBuffers.Room room = open.reserve(buckets.bucket(), PackedRow.HEADER_BYTES + length);
        room.full().ifPresent(this::emit);
        PackedRow.writeHeader(room.bytes(), room.at(), buckets, keyHash, rowHash, keyless, length);
        System.arraycopy(bytes, start, room.bytes(), room.at() + PackedRow.HEADER_BYTES, length);
    }

    private boolean isKeyless(RowData row) {
        for (int position : keyColumns) {
            if (row.isNullAt(position)) {
                return true;
            }
        }
        return false;
    }

    private void emit(RowChunk chunk) {
        output.collect(new StreamRecord<>(chunk));
    }

    private void emitAll() {
        chunks.ifPresent(
                open -> {
                    for (int group = 0; group < open.groups(); group++) {
                        open.take(group).ifPresent(this::emit);
                    }
                });
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        emitAll();
    }

    @Override
    public void finish() throws Exception {
        emitAll();
        super.finish();
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        emitAll();
        if (watermark.getTimestamp() == Long.MAX_VALUE) {
            super.processWatermark(watermark);
            return;
        }
        RunMark received = RunMark.ofWatermark(watermark.getTimestamp());
        if (received.isComplete()) {
            super.processWatermark(new Watermark(received.run()));
        } else if (chunks.isPresent()) {
            chunks.get().begin(received);
        } else {
            int keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
            chunks = Optional.of(new ChunkBuffers(keyGroups, received));
        }
    }
}
