/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowChunk;
import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The chunks in a backlog that have the same key group, run and attempt. Short chunks are copied
 * into pages one after another, so that their memory is contiguous.
 */
final class ChunkGroup {

    /** A longer chunk is not copied. */
    private static final int LONGEST_COPY = PagePool.PAGE_BYTES / 2;

    private static final int FEW_CHUNKS = 4;

    private final PagePool pool;
    private final List<byte[]> pages = new ArrayList<>();

    /** The page that is being filled; empty before the first. */
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

    /** The number of chunks. */
    int count() {
        return chunks;
    }

    /** The number of rows of all chunks. */
    int rows() {
        return rows;
    }

    int rows(int chunk) {
        return rowsOf[chunk];
    }

    /** The bytes in use, without the free part of the page that is being filled. */
    long bytes() {
        return bytes;
    }

    /** Adds a chunk, which must have the run and the attempt of the others. */
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
            pool.release(length);
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
    void view(RowView row, int chunk, int index) {
        setRun(row);
        row.at(pageOf[chunk], startOf[chunk], rowsOf[chunk], index);
    }

    /** Sets the run and the attempt of a view. */
    void setRun(RowView row) {
        row.ofRun(run, attempt);
    }

    /** Removes all chunks. */
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
