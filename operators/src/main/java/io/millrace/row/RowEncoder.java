/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Makes {@link EncodedRow}s column by column, in the layout of {@link RowCodec}: for each row one
 * {@code write} per column in the columns' order, then {@link #endRow()}. A value written in
 * another form than its column's type asks for makes a row that can't be decoded.
 *
 * <p>Not thread-safe; the rows it made are, until they are given up by {@link #clear()}.
 */
public final class RowEncoder {

    private static final int PAGE_BYTES = 32 * 1024;
    private static final int WIDEST_NUMBER = 10;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final RowColumns columns;
    private final int width;
    private final DataOutputSerializer scratch = new DataOutputSerializer(64);
    private byte[] bytes = new byte[PAGE_BYTES];
    private int[] starts;

    /** Where the row that is being written begins, in the bytes and in the starts. */
    private int rowStart;

    private int rowStarts;

    private int position;
    private int column;

    public RowEncoder(RowType type) {
        this.columns = new RowColumns(type);
        this.width = type.getFieldCount();
        this.starts = new int[pageOfStarts()];
    }

    private int pageOfStarts() {
        return Math.max(width, PAGE_BYTES / 8);
    }

    /** The type of a column. */
    public LogicalType type(int index) {
        return columns.type(index);
    }

    public void writeNull() {
        begin(1);
        bytes[position++] = ValueCodec.NULL;
    }

    public void writeBoolean(boolean value) {
        begin(2);
        bytes[position++] = ValueCodec.BOOLEAN;
        bytes[position++] = (byte) (value ? 1 : 0);
    }

    /** For TINYINT, SMALLINT, INTEGER and BIGINT alike. */
    public void writeInteger(long value) {
        begin(1 + WIDEST_NUMBER);
        bytes[position++] = ValueCodec.INTEGER;
        signed(value);
    }

    public void writeFloat(float value) {
        begin(5);
        bytes[position++] = ValueCodec.FLOAT;
        bigEndian(Float.floatToIntBits(value), 4);
    }

    public void writeDouble(double value) {
        begin(9);
        bytes[position++] = ValueCodec.DOUBLE;
        LONGS.set(bytes, position, Double.doubleToLongBits(value));
        position += Long.BYTES;
    }

    /** Writes {@code unscaled} times ten to the power of {@code -scale}. */
    public void writeDecimal(long unscaled, int scale) {
        begin(1 + CompactDecimal.MOST_BYTES);
        bytes[position++] = ValueCodec.DECIMAL;
        position = CompactDecimal.write(unscaled, scale, bytes, position);
    }

    /** For CHAR and VARCHAR; the bytes are the text in UTF-8. */
    public void writeText(byte[] source, int from, int length) {
        writeSized(ValueCodec.STRING, source, from, length);
    }

    /** Room for a text of ASCII characters, which the caller fills from the position returned. */
    public int writeAscii(int length) {
        begin(1 + WIDEST_NUMBER + length);
        bytes[position++] = ValueCodec.STRING;
        varint(length);
        int at = position;
        position += length;
        return at;
    }

    /** The buffer that is written to at the moment; only for what {@link #writeAscii} reserved. */
    public byte[] buffer() {
        return bytes;
    }

    /**
     * In place of a value that the column's type can't hold.
     *
     * @param message the value and why; the same for the same value, since it is part of the row
     */
    public void writeUnreadable(String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        writeSized(ValueCodec.UNREADABLE, text, 0, text.length);
    }

    public void writeBinary(byte[] source, int from, int length) {
        writeSized(ValueCodec.BYTES, source, from, length);
    }

    /**
     * @param day since the epoch
     */
    public void writeDate(int day) {
        begin(1 + WIDEST_NUMBER);
        bytes[position++] = ValueCodec.DATE;
        signed(day);
    }

    /**
     * @param millisecond of the day
     */
    public void writeTime(int millisecond) {
        begin(1 + WIDEST_NUMBER);
        bytes[position++] = ValueCodec.TIME;
        signed(millisecond);
    }

    /** A moment of the calendar, for TIMESTAMP. */
    public void writeTimestamp(long millisecond, int nanoOfMillisecond) {
        moment(ValueCodec.TIMESTAMP, millisecond, nanoOfMillisecond);
    }

    /** A moment in time, for TIMESTAMP_LTZ. */
    public void writeInstant(long millisecond, int nanoOfMillisecond) {
        moment(ValueCodec.INSTANT, millisecond, nanoOfMillisecond);
    }

    private void moment(byte tag, long millisecond, int nanoOfMillisecond) {
        begin(1 + 2 * WIDEST_NUMBER);
        bytes[position++] = tag;
        signed(millisecond);
        varint(nanoOfMillisecond);
    }

    /**
     * @param value in Flink's internal form of the column's type; null for SQL's null
     */
    public void writeValue(Object value) {
        scratch.clear();
        try {
            columns.codec(column).write(value, scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int length = scratch.length();
        begin(length);
        System.arraycopy(scratch.getSharedBuffer(), 0, bytes, position, length);
        position += length;
    }

    /** Ends the row; all its columns must have been written. */
    public EncodedRow endRow() {
        if (column != width) {
            throw new IllegalStateException(column + " of " + width + " columns are written");
        }
        EncodedRow row = new BufferedRow(columns, bytes, starts, rowStarts, position);
        column = 0;
        rowStart = position;
        rowStarts += width;
        if (rowStarts + width > starts.length || position >= bytes.length) {
            turnPage(0);
        }
        return row;
    }

    /** Gives up the row that is being written. */
    public void abandonRow() {
        position = rowStart;
        column = 0;
    }

    /** Gives up the rows made so far: those that follow are written over them. */
    public void clear() {
        if (column != 0) {
            throw new IllegalStateException("a row is being written");
        }
        position = 0;
        rowStart = 0;
        rowStarts = 0;
    }

    private void writeSized(byte tag, byte[] source, int from, int length) {
        begin(1 + WIDEST_NUMBER + length);
        bytes[position++] = tag;
        varint(length);
        System.arraycopy(source, from, bytes, position, length);
        position += length;
    }

    /** Notes where the column starts and makes room for what it takes at most. */
    private void begin(int most) {
        if (bytes.length - position < most) {
            turnPage(most);
        }
        starts[rowStarts + column++] = position;
    }

    /** Goes on in a new buffer and takes along what the unfinished row has; rows keep the old. */
    private void turnPage(int room) {
        int written = position - rowStart;
        byte[] page = new byte[Math.max(PAGE_BYTES, 2 * (written + room))];
        System.arraycopy(bytes, rowStart, page, 0, written);
        int[] pageStarts = new int[pageOfStarts()];
        for (int index = 0; index < column; index++) {
            pageStarts[index] = starts[rowStarts + index] - rowStart;
        }
        bytes = page;
        starts = pageStarts;
        rowStart = 0;
        rowStarts = 0;
        position = written;
    }

    private void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    private void varint(long value) {
        byte[] target = bytes;
        int at = position;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target[at++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        position = at;
    }

    private void bigEndian(long value, int length) {
        byte[] target = bytes;
        int at = position;
        for (int shift = (length - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            target[at++] = (byte) (value >> shift);
        }
        position = at;
    }
}
