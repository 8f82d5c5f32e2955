/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyForm;
import io.millrace.row.RowChunk;
import io.millrace.row.RowView;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the rows that are unchanged, by extracts of the blocks. Most rows are; all others are
 * compared with the block itself. What it finds is in memory until {@link #writeMarks}. It changes
 * the current key. Single-threaded.
 */
final class UnchangedFilter {

    private final LastSeen lastSeen;
    private final ExtractCache extracts;
    private final RowView row = new RowView();

    /** The run for which the filter is disabled. */
    private long disabledFor = Long.MIN_VALUE;

    UnchangedFilter(LastSeen lastSeen, DiffMemory memory) {
        this.lastSeen = lastSeen;
        this.extracts = new ExtractCache(memory);
    }

    /**
     * Marks the unchanged rows of a chunk as seen. Must not be called during a scan.
     *
     * @param others receives the indexes of all other rows
     * @return the number of other rows
     */
    int filter(RowChunk chunk, int[] others) throws Exception {
        if (extracts.isPast(chunk.run(), chunk.attempt()) || disabledFor == chunk.run()) {
            Arrays.setAll(others, index -> index);
            return chunk.rows();
        }
        if (!extracts.isOf(chunk.run(), chunk.attempt()) || extracts.isFull()) {
            writeMarks();
            extracts.begin(chunk.run(), chunk.attempt());
        }
        locate(chunk);
        extracts.load(chunk.rows());
        int count = 0;
        for (int index = 0; index < chunk.rows(); index++) {
            row.at(chunk, index);
            if (!isUnchanged(index)) {
                others[count++] = index;
            }
        }
        return count;
    }

    private void locate(RowChunk chunk) throws Exception {
        extracts.reserve(chunk.rows());
        boolean allStay = true;
        for (int index = 0; index < chunk.rows(); index++) {
            row.at(chunk, index);
            if (!extracts.locate(row, index)) {
                allStay &= extract(row.bucket());
                extracts.locate(row, index);
            }
        }
        // An extract that was evicted may be one that a row of the chunk was located in.
        for (int index = 0; !allStay && index < chunk.rows(); index++) {
            row.at(chunk, index);
            extracts.locate(row, index);
        }
    }

    private boolean isUnchanged(int index) throws Exception {
        return switch (extracts.match(row, index)) {
            case NO_MATCH -> false;
            case UNCHANGED -> true;
            case LAST_UNCHANGED -> {
                evict(extracts.marked(row.bucket()).orElseThrow());
                yield true;
            }
        };
    }

    /**
     * Creates the extract of a bucket. If memory is short, evicts extracts of almost complete
     * buckets.
     *
     * @return false if others were evicted
     */
    private boolean extract(long bucket) throws Exception {
        lastSeen.select(bucket);
        SeenMarks seen = lastSeen.marks();
        Block block = lastSeen.load(KeyForm.HASH).block();
        lastSeen.requireSameSize(block, seen);
        boolean allStay = true;
        while (!extracts.create(bucket, block, seen)) {
            Optional<BlockExtract> other = extracts.almostComplete();
            if (other.isEmpty()) {
                return allStay;
            }
            evict(other.get());
            allStay = false;
        }
        return allStay;
    }

    private void evict(BlockExtract extract) throws Exception {
        writeMarks(extract);
        extracts.finish(extract);
    }

    /** Writes to state which rows are unchanged. */
    void writeMarks() throws Exception {
        extracts.forEachMarked(this::writeMarks);
    }

    private void writeMarks(BlockExtract extract) throws Exception {
        lastSeen.select(extract.bucket());
        Optional<SeenMarks> fresh = extracts.freshMarks(extract);
        SeenMarks seen = fresh.isPresent() ? fresh.get() : lastSeen.marks();
        extracts.copyMarks(extract, seen);
        lastSeen.write(seen);
    }

    /**
     * The marks of the current bucket, those of its extract included. The extract is dropped, as
     * the bucket is about to change.
     */
    SeenMarks takeMarks() throws Exception {
        SeenMarks seen = lastSeen.marks();
        long bucket = lastSeen.bucket();
        extracts.marked(bucket).ifPresent(extract -> extracts.copyMarks(extract, seen));
        extracts.drop(bucket);
        return seen;
    }

    /** Disables the filter for this run if it costs more than it saves. */
    void disableIfUseless(long run) throws Exception {
        if (disabledFor != run && extracts.hasTooFewMatches()) {
            release();
            disabledFor = run;
        }
    }

    /** Writes the marks, and releases the memory until the next rows. */
    void release() throws Exception {
        writeMarks();
        extracts.clear();
    }

    /** Releases the memory; marks that are not written are lost. */
    void close() {
        extracts.clear();
    }
}
