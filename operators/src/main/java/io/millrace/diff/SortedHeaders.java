/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyBuckets;
import io.millrace.row.RowView;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies of the headers of a backlog's rows, each with the position of its row, in the order of
 * comparison: by bucket, then by id. The rows themselves are in the order of arrival; to visit them
 * in the order of comparison would miss the processor's caches at each step.
 */
final class SortedHeaders implements RowView.Values {

    /** The bytes of a row here. */
    private static final int ROW_BYTES = RowView.HEADER_BYTES + 2 * Integer.BYTES + 1;

    private static final int CHUNK = RowView.HEADER_BYTES;
    private static final int INDEX = CHUNK + Integer.BYTES;
    private static final int PAGE_BITS = 12;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** The rows; none before {@link #begin}. */
    private ChunkGroup chunks = new ChunkGroup(new PagePool());

    private final RowView original = new RowView();
    private final RowView one = new RowView();
    private final RowView other = new RowView();
    private final List<byte[]> pages = new ArrayList<>();

    /** For each rank the upper bits of the row's id, and its position here. */
    private long[] ranks = {};

    /** Starts with the rows of another key group. */
    void begin(ChunkGroup others) {
        chunks = others;
    }

    /** Grows to {@code rows} rows. */
    void reserve(int rows) {
        while ((long) pages.size() * PAGE_ROWS < rows) {
            pages.add(new byte[PAGE_ROWS * ROW_BYTES]);
        }
        if (ranks.length < rows) {
            ranks = new long[pages.size() * PAGE_ROWS];
        }
    }

    /**
     * @param row the row at {@code index} of {@code chunk}
     */
    void set(int position, RowView row, int chunk, int index) {
        byte[] page = pages.get(position >>> PAGE_BITS);
        int at = at(position);
        row.copyHeader(page, at);
        INTS.set(page, at + CHUNK, chunk);
        INTS.set(page, at + INDEX, index);
        long order = KeyBuckets.order(row.bucket(), row.keyHigh(), row.place());
        ranks[position] = (order << Integer.SIZE) | position;
    }

    /**
     * Sorts the rows of one bucket by id, and rows with one id by position.
     *
     * @param from position of the first row
     * @param to position after the last row
     */
    void sort(int from, int to) {
        Arrays.sort(ranks, from, to);
        for (int rank = from + 1; rank < to; rank++) {
            if (ranks[rank] >>> Integer.SIZE == ranks[rank - 1] >>> Integer.SIZE) {
                moveBack(rank, from);
            }
        }
    }

    /** Ids with equal upper bits may have different lower bits. */
    private void moveBack(int rank, int from) {
        long moved = ranks[rank];
        int to = rank;
        while (to > from && isBefore(moved, ranks[to - 1])) {
            ranks[to] = ranks[to - 1];
            to--;
        }
        ranks[to] = moved;
    }

    private boolean isBefore(long moved, long before) {
        if (moved >>> Integer.SIZE != before >>> Integer.SIZE) {
            return false;
        }
        viewAt(one, (int) moved);
        viewAt(other, (int) before);
        if (one.place() != KeyBuckets.NO_PLACE) {
            return false;
        }
        int order = Long.compareUnsigned(one.keyHigh(), other.keyHigh());
        return order < 0 || (order == 0 && Long.compareUnsigned(one.keyLow(), other.keyLow()) < 0);
    }

    /** Moves a view to the row of a rank. */
    void view(RowView row, int rank) {
        viewAt(row, (int) ranks[rank]);
    }

    private void viewAt(RowView row, int position) {
        byte[] page = pages.get(position >>> PAGE_BITS);
        int at = at(position);
        chunks.setRun(row);
        row.at(page, at, this);
    }

    @Override
    public byte[] of(byte[] page, int at) {
        chunks.view(original, (int) INTS.get(page, at + CHUNK), (int) INTS.get(page, at + INDEX));
        return original.values();
    }

    private static int at(int position) {
        return (position & (PAGE_ROWS - 1)) * ROW_BYTES;
    }

    /** Releases memory until at most {@code bytes} are used. */
    void shrink(long bytes) {
        int kept = (int) Math.min(pages.size(), bytes / (PAGE_ROWS * ROW_BYTES));
        pages.subList(kept, pages.size()).clear();
        ranks = new long[kept * PAGE_ROWS];
    }
}
