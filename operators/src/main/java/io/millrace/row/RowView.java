/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A view of one row of a {@link RowChunk} that is moved from row to row. A chunk's bytes are the
 * headers of its rows, one after another, and behind them their values, so that whoever only
 * compares rows touches few bytes. A header is, in this order: the row's bucket (8 bytes), the hash
 * of its primary key (16), its own hash (16), its place in the bucket (2), whether it has a
 * complete key (1), and where its values end (4), counted from where the first row's begin. Values
 * are in the layout of {@link RowCodec}. Chunks are never kept over a restart, so this layout may
 * change with any release.
 */
public final class RowView {

    /** Length of a header. */
    public static final int HEADER_BYTES = 5 * Long.BYTES + Short.BYTES + 1 + Integer.BYTES;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private static final int KEY_HIGH = Long.BYTES;
    private static final int KEY_LOW = 2 * Long.BYTES;
    private static final int HASH_HIGH = 3 * Long.BYTES;
    private static final int HASH_LOW = 4 * Long.BYTES;
    private static final int PLACE = 5 * Long.BYTES;
    private static final int KEYLESS = PLACE + Short.BYTES;
    private static final int END = KEYLESS + 1;
    private static final int NONE = -1;

    private static final Values OF_CHUNK =
            (copies, at) -> {
                throw new IllegalStateException("the values are in the chunk");
            };

    /** Finds the values of rows that are looked at by copies of their headers. */
    @FunctionalInterface
    public interface Values {

        /**
         * A copy of a row's values.
         *
         * @param copies where {@link #copyHeader} put the row's header
         * @param at where it begins
         */
        byte[] of(byte[] copies, int at);
    }

    private long run;
    private int attempt;
    private byte[] bytes = {};
    private int firstValues;

    /** Of the values of the row before in the chunk: where its header says they end. */
    private int endBefore;

    /** Where the header is looked up, which need not be where it was written. */
    private byte[] headers = {};

    private int header;

    /** Where the values are if the header is a copy. */
    private Values elsewhere = OF_CHUNK;

    /**
     * Looks at a row of a chunk.
     *
     * @param index from 0
     */
    public void at(RowChunk chunk, int index) {
        ofRun(chunk.run(), chunk.attempt());
        at(chunk.bytes(), 0, chunk.rows(), index);
    }

    /** The rows looked at from now on belong to this run and attempt. */
    public void ofRun(long newRun, int newAttempt) {
        run = newRun;
        attempt = newAttempt;
    }

    /**
     * Looks at a row of a chunk whose bytes lie among others.
     *
     * @param from where they begin
     * @param rows of the chunk
     * @param index from 0
     */
    public void at(byte[] pageBytes, int from, int rows, int index) {
        bytes = pageBytes;
        firstValues = from + rows * HEADER_BYTES;
        headers = pageBytes;
        header = from + index * HEADER_BYTES;
        endBefore = index == 0 ? NONE : header - HEADER_BYTES + END;
        elsewhere = OF_CHUNK;
    }

    /**
     * Looks at a row by a copy of its header: nothing of its chunk is touched until its values are
     * asked for.
     *
     * @param copies where {@link #copyHeader} put the copy
     * @param at where it begins
     */
    public void at(byte[] copies, int at, Values values) {
        headers = copies;
        header = at;
        elsewhere = values;
    }

    /** Copies the row's header, {@link #HEADER_BYTES} long. */
    public void copyHeader(byte[] target, int at) {
        System.arraycopy(headers, header, target, at, HEADER_BYTES);
    }

    public long run() {
        return run;
    }

    public int attempt() {
        return attempt;
    }

    /** Where the state of the diff has the row; see {@link KeyBuckets}. */
    public long bucket() {
        return (long) LONGS.get(headers, header);
    }

    public long keyHigh() {
        return (long) LONGS.get(headers, header + KEY_HIGH);
    }

