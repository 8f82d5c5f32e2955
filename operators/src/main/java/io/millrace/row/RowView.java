/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A view of one row of a {@link RowChunk}; {@link #at} moves the view to another row. A chunk's
 * bytes are the headers of all rows, then the values of all rows, so that comparing rows touches
 * few bytes.
 *
 * <p>A header contains, in this order: the bucket (8 bytes), the hash of the primary key (16), the
 * hash of the row (16), the place in the bucket (2), 1 if the row is keyless (1), and the end of
 * the row's values (4), relative to the values of the first row. Values are in the layout of {@link
 * RowCodec}. No state contains chunks, so the layout may change with any release.
 */
public final class RowView {

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

    /** Supplies the values of a row whose header was copied. */
    @FunctionalInterface
    public interface Values {

        /**
         * Returns a copy of a row's values.
         *
         * @param copies array with the copy of the row's header
         * @param at position of the header in {@code copies}
         */
        byte[] of(byte[] copies, int at);
    }

    private long run;
    private int attempt;
    private byte[] bytes = {};
    private int firstValues;

    /**
     * Position of the end of the previous row's values in its header; {@link #NONE} without one.
     */
    private int endBefore;

    /** The array with the header: the chunk, or an array with a copy of the header. */
    private byte[] headers = {};

    private int header;

    /** Supplies the values if the header is a copy. */
    private Values elsewhere = OF_CHUNK;

    /**
     * Moves the view to a row of a chunk.
     *
     * @param index index of the row, from 0
     */
    public void at(RowChunk chunk, int index) {
        ofRun(chunk.run(), chunk.attempt());
        at(chunk.bytes(), 0, chunk.rows(), index);
    }

    /** Sets the run and attempt of the rows that the view is moved to without a chunk. */
    public void ofRun(long newRun, int newAttempt) {
        run = newRun;
        attempt = newAttempt;
    }

    /**
     * Moves the view to a row of a chunk whose bytes are part of a larger array.
     *
     * @param from position of the chunk's first byte
     * @param rows number of rows of the chunk
     * @param index index of the row, from 0
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
     * Moves the view to a copied header. The chunk is not read until {@link #values()} is called.
     *
     * @param copies array to which {@link #copyHeader} copied the header
     * @param at position of the header in {@code copies}
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

    /** The bucket of the row's key; see {@link KeyBuckets}. */
    public long bucket() {
        return (long) LONGS.get(headers, header);
    }

    public long keyHigh() {
        return (long) LONGS.get(headers, header + KEY_HIGH);
    }

    public long keyLow() {
        return (long) LONGS.get(headers, header + KEY_LOW);
    }

    /** Upper half of the row's hash: the hash of its values and of the mapping's fingerprint. */
    public long hashHigh() {
        return (long) LONGS.get(headers, header + HASH_HIGH);
    }

    public long hashLow() {
        return (long) LONGS.get(headers, header + HASH_LOW);
    }

    /** Identifies the row's key in its bucket; see {@link KeyBuckets#place()}. */
    public int place() {
        return (short) SHORTS.get(headers, header + PLACE);
    }

    /** Whether a column of the primary key is null; the key's hash is then the row's hash. */
    public boolean isKeyless() {
        return headers[header + KEYLESS] != 0;
    }

    /** Returns a copy of the row's values in the layout of {@link RowCodec}. */
    public byte[] values() {
        if (elsewhere != OF_CHUNK) {
            return elsewhere.of(headers, header);
        }
        int from = endBefore == NONE ? 0 : (int) INTS.get(bytes, endBefore);
        int to = (int) INTS.get(headers, header + END);
        return Arrays.copyOfRange(bytes, firstValues + from, firstValues + to);
    }

    /**
     * Returns a new chunk with some rows of a chunk.
     *
     * @param which indexes of the rows, ascending
     * @param count number of indexes in {@code which}, at least one
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

    /** Writes a row's header without the end of its values. */
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

    /** Replaces the hashes of a chunk's rows by their hashes in an epoch. */
    static void moveToEpoch(RowHash epoch, byte[] chunk, int rows) {
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
     * Writes the end of a row's values into its header.
     *
     * @param end relative to the values of the first row
     */
    static void writeEnd(byte[] target, int at, int end) {
        INTS.set(target, at + END, end);
    }

    /** Returns the bucket in a header. */
    static long bucket(byte[] headers, int at) {
        return (long) LONGS.get(headers, at);
    }
}
