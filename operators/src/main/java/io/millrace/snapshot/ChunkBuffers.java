/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Gathers rows until they make a chunk: one open chunk a key group. What it holds is bounded by
 * {@link #CHUNK_BYTES} times the number of key groups, and one row.
 */
final class ChunkBuffers {

    /** A chunk goes when the next row would make it longer. */
    static final int CHUNK_BYTES = 48 << 10;

    private static final int HEADERS_BYTES = CHUNK_BYTES / 4;

    private final Buffer[] buffers;

    /** Key groups with an open chunk, in the order they were opened. */
    private final int[] open;

    private int opened;
    private int heldBytes;
    private long lastBucket;
    private int lastGroup;

    /** One key group's open chunk. */
    private static final class Buffer {

        private byte[] headers = new byte[HEADERS_BYTES];
        private byte[] values = new byte[CHUNK_BYTES];
        private int rows;
        private int valuesEnd;
        private long bucket;

        private int bytes() {
            return rows * PackedRow.HEADER_BYTES + valuesEnd;
        }

        private void reserve(int length) {
            int headersEnd = (rows + 1) * PackedRow.HEADER_BYTES;
            if (headersEnd > headers.length) {
                headers = Arrays.copyOf(headers, 2 * headers.length);
            }
            if (valuesEnd + length > values.length) {
                values = Arrays.copyOf(values, valuesEnd + length);
            }
        }

        private PackedRows take() {
            int headersEnd = rows * PackedRow.HEADER_BYTES;
            byte[] bytes = new byte[headersEnd + valuesEnd];
            System.arraycopy(headers, 0, bytes, 0, headersEnd);
            System.arraycopy(values, 0, bytes, headersEnd, valuesEnd);
            PackedRows packed = new PackedRows(bucket, rows, bytes);
            rows = 0;
            valuesEnd = 0;
            if (values.length > CHUNK_BYTES) {
                values = new byte[CHUNK_BYTES];
            }
            return packed;
        }
    }

    ChunkBuffers(int keyGroups) {
        this.buffers = new Buffer[keyGroups];
        this.open = new int[keyGroups];
        this.lastGroup = group(lastBucket);
    }

    /**
     * Adds a row of the bucket that {@code buckets} stands at; its values are copied.
     *
     * @return the chunk it no longer fits into, if there is one
     */
    Optional<PackedRows> add(
            KeyBuckets buckets,
            RowHash key,
            RowHash row,
            boolean keyless,
            byte[] values,
            int start,
            int length) {
        Buffer buffer = buffer(buckets.bucket());
        int added = PackedRow.HEADER_BYTES + length;
        Optional<PackedRows> full = Optional.empty();
        if (buffer.rows > 0 && buffer.bytes() + added > CHUNK_BYTES) {
            heldBytes -= buffer.bytes();
            full = Optional.of(buffer.take());
        } else if (buffer.rows == 0) {
            open[opened++] = lastGroup;
        }
        if (buffer.rows == 0) {
            buffer.bucket = buckets.bucket();
        }
        buffer.reserve(length);
        System.arraycopy(values, start, buffer.values, buffer.valuesEnd, length);
        buffer.valuesEnd += length;
        PackedRow.writeHeader(
                buffer.headers,
                buffer.rows * PackedRow.HEADER_BYTES,
                buckets,
                key,
                row,
                keyless,
                buffer.valuesEnd);
        buffer.rows++;
        heldBytes += added;
        return full;
    }

    private Buffer buffer(long bucket) {
        if (bucket != lastBucket) {
            lastBucket = bucket;
            lastGroup = group(bucket);
        }
        if (buffers[lastGroup] == null) {
            buffers[lastGroup] = new Buffer();
        }
        return buffers[lastGroup];
    }

    int heldBytes() {
        return heldBytes;
    }

    /** All open chunks, and none is open any more. */
    List<PackedRows> takeAll() {
        List<PackedRows> all = new ArrayList<>(opened);
        for (int index = 0; index < opened; index++) {
            all.add(buffers[open[index]].take());
        }
        opened = 0;
        heldBytes = 0;
        return all;
    }

    private int group(long bucket) {
        return KeyGroupRangeAssignment.assignToKeyGroup(bucket, buffers.length);
    }
}