    public long keyLow() {
        return (long) LONGS.get(headers, header + KEY_LOW);
    }

    /** Upper half of the hash of the values and of how the sync maps them. */
    public long hashHigh() {
        return (long) LONGS.get(headers, header + HASH_HIGH);
    }

    public long hashLow() {
        return (long) LONGS.get(headers, header + HASH_LOW);
    }

    /** What tells the row's key apart in its bucket; see {@link KeyBuckets#place()}. */
    public int place() {
        return (short) SHORTS.get(headers, header + PLACE);
    }

    /** True if a column of the primary key is null; the key's hash is then that of the row. */
    public boolean isKeyless() {
        return headers[header + KEYLESS] != 0;
    }

    /** A copy of the row's values in the layout of {@link RowCodec}. */
    public byte[] values() {
        if (elsewhere != OF_CHUNK) {
            return elsewhere.of(headers, header);
        }
        int from = endBefore == NONE ? 0 : (int) INTS.get(bytes, endBefore);
        int to = (int) INTS.get(headers, header + END);
        return Arrays.copyOfRange(bytes, firstValues + from, firstValues + to);
    }

    /**
     * A chunk of some rows of another.
     *
     * @param which their indexes, ascending
     * @param count how many they are, at least one
     */
    public static RowChunk some(RowChunk chunk, int[] which, int count) {
        byte[] from = chunk.bytes();
        int values = chunk.rows() * HEADER_BYTES;
        int length = 0;
        for (int i = 0; i < count; i++) {
            length += end(from, which[i]) - end(from, which[i] - 1);
        }
        byte[] some = new byte[count * HEADER_BYTES + length];
        int end = 0;
        for (int i = 0; i < count; i++) {
            int header = i * HEADER_BYTES;
            int start = end(from, which[i] - 1);
            int here = end(from, which[i]) - start;
            System.arraycopy(from, which[i] * HEADER_BYTES, some, header, HEADER_BYTES);
            System.arraycopy(from, values + start, some, count * HEADER_BYTES + end, here);
            end += here;
            writeEnd(some, header, end);
        }
        return new RowChunk(chunk.run(), chunk.attempt(), bucket(some, 0), count, some);
    }

    private static int end(byte[] chunk, int index) {
        return index < 0 ? 0 : (int) INTS.get(chunk, index * HEADER_BYTES + END);
    }

    /** Writes a row's header, but for where its values end. */
    static void writeHeader(
            byte[] target, int at, KeyBuckets buckets, RowHash key, RowHash row, boolean keyless) {
        LONGS.set(target, at, buckets.bucket());
        LONGS.set(target, at + KEY_HIGH, key.high());
        LONGS.set(target, at + KEY_LOW, key.low());
        LONGS.set(target, at + HASH_HIGH, row.high());
        LONGS.set(target, at + HASH_LOW, row.low());
        SHORTS.set(target, at + PLACE, (short) buckets.place());
        target[at + KEYLESS] = (byte) (keyless ? 1 : 0);
    }

    /** Moves the rows of a chunk to an epoch: their hashes become those they have in it. */
    static void moveTo(RowHash epoch, byte[] chunk, int rows) {
        for (int at = 0; at < rows * HEADER_BYTES; at += HEADER_BYTES) {
            RowHash row =
                    new RowHash(
                                    (long) LONGS.get(chunk, at + HASH_HIGH),
                                    (long) LONGS.get(chunk, at + HASH_LOW))
                            .in(epoch);
            LONGS.set(chunk, at + HASH_HIGH, row.high());
            LONGS.set(chunk, at + HASH_LOW, row.low());
        }
    }

    /**
     * Writes into a row's header where its values end.
     *
     * @param end counted from where the first row's begin
     */
    static void writeEnd(byte[] target, int at, int end) {
        INTS.set(target, at + END, end);
    }

    /** The bucket in a header. */
    static long bucket(byte[] headers, int at) {
        return (long) LONGS.get(headers, at);
    }
}
