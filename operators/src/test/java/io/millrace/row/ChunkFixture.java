/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Packs rows into chunks without an operator around it. */
public final class ChunkFixture {

    private static final int KEY_GROUPS = 128;

    private final RowLayout layout;
    private final RowCodec columns;
    private final RowCodec key;
    private final RowPacker packer;

    public ChunkFixture(RowLayout layout) {
        this(layout, 0);
    }

    /**
     * @param fingerprint fingerprint of the mapping
     */
    public ChunkFixture(RowLayout layout, long fingerprint) {
        this.layout = layout;
        this.columns = RowCodec.of(layout.columns());
        this.key = RowCodec.of(layout.columns(), layout.key());
        this.packer =
                new RowPacker(
                        layout.columns(), new PackingSettings(layout, fingerprint, KEY_GROUPS));
    }

    /** For rows of these columns; the first column is the key and the identifier. */
    public static ChunkFixture ofColumns(DataTypes.Field... columns) {
        return new ChunkFixture(
                new RowLayout(
                        (RowType) DataTypes.ROW(columns).getLogicalType(),
                        List.of(0),
                        0,
                        IdentifierKind.USER_ID));
    }

    public RowHash keyOf(RowData row) {
        return RowHash.ofKey(key.encode(row));
    }

    /** Returns one chunk per row. */
    public List<RowChunk> chunks(long run, int attempt, List<? extends RowData> rows) {
        List<RowChunk> chunks = new ArrayList<>();
        for (RowData row : rows) {
            packer.add(row);
            packer.takeAll().forEach(packed -> chunks.add(packed.inRun(run, attempt, 0)));
        }
        return chunks;
    }

    /** Returns chunks with all rows of their key group. */
    public List<RowChunk> fullChunks(long run, int attempt, List<? extends RowData> rows) {
        rows.forEach(packer::add);
        return packer.takeAll().stream().map(packed -> packed.inRun(run, attempt, 0)).toList();
    }

    /**
     * Returns a chunk of rows without values.
     *
     * @param located a row in the bucket of all these rows
     * @param keys hashes of the rows' keys
     */
    public RowChunk withKeys(RowData located, List<RowHash> keys) {
        KeyBuckets buckets = new KeyBuckets(layout, layout.key());
        byte[] headers = new byte[keys.size() * RowView.HEADER_BYTES];
        for (int row = 0; row < keys.size(); row++) {
            RowHash hash = new RowHash(0, row);
            buckets.locate(located, keys.get(row));
            RowView.writeHeader(
                    headers, row * RowView.HEADER_BYTES, buckets, keys.get(row), hash, false);
        }
        return new RowChunk(1, 0, buckets.bucket(), keys.size(), headers);
    }

    /** Decodes the packed values of a row. */
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
