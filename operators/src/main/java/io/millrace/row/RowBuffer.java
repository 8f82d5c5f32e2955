/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Gathers rows one behind the other, as they come, and makes chunks of them: of each key group its
 * own. Its memory is written to from the start again and again, which costs less than a chunk that
 * is filled here and there for each key group.
 */
final class RowBuffer {

    /** A chunk is longer than this only if it is a single row. */
    static final int CHUNK_BYTES = 48 << 10;

    /** It is full when it has so many bytes, and grows beyond by less than a row. */
    private static final int FULL_BYTES = 1 << 20;

    private static final int FEW_ROWS = 1_024;

    private byte[] headers = new byte[FEW_ROWS * RowView.HEADER_BYTES];
    private byte[] values = new byte[FULL_BYTES / 4];

    /** For each row the key group, and where its values end. */
    private int[] groupOf = new int[FEW_ROWS];

    private int[] endOf = new int[FEW_ROWS];
    private int rows;
    private int end;

    /** For each key group how many rows it has. */
    private final int[] rowsOf;

    /** Key groups with rows, in the order they came. */
    private final int[] met;

    private int groups;

    /** Rows by key group, when chunks are made. */
    private int[] sorted = {};

    private long lastBucket;
    private int lastGroup;

    RowBuffer(int keyGroups) {
        this.rowsOf = new int[keyGroups];
        this.met = new int[keyGroups];
        this.lastGroup = group(lastBucket);
    }

    private int group(long bucket) {
        return KeyGroupRangeAssignment.assignToKeyGroup(bucket, rowsOf.length);
    }

    /** Adds a row of the bucket that {@code buckets} stands at; its values are copied. */
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
            met[groups++] = group;
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

    /** All rows, in chunks; there are none any more. */
    List<UnmarkedChunk> takeAll() {
        sort();
        List<UnmarkedChunk> chunks = new ArrayList<>();
        for (int from = 0; from < rows; ) {
            int to = endOfChunk(from);
            chunks.add(chunk(from, to));
            from = to;
        }
        for (int i = 0; i < groups; i++) {
            rowsOf[met[i]] = 0;
        }
        groups = 0;
        rows = 0;
        end = 0;
        if (values.length > 2 * FULL_BYTES) {
            values = new byte[FULL_BYTES / 4];
        }
        return chunks;
    }

    /** Of each key group the rows stay in their order. */
    private void sort() {
        if (sorted.length < rows) {
            sorted = new int[groupOf.length];
        }
        int next = 0;
        for (int i = 0; i < groups; i++) {
            int count = rowsOf[met[i]];
            rowsOf[met[i]] = next;
            next += count;
        }
        for (int row = 0; row < rows; row++) {
            sorted[rowsOf[groupOf[row]]++] = row;
        }
    }

    private int start(int row) {
        return row == 0 ? 0 : endOf[row - 1];
    }

    /** Where the first chunk of sorted rows ends that begins here. */
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
            int behind = behindNeighbours(i, to);
            end = copy(i, behind, bytes, (i - from) * RowView.HEADER_BYTES, headersEnd, end);
            i = behind;
        }
        return new UnmarkedChunk(RowView.bucket(bytes, 0), to - from, bytes);
    }

    /**
     * Copies sorted rows that follow each other here as they came.
     *
     * @param header where the first of their headers goes
     * @param values where the values of the chunk begin
     * @param before where the values before theirs end, counted from there
     * @return where theirs end
     */
    private int copy(int from, int to, byte[] chunk, int header, int values, int before) {
        int first = sorted[from];
        int start = start(first);
        int length = endOf[sorted[to - 1]] - start;
        System.arraycopy(this.values, start, chunk, values + before, length);
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

    /** Behind the last of the sorted rows that follow each other here as they came. */
    private int behindNeighbours(int from, int to) {
        int behind = from + 1;
        while (behind < to && sorted[behind] == sorted[behind - 1] + 1) {
            behind++;
        }
        return behind;
    }
}
