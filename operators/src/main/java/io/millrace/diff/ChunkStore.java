/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.PackedRow;
import io.millrace.snapshot.RowChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies of chunks, in pages that are written over again and again: what waits for long would else
 * be moved about by every garbage collection.
 */
final class ChunkStore {

    private static final int PAGE_BYTES = 256 << 10;

    private final List<byte[]> pages = new ArrayList<>();

    /** The page that is being filled, and how far it is; the pages behind it are free. */
    private int page;

    private int position;
    private int chunks;

    /** True if all are of the run and the attempt of the first. */
    private boolean isOfOneRun = true;

    private long[] runs = new long[64];
    private int[] attempts = new int[64];
    private int[] rows = new int[64];
    private int[] pageOf = new int[64];
    private int[] startOf = new int[64];

    int count() {
        return chunks;
    }

    int rows(int chunk) {
        return rows[chunk];
    }

    void add(RowChunk chunk) {
        reserve(chunk.bytes().length);
        if (chunks == rows.length) {
            runs = Arrays.copyOf(runs, 2 * chunks);
            attempts = Arrays.copyOf(attempts, 2 * chunks);
            rows = Arrays.copyOf(rows, 2 * chunks);
            pageOf = Arrays.copyOf(pageOf, 2 * chunks);
            startOf = Arrays.copyOf(startOf, 2 * chunks);
        }
        System.arraycopy(chunk.bytes(), 0, pages.get(page), position, chunk.bytes().length);
        isOfOneRun &= chunks == 0 || (chunk.run() == runs[0] && chunk.attempt() == attempts[0]);
        runs[chunks] = chunk.run();
        attempts[chunks] = chunk.attempt();
        rows[chunks] = chunk.rows();
        pageOf[chunks] = page;
        startOf[chunks] = position;
        position += chunk.bytes().length;
        chunks++;
    }

    /** Makes room in the current page, or in the next one that is large enough. */
    private void reserve(int length) {
        if (page < pages.size() && pages.get(page).length - position >= length) {
            return;
        }
        page = page < pages.size() && position > 0 ? page + 1 : page;
        position = 0;
        if (page == pages.size() || pages.get(page).length < length) {
            pages.add(page, new byte[Math.max(PAGE_BYTES, length)]);
        }
    }

    /** Moves a view to a row. */
    void look(PackedRow row, int chunk, int index) {
        row.ofRun(runs[chunk], attempts[chunk]);
        row.at(pages.get(pageOf[chunk]), startOf[chunk], rows[chunk], index);
    }

    /** Tells a view the run of a chunk; of chunks of one run, none is touched for it. */
    void lookAtRun(PackedRow row, int chunk) {
        int told = isOfOneRun ? 0 : chunk;
        row.ofRun(runs[told], attempts[told]);
    }

    /** Forgets all chunks. */
    void clear() {
        page = 0;
        position = 0;
        chunks = 0;
        isOfOneRun = true;
    }

    /** Lets go of pages until so many bytes are left, or less; there must be no chunks. */
    void shrink(long bytes) {
        long kept = 0;
        int first = 0;
        while (first < pages.size() && kept + pages.get(first).length <= bytes) {
            kept += pages.get(first++).length;
        }
        pages.subList(first, pages.size()).clear();
    }
}
