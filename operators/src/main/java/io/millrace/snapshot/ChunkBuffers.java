/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Gathers rows until they make a chunk: one open chunk a key group. What it holds is bounded by
 * {@link #CHUNK_BYTES} times the number of key groups, and one row.
 */
final class ChunkBuffers {

    /** A chunk goes when the next row would make it longer. */
    static final int CHUNK_BYTES = 48 << 10;

    private final Buffer[] buffers;
    private RunMark mark;
    private long lastBucket;
    private int lastGroup;

    /** One key group's open chunk. */
    private static final class Buffer {

        private byte[] bytes = new byte[CHUNK_BYTES];
        private int used;
        private int rows;
        private long bucket;
    }

    /**
     * @param mark the run and attempt of the rows that follow
     */
    ChunkBuffers(int keyGroups, RunMark mark) {
        this.buffers = new Buffer[keyGroups];
        this.mark = mark;
        this.lastGroup = group(lastBucket);
    }

    RunMark mark() {
        return mark;
    }

    /** The rows that follow are of this run and attempt; nothing may be left of another. */
    void begin(RunMark next) {
        mark = next;
    }

    /** Where a row goes; valid until the next call. */
    record Room(byte[] bytes, int at, Optional<RowChunk> full) {}

    /** Makes room for a row of this bucket; the chunk it no longer fits into goes first. */
    Room reserve(long bucket, int length) {
        int group = bucket == lastBucket ? lastGroup : group(bucket);
        lastBucket = bucket;
        lastGroup = group;
        if (buffers[group] == null) {
            buffers[group] = new Buffer();
        }
        Buffer buffer = buffers[group];
        Optional<RowChunk> full = Optional.empty();
        if (buffer.used + length > buffer.bytes.length) {
            full = take(buffer);
            if (length > buffer.bytes.length) {
                buffer.bytes = new byte[length];
            }
        }
        if (buffer.rows == 0) {
            buffer.bucket = bucket;
        }
        int at = buffer.used;
        buffer.used += length;
        buffer.rows++;
        return new Room(buffer.bytes, at, full);
    }

    int groups() {
        return buffers.length;
    }

    /** What is left of a key group, if anything. */
    Optional<RowChunk> take(int group) {
        return buffers[group] == null ? Optional.empty() : take(buffers[group]);
    }

    private Optional<RowChunk> take(Buffer buffer) {
        if (buffer.rows == 0) {
            return Optional.empty();
        }
        RowChunk chunk =
                new RowChunk(
                        mark.run(),
                        mark.attempt(),
                        buffer.bucket,
                        buffer.rows,
                        Arrays.copyOf(buffer.bytes, buffer.used));
        buffer.used = 0;
        buffer.rows = 0;
        if (buffer.bytes.length > CHUNK_BYTES) {
            buffer.bytes = new byte[CHUNK_BYTES];
        }
        return Optional.of(chunk);
    }

    private int group(long bucket) {
        return KeyGroupRangeAssignment.assignToKeyGroup(bucket, buffers.length);
    }
}
