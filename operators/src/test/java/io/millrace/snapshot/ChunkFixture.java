/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.table.data.RowData;

/** Packs rows into chunks without an operator around it. */
public final class ChunkFixture {

    private static final int KEY_GROUPS = 128;

    private final RowLayout layout;
    private final RowCodec columns;
    private final RowCodec key;
    private final KeyBuckets buckets;

    public ChunkFixture(RowLayout layout) {
        this.layout = layout;
        this.columns = RowCodec.of(layout.columns());
        this.key = RowCodec.of(layout.columns(), layout.key());
        this.buckets = new KeyBuckets(layout, layout.key());
    }

    public RowHash keyOf(RowData row) {
        return RowHash.ofKey(key.encode(row));
    }

    /** Each row in a chunk of its own. */
    public List<RowChunk> chunks(long run, int attempt, List<? extends RowData> rows) {
        List<RowChunk> chunks = new ArrayList<>();
        for (RowData row : rows) {
            byte[] values = columns.encode(row);
            RowHash hash = RowHash.ofRow(Hashing.xxh3_128(), values, 0, values.length);
            boolean keyless = key.anyNull(row);
            RowHash keyHash = keyless ? hash : keyOf(row);
            if (keyless) {
                buckets.locateKeyless(hash);
            } else {
                buckets.locate(row, keyHash);
            }
            byte[] bytes = new byte[PackedRow.HEADER_BYTES + values.length];
            PackedRow.writeHeader(bytes, 0, buckets, keyHash, hash, keyless, values.length);
            System.arraycopy(values, 0, bytes, PackedRow.HEADER_BYTES, values.length);
            chunks.add(new RowChunk(run, attempt, buckets.bucket(), 1, bytes));
        }
        return chunks;
    }

    /** The values of a row as they are packed. */
    public RowData values(byte[] values) {
        return columns.decode(values);
    }

    public RowLayout layout() {
        return layout;
    }

    /** Whether the subtask of an operator with {@code parallelism} subtasks gets this chunk. */
    public static boolean isFor(RowChunk chunk, int parallelism, int subtask) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        chunk.bucket(), KEY_GROUPS, parallelism)
                == subtask;
    }
}
