/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import io.millrace.row.value.CompactDecimal;
import io.millrace.row.value.ValueTag;
import io.millrace.row.value.Varint;
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
 * Makes {@link EncodedRow}s column by column, in the layout of {@link RowCodec}. For each row, call
 * one {@code write} method per column in the columns' order, then {@link #endRow()}. The method
 * must fit the column's type; otherwise the row can't be decoded.
 *
 * <p>Not thread-safe. The rows are thread-safe until {@link #clear()} is called.
 */
public final class RowEncoder {

    private static final int PAGE_BYTES = 32 * 1024;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final RowColumns columns;
    private final int width;
    private final DataOutputSerializer scratch = new DataOutputSerializer(64);
    private byte[] bytes = new byte[PAGE_BYTES];
    private int[] starts;

    /** Where the current row begins in {@code bytes}. */
    private int rowStart;

    /** Where the current row begins in {@code starts}. */
    private int rowStarts;

    private int position;
    private int column;

    public RowEncoder(RowType type) {
        this.columns = new RowColumns(type);
        this.width = type.getFieldCount();
        this.starts = new int[startsPerPage()];
    }

    private int startsPerPage() {
        return Math.max(width, PAGE_BYTES / 8);
    }

    public LogicalType type(int index) {
        return columns.type(index);
    }

    public void writeNull() {
        begin(1);
        bytes[position++] = ValueTag.NULL;
    }

    public void writeBoolean(boolean value) {
        begin(2);
        bytes[position++] = ValueTag.BOOLEAN;
        bytes[position++] = (byte) (value ? 1 : 0);
    }

    /** For TINYINT, SMALLINT, INTEGER and BIGINT. */
    public void writeInteger(long value) {
        begin(1 + Varint.MOST_BYTES);
        bytes[position++] = ValueTag.INTEGER;
        signed(value);
    }

    public void writeFloat(float value) {
        begin(5);
        bytes[position++] = ValueTag.FLOAT;
        bigEndian(Float.floatToIntBits(value), 4);
    }

    public void writeDouble(double value) {
        begin(9);
        bytes[position++] = ValueTag.DOUBLE;
        LONGS.set(bytes, position, Double.doubleToLongBits(value));
        position += Long.BYTES;
    }

    /** Writes {@code unscaled} times ten to the power of {@code -scale}. */
    public void writeDecimal(long unscaled, int scale) {
        begin(1 + CompactDecimal.MOST_BYTES);
        bytes[position++] = ValueTag.DECIMAL;
        position = CompactDecimal.write(unscaled, scale, bytes, position);
    }

    /** For CHAR and VARCHAR; the bytes are the text in UTF-8. */
    public void writeText(byte[] source, int from, int length) {
        writeSized(ValueTag.STRING, source, from, length);
    }

    /**
     * Reserves space for a text of ASCII characters.
     *
     * @return the position in {@link #buffer()} from which the caller writes the characters
     */
    public int writeAscii(int length) {
        begin(1 + Varint.MOST_BYTES + length);
        bytes[position++] = ValueTag.STRING;
        varint(length);
        int at = position;
        position += length;
        return at;
    }

    /** The current buffer; write only to the space that {@link #writeAscii} reserved. */
    public byte[] buffer() {
        return bytes;
    }

    /**
     * Writes a message that replaces a value which the column's type can't hold.
     *
     * @param message the value and the reason. The message is part of the row and its hash, so it
     *     must be equal for equal values
     */
    public void writeUnreadable(String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        writeSized(ValueTag.UNREADABLE, text, 0, text.length);
    }

    public void writeBinary(byte[] source, int from, int length) {
        writeSized(ValueTag.BYTES, source, from, length);
    }

    /**
     * @param day days since 1970-01-01
     */
    public void writeDate(int day) {
        begin(1 + Varint.MOST_BYTES);
        bytes[position++] = ValueTag.DATE;
        signed(day);
    }

    /**
     * @param millisecond milliseconds since midnight
     */
    public void writeTime(int millisecond) {
        begin(1 + Varint.MOST_BYTES);
        bytes[position++] = ValueTag.TIME;
        signed(millisecond);
    }

    /** For TIMESTAMP: a date and time without a time zone. */
    public void writeTimestamp(long millisecond, int nanoOfMillisecond) {
        timestamp(ValueTag.TIMESTAMP, millisecond, nanoOfMillisecond);
    }

    /** For TIMESTAMP_LTZ: an instant, since the epoch. */
    public void writeInstant(long millisecond, int nanoOfMillisecond) {
        timestamp(ValueTag.INSTANT, millisecond, nanoOfMillisecond);
    }

    private void timestamp(byte tag, long millisecond, int nanoOfMillisecond) {
        begin(1 + 2 * Varint.MOST_BYTES);
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

    /**
     * Ends the row.
     *
     * @throws IllegalStateException if a column was not written
     */
    public EncodedRow endRow() {
        if (column != width) {
            throw new IllegalStateException(column + " of " + width + " columns are written");
        }
        EncodedRow row = new BufferedRow(columns, bytes, starts, rowStarts, position);
        column = 0;
        rowStart = position;
        rowStarts += width;
        if (rowStarts + width > starts.length || position >= bytes.length) {
            startPage(0);
        }
        return row;
    }

    /** Discards the columns of the current row. */
    public void abandonRow() {
        position = rowStart;
        column = 0;
    }

    /** Releases all rows made so far: later rows overwrite their bytes. */
    public void clear() {
        if (column != 0) {
            throw new IllegalStateException("a row is being written");
        }
        position = 0;
        rowStart = 0;
        rowStarts = 0;
    }

    private void writeSized(byte tag, byte[] source, int from, int length) {
        begin(1 + Varint.MOST_BYTES + length);
        bytes[position++] = tag;
        varint(length);
        System.arraycopy(source, from, bytes, position, length);
        position += length;
    }

    /** Records where the column starts, and reserves {@code most} bytes. */
    private void begin(int most) {
        if (bytes.length - position < most) {
            startPage(most);
        }
        starts[rowStarts + column++] = position;
    }

    /** Copies the unfinished row to a new buffer; finished rows keep the old buffer. */
    private void startPage(int room) {
        int written = position - rowStart;
        byte[] page = new byte[Math.max(PAGE_BYTES, 2 * (written + room))];
        System.arraycopy(bytes, rowStart, page, 0, written);
        int[] pageStarts = new int[startsPerPage()];
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
        varint(Varint.zigzag(value));
    }

    private void varint(long value) {
        position = Varint.write(value, bytes, position);
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
