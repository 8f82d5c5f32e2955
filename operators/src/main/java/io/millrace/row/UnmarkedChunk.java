/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.List;

/**
 * Rows of one key group, packed by who does not know their run.
 *
 * @param bucket of the first row
 * @param rows how many rows there are
 * @param bytes as in {@link RowChunk}
 */
public record UnmarkedChunk(long bucket, int rows, byte[] bytes) {

    /**
     * The rows as rows of a run. The returned chunk shares {@code bytes}, which may be changed.
     *
     * @param epoch number of the destination; 0 leaves the hashes of the rows unchanged
     */
    public RowChunk inRun(long run, int attempt, int epoch) {
        if (epoch != 0) {
            RowView.moveTo(RowHash.ofEpoch(epoch), bytes, rows);
        }
        return new RowChunk(run, attempt, bucket, rows, bytes);
    }

    /**
     * Everything a source has packed of a stretch of its rows: a source stands before a batch or
     * behind it, never inside.
     *
     * @param rows how many rows there are in all parts
     */
    public record Batch(int rows, List<UnmarkedChunk> parts) {}
}
