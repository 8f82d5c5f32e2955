/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.List;

/**
 * Encoded rows of one key group, packed by a reader that does not know their run.
 *
 * @param bucket bucket of the first row
 * @param rows number of rows
 * @param bytes as in {@link RowChunk}
 */
public record UnmarkedChunk(long bucket, int rows, byte[] bytes) {

    /**
     * Returns the rows as rows of a run. The returned chunk shares {@code bytes}, which may be
     * changed.
     *
     * @param epoch number of the destination; 0 leaves the hashes of the rows unchanged
     */
    public RowChunk inRun(long run, int attempt, int epoch) {
        if (epoch != 0) {
            RowView.moveToEpoch(RowHash.ofEpoch(epoch), bytes, rows);
        }
        return new RowChunk(run, attempt, bucket, rows, bytes);
    }

    /**
     * All chunks that a source packed from a number of consecutive rows. A checkpoint is before or
     * after a batch, never inside it.
     *
     * @param rows number of rows in all parts
     */
    public record Batch(int rows, List<UnmarkedChunk> parts) {}
}
