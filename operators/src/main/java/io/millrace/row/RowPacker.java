/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Encodes rows, hashes them, and packs them into chunks by key group. Not thread-safe. */
public final class RowPacker {

    /** Only a chunk of a single row is longer, in bytes. */
    public static final int CHUNK_BYTES = RowBuffer.CHUNK_BYTES;

    private final RowType produced;
    private final int[] keyColumns;
    private final RowCodec columns;
    private final RowCodec key;
    private final boolean keyLeads;

    /** The columns of the layout, as ranges of consecutive columns of the rows that arrive. */
    private final List<ColumnRange> ranges;

    /** Columns from {@code first} to {@code end}, exclusive. */
    private record ColumnRange(int first, int end) {}

    private final Hasher128 hasher;
    private final KeyBuckets buckets;
    private final DataOutputSerializer values = new DataOutputSerializer(256);
    private final RowBuffer buffer;

    /**
     * @param produced type of the rows that arrive; the columns of the layout are found by name
     */
    public RowPacker(RowType produced, PackingSettings packing) {
        RowLayout layout = packing.layout();
        this.produced = produced;
        List<Integer> positions = positions(produced, layout);
        List<Integer> keyPositions =
                layout.key().stream().map(positions::get).collect(Collectors.toList());
        this.keyColumns = keyPositions.stream().mapToInt(Integer::intValue).toArray();
        this.columns = RowCodec.of(produced, positions);
        this.key = RowCodec.of(produced, keyPositions);
        this.keyLeads = layout.key().equals(firstPositions(layout.key().size()));
        this.ranges = ranges(positions);
        this.hasher = Hashing.xxh3_128(packing.fingerprint());
        this.buckets = new KeyBuckets(layout, keyPositions);
        this.buffer = new RowBuffer(packing.keyGroups());
    }

    /**
     * Returns the positions of the layout's columns in {@code produced}.
     *
     * @throws IllegalArgumentException if a column is missing
     */
    public static List<Integer> positions(RowType produced, RowLayout layout) {
        List<Integer> positions =
                layout.columns().getFieldNames().stream()
                        .map(produced::getFieldIndex)
                        .collect(Collectors.toUnmodifiableList());
        if (positions.contains(-1)) {
            throw new IllegalArgumentException(layout.columns() + " is not all in " + produced);
        }
        return positions;
    }

    private static List<ColumnRange> ranges(List<Integer> positions) {
        List<ColumnRange> ranges = new ArrayList<>();
        for (int from = 0; from < positions.size(); ) {
            int to = from + 1;
            while (to < positions.size() && positions.get(to) == positions.get(to - 1) + 1) {
                to++;
            }
            ranges.add(new ColumnRange(positions.get(from), positions.get(to - 1) + 1));
            from = to;
        }
        return List.copyOf(ranges);
    }

    private static List<Integer> firstPositions(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Packs a row. The caller may reuse the row after this call. */
    public void add(RowData row) {
        if (row instanceof EncodedRow encoded) {
            add(encoded);
            return;
        }
        values.clear();
        int keyEnd = columns.encode(row, values, keyColumns.length);
        pack(row, values.getSharedBuffer(), 0, keyEnd, values.length());
    }

    /** Packs a row whose columns are already encoded: the bytes are copied. */
    private void add(EncodedRow row) {
        requireKey(row);
        if (ranges.size() == 1) {
            int start = row.columnStart(ranges.get(0).first());
            int end = row.columnStart(ranges.get(0).end());
            pack(row, row.buffer(), start, start + keyLength(row), end);
            return;
        }
        values.clear();
        try {
            for (ColumnRange range : ranges) {
                int start = row.columnStart(range.first());
                values.write(row.buffer(), start, row.columnStart(range.end()) - start);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        pack(row, values.getSharedBuffer(), 0, keyLength(row), values.length());
    }

    /** A row with an unreadable key must not count as an absent row, so it ends the read. */
    private void requireKey(EncodedRow row) {
        for (int column : keyColumns) {
            if (row.isUnreadableAt(column)) {
                throw unreadable(row, column);
            }
        }
    }

    private UnreadableKeyException unreadable(EncodedRow row, int column) {
        byte[] value =
                Arrays.copyOfRange(
                        row.buffer(), row.columnStart(column), row.columnStart(column + 1));
        return new UnreadableKeyException(
                produced.getFieldNames().get(column),
                RowCodec.of(produced, List.of(column)).unreadable(value).orElseThrow().message());
    }

    private int keyLength(EncodedRow row) {
        int length = 0;
        for (int column : keyColumns) {
            length += row.columnStart(column + 1) - row.columnStart(column);
        }
        return length;
    }

    /**
     * @param keyEnd end of the key's columns, if they are the first columns
     */
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
        buffer.add(buckets, keyHash, rowHash, keyless, bytes, start, end - start);
    }

    private boolean isKeyless(RowData row) {
        for (int position : keyColumns) {
            if (row.isNullAt(position)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #takeAll()} should be called before the next row. */
    public boolean isFull() {
        return buffer.isFull();
    }

    /** Returns the number of rows that {@link #takeAll()} would return. */
    public int rows() {
        return buffer.rows();
    }

    /** Returns all packed rows in chunks, and empties the packer. */
    public List<UnmarkedChunk> takeAll() {
        return buffer.takeAll();
    }
}
