/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

/**
 * A row of a model as one run saw it, serialised once: everything behind the source hashes,
 * compares and ships these bytes.
 *
 * @param run id of the run: its trigger time in epoch milliseconds
 * @param attempt how often reading this run had been taken up again after a failure when the row
 *     was read; a key seen twice in one attempt is a duplicate, in two attempts a repeated read
 * @param keyHigh upper half of the 128-bit hash of the primary key
 * @param keyLow lower half
 * @param hashHigh upper half of the 128-bit hash of {@code row} and of how the sync maps it
 * @param hashLow lower half
 * @param route hash of the normalised identifier: rows of one Iterable identity share it
 * @param keyless true if a column of the primary key is null; the key hash is then that of the row
 * @param row the columns the sync reads, in the layout of {@link RowCodec}
 */
public record SnapshotRow(
        long run,
        int attempt,
        long keyHigh,
        long keyLow,
        long hashHigh,
        long hashLow,
        long route,
        boolean keyless,
        byte[] row) {}
