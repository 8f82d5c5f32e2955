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
 * Copies of the headers of waiting rows, in the order they are to be compared in: by bucket, and
 * within one by id. Each is kept with where its row waits. The rows themselves lie in the order
 * they came; to go from one to the next of a bucket by their places would miss the processor's
 * caches at each step.
 */
final class SortedHeaders implements RowView.Values {

    /** What a row takes. */
    private static final int ROW_BYTES = RowView.HEADER_BYTES + 2 * Integer.BYTES + 1;

    private static final int CHUNK = RowView.HEADER_BYTES;
    private static final int INDEX = CHUNK + Integer.BYTES;
    private static final int PAGE_BITS = 12;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** Where the rows wait; none do before {@link #begin}. */
    private ChunkGroup chunks = new ChunkGroup(new PagePool());

    private final RowView waiting = new RowView();
    private final RowView one = new RowView();
    private final RowView other = new RowView();
    private final List<byte[]> pages = new ArrayList<>();

    /** For each rank the upper bits of the row's id, and its position. */
    private long[] ranks = {};

    /**
     * From now on holds other rows.
     *
     * @param others with the rows
     */
    void begin(ChunkGroup others) {
        chunks = others;
    }

    /** Makes room for so many rows. */
    void reserve(int rows) {
        while ((long) pages.size() * PAGE_ROWS < rows) {
            pages.add(new byte[PAGE_ROWS * ROW_BYTES]);
        }
        if (ranks.length < rows) {
            ranks = new long[pages.size() * PAGE_ROWS];
        }
    }

    /**
     * @param row that waits in {@code chunk} at {@code index}
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
     * Sorts rows of one bucket by id; of one id by position.
     *
     * @param from position of the first
     * @param to behind the last
     */
    void sort(int from, int to) {
        Arrays.sort(ranks, from, to);
        for (int rank = from + 1; rank < to; rank++) {
            if (ranks[rank] >>> Integer.SIZE == ranks[rank - 1] >>> Integer.SIZE) {
                moveBack(rank, from);
            }
        }
    }

    /** Ids that are the same in their upper bits may be different below. */
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
        lookAt(one, (int) moved);
        lookAt(other, (int) before);
        if (one.place() != KeyBuckets.NO_PLACE) {
            return false;
        }
        int order = Long.compareUnsigned(one.keyHigh(), other.keyHigh());
        return order < 0 || (order == 0 && Long.compareUnsigned(one.keyLow(), other.keyLow()) < 0);
    }

    /** Moves a view to the row of a rank, from the position of the first in its bucket on. */
    void look(RowView row, int rank) {
        lookAt(row, (int) ranks[rank]);
    }

    private void lookAt(RowView row, int position) {
        byte[] page = pages.get(position >>> PAGE_BITS);
        int at = at(position);
        chunks.lookAtRun(row);
        row.at(page, at, this);
    }

    @Override
    public byte[] of(byte[] page, int at) {
        chunks.look(waiting, (int) INTS.get(page, at + CHUNK), (int) INTS.get(page, at + INDEX));
        return waiting.values();
    }

    private static int at(int position) {
        return (position & (PAGE_ROWS - 1)) * ROW_BYTES;
    }

    /** Lets go of what goes beyond so many bytes. */
    void shrink(long bytes) {
        int kept = (int) Math.min(pages.size(), bytes / (PAGE_ROWS * ROW_BYTES));
        pages.subList(kept, pages.size()).clear();
        ranks = new long[kept * PAGE_ROWS];
    }
}
