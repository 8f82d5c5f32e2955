/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.List;

/**
 * Rows of one key group, packed by who does not know their run.
 *
 * @param bucket of the first row
 * @param rows how many rows there are
 * @param bytes as in {@link RowChunk}
 */
public record UnmarkedChunk(long bucket, int rows, byte[] bytes) {

    /** The rows as part of a run; their bytes become those of the chunk. */
    RowChunk of(RunMark mark) {
        if (mark.epoch() != 0) {
            RowView.moveTo(RowHash.ofEpoch(mark.epoch()), bytes, rows);
        }
        return new RowChunk(mark.run(), mark.attempt(), bucket, rows, bytes);
    }

    /**
     * Everything a source has packed of a stretch of its rows: a source stands before a batch or
     * behind it, never inside.
     *
     * @param rows how many rows there are in all parts
     */
    public record Batch(int rows, List<UnmarkedChunk> parts) {}
}
