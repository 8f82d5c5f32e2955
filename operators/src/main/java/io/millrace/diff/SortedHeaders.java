/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.PackedRow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of the headers of waiting rows, in the order they are to be compared in, each with where
 * its row waits. The rows themselves lie in the order they came; to go from one to the next of a
 * bucket by their places would miss the processor's caches at each step.
 */
final class SortedHeaders implements PackedRow.Values {

    /** What a row takes. */
    private static final int ROW_BYTES = PackedRow.HEADER_BYTES + 2 * Integer.BYTES + 1;

    private static final int CHUNK = PackedRow.HEADER_BYTES;
    private static final int INDEX = CHUNK + Integer.BYTES;
    private static final int PAGE_BITS = 12;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ChunkStore chunks;
    private final PackedRow waiting = new PackedRow();
    private final List<byte[]> pages = new ArrayList<>();

    /**
     * @param chunks with the rows
     */
    SortedHeaders(ChunkStore chunks) {
        this.chunks = chunks;
    }

    /** Makes room for so many rows. */
    void reserve(int rows) {
        while ((long) pages.size() * PAGE_ROWS < rows) {
            pages.add(new byte[PAGE_ROWS * ROW_BYTES]);
        }
    }

    /**
     * @param row that waits in {@code chunk} at {@code index}
     */
    void set(int position, PackedRow row, int chunk, int index) {
        byte[] page = pages.get(position >>> PAGE_BITS);
        int at = at(position);
        row.copyHeader(page, at);
        INTS.set(page, at + CHUNK, chunk);
        INTS.set(page, at + INDEX, index);
    }

    /** Moves a view to the row at a position. */
    void look(PackedRow row, int position) {
        byte[] page = pages.get(position >>> PAGE_BITS);
        int at = at(position);
        chunks.lookAtRun(row, (int) INTS.get(page, at + CHUNK));
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
    }
}
