/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowChunk;
import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chunks of one key group, one run and one attempt that wait: the short ones copied one behind the
 * other, so that all of them lie close together.
 */
final class ChunkGroup {

    /** A chunk that is longer is kept as it is. */
    private static final int LONGEST_COPY = PagePool.PAGE_BYTES / 2;

    private static final int FEW_CHUNKS = 4;

    private final PagePool pool;
    private final List<byte[]> pages = new ArrayList<>();

    /** The page that is being filled, if there is one, and how far it is. */
    private byte[] page = {};

    private int position;

    private int chunks;
    private int rows;
    private long bytes;
    private long run;
    private int attempt;

    private int[] rowsOf = new int[FEW_CHUNKS];
    private int[] startOf = new int[FEW_CHUNKS];
    private byte[][] pageOf = new byte[FEW_CHUNKS][];

    ChunkGroup(PagePool pool) {
        this.pool = pool;
    }

    /** How many chunks wait. */
    int count() {
        return chunks;
    }

    /** How many rows wait. */
    int rows() {
        return rows;
    }

    int rows(int chunk) {
        return rowsOf[chunk];
    }

    /** What is used, without what is free in the page that is being filled. */
    long bytes() {
        return bytes;
    }

    /** Adds a chunk of the run and the attempt of those that wait. */
    void add(RowChunk chunk) {
        if (chunks == rowsOf.length) {
            rowsOf = Arrays.copyOf(rowsOf, 2 * chunks);
            startOf = Arrays.copyOf(startOf, 2 * chunks);
            pageOf = Arrays.copyOf(pageOf, 2 * chunks);
        }
        int length = chunk.bytes().length;
        if (length > LONGEST_COPY) {
            pageOf[chunks] = chunk.bytes();
            startOf[chunks] = 0;
            pool.letGo(length);
        } else {
            reserve(length);
            System.arraycopy(chunk.bytes(), 0, page, position, length);
            pageOf[chunks] = page;
            startOf[chunks] = position;
            position += length;
        }
        run = chunk.run();
        attempt = chunk.attempt();
        rowsOf[chunks] = chunk.rows();
        bytes += length;
        rows += chunk.rows();
        chunks++;
    }

    private void reserve(int length) {
        if (page.length - position < length) {
            bytes += page.length - position;
            page = pool.take();
            pages.add(page);
            position = 0;
        }
    }

    /** Moves a view to a row. */
    void look(RowView row, int chunk, int index) {
        lookAtRun(row);
        row.at(pageOf[chunk], startOf[chunk], rowsOf[chunk], index);
    }

    /** Tells a view the run and the attempt of all rows. */
    void lookAtRun(RowView row) {
        row.ofRun(run, attempt);
    }

    /** Forgets all chunks. */
    void clear() {
        pages.forEach(pool::giveBack);
        pages.clear();
        Arrays.fill(pageOf, 0, chunks, null);
        page = new byte[0];
        position = 0;
        chunks = 0;
        rows = 0;
        bytes = 0;
    }
}
