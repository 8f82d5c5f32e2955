/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Collects rows in the order they are read, and makes chunks of one key group each. The same memory
 * is filled again and again, which costs less than one open chunk per key group. Not thread-safe.
 */
final class RowBuffer {

    /** Only a chunk of a single row is longer. */
    static final int CHUNK_BYTES = 48 << 10;

    /** The buffer is full at this size, and exceeds it by less than one row. */
    private static final int FULL_BYTES = 1 << 20;

    private static final int INITIAL_ROWS = 1_024;

    private byte[] headers = new byte[INITIAL_ROWS * RowView.HEADER_BYTES];
    private byte[] values = new byte[FULL_BYTES / 4];

    /** The key group of each row. */
    private int[] groupOf = new int[INITIAL_ROWS];

    /** Where the values of each row end. */
    private int[] endOf = new int[INITIAL_ROWS];

    private int rows;
    private int end;

    /** The number of rows of each key group. */
    private final int[] rowsOf;

    /** Key groups that have rows, in the order of their first row. */
    private final int[] usedGroups;

    private int groups;

    /** Row numbers ordered by key group, while chunks are made. */
    private int[] sorted = {};

    private long lastBucket;
    private int lastGroup;

    RowBuffer(int keyGroups) {
        this.rowsOf = new int[keyGroups];
        this.usedGroups = new int[keyGroups];
        this.lastGroup = group(lastBucket);
    }

    private int group(long bucket) {
        return KeyGroupRangeAssignment.assignToKeyGroup(bucket, rowsOf.length);
    }

    /**
     * Adds a row and copies its values.
     *
     * @param buckets located at the row's key
     */
    void add(
            KeyBuckets buckets,
            RowHash key,
            RowHash row,
            boolean keyless,
            byte[] source,
            int start,
            int length) {
        reserve(length);
        System.arraycopy(source, start, values, end, length);
        end += length;
        int at = rows * RowView.HEADER_BYTES;
        RowView.writeHeader(headers, at, buckets, key, row, keyless);
        int group = groupOf(buckets.bucket());
        if (rowsOf[group] == 0) {
            usedGroups[groups++] = group;
        }
        rowsOf[group]++;
        groupOf[rows] = group;
        endOf[rows] = end;
        rows++;
    }

    private int groupOf(long bucket) {
        if (bucket != lastBucket) {
            lastBucket = bucket;
            lastGroup = group(bucket);
        }
        return lastGroup;
    }

    private void reserve(int length) {
        if (rows == groupOf.length) {
            groupOf = Arrays.copyOf(groupOf, 2 * rows);
            endOf = Arrays.copyOf(endOf, 2 * rows);
            headers = Arrays.copyOf(headers, 2 * rows * RowView.HEADER_BYTES);
        }
        if (end + length > values.length) {
            values = Arrays.copyOf(values, Math.max(2 * values.length, end + length));
        }
    }

    boolean isFull() {
        return rows * RowView.HEADER_BYTES + end >= FULL_BYTES;
    }

    int rows() {
        return rows;
    }

    /** Returns all rows in chunks, and empties the buffer. */
    List<UnmarkedChunk> takeAll() {
        sort();
        List<UnmarkedChunk> chunks = new ArrayList<>();
        for (int from = 0; from < rows; ) {
            int to = endOfChunk(from);
            chunks.add(chunk(from, to));
            from = to;
        }
        for (int i = 0; i < groups; i++) {
            rowsOf[usedGroups[i]] = 0;
        }
        groups = 0;
        rows = 0;
        end = 0;
        if (values.length > 2 * FULL_BYTES) {
            values = new byte[FULL_BYTES / 4];
        }
        return chunks;
    }

    /** Orders the rows by key group; rows of one key group keep their order. */
    private void sort() {
        if (sorted.length < rows) {
            sorted = new int[groupOf.length];
        }
        int next = 0;
        for (int i = 0; i < groups; i++) {
            int count = rowsOf[usedGroups[i]];
            rowsOf[usedGroups[i]] = next;
            next += count;
        }
        for (int row = 0; row < rows; row++) {
            sorted[rowsOf[groupOf[row]]++] = row;
        }
    }

    private int start(int row) {
        return row == 0 ? 0 : endOf[row - 1];
    }

    /** Returns the end of the chunk that begins with the sorted row {@code from}. */
    private int endOfChunk(int from) {
        int group = groupOf[sorted[from]];
        int bytes = 0;
        int to = from;
        while (to < rows && groupOf[sorted[to]] == group) {
            bytes += RowView.HEADER_BYTES + endOf[sorted[to]] - start(sorted[to]);
            if (to > from && bytes > CHUNK_BYTES) {
                return to;
            }
            to++;
        }
        return to;
    }

    private UnmarkedChunk chunk(int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            length += endOf[sorted[i]] - start(sorted[i]);
        }
        int headersEnd = (to - from) * RowView.HEADER_BYTES;
        byte[] bytes = new byte[headersEnd + length];
        int end = 0;
        for (int i = from; i < to; ) {
            int next = endOfConsecutive(i, to);
            end = copy(i, next, bytes, (i - from) * RowView.HEADER_BYTES, headersEnd, end);
            i = next;
        }
        return new UnmarkedChunk(RowView.bucket(bytes, 0), to - from, bytes);
    }

    /**
     * Copies sorted rows that are consecutive in this buffer.
     *
     * @param header position in the chunk of the first header
     * @param firstValues position in the chunk of its first row's values
     * @param before end of the values copied so far, relative to {@code firstValues}
     * @return end of the values after this copy, relative to {@code firstValues}
     */
    private int copy(int from, int to, byte[] chunk, int header, int firstValues, int before) {
        int first = sorted[from];
        int start = start(first);
        int length = endOf[sorted[to - 1]] - start;
        System.arraycopy(values, start, chunk, firstValues + before, length);
        System.arraycopy(
                headers,
                first * RowView.HEADER_BYTES,
                chunk,
                header,
                (to - from) * RowView.HEADER_BYTES);
        for (int i = from; i < to; i++) {
            RowView.writeEnd(
                    chunk,
                    header + (i - from) * RowView.HEADER_BYTES,
                    before + endOf[sorted[i]] - start);
        }
        return before + length;
    }

    /** Returns the end of the sorted rows from {@code from} that are consecutive in this buffer. */
    private int endOfConsecutive(int from, int to) {
        int end = from + 1;
        while (end < to && sorted[end] == sorted[end - 1] + 1) {
            end++;
        }
        return end;
    }
}
