/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import io.millrace.row.value.ValueTag;
import io.millrace.row.value.Varint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RawValueData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.apache.flink.types.bitmap.Bitmap;
import org.apache.flink.types.variant.Variant;

/** A row in a buffer of a {@link RowEncoder}, which other rows share. */
final class BufferedRow implements EncodedRow {

    private final RowColumns columns;
    private final byte[] buffer;

    /** Where columns start; those of this row begin at index {@code firstStart}. */
    private final int[] starts;

    private final int firstStart;
    private final int end;
    private RowKind kind = RowKind.INSERT;

    BufferedRow(RowColumns columns, byte[] buffer, int[] starts, int firstStart, int end) {
        this.columns = columns;
        this.buffer = buffer;
        this.starts = starts;
        this.firstStart = firstStart;
        this.end = end;
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int start() {
        return columnStart(0);
    }

    @Override
    public int end() {
        return end;
    }

    @Override
    public int columnStart(int column) {
        return column == columns.width() ? end : starts[firstStart + column];
    }

    @Override
    public int getArity() {
        return columns.width();
    }

    @Override
    public RowKind getRowKind() {
        return kind;
    }

    @Override
    public void setRowKind(RowKind kind) {
        this.kind = kind;
    }

    @Override
    public boolean isNullAt(int column) {
        return buffer[columnStart(column)] == ValueTag.NULL || isUnreadableAt(column);
    }

    @Override
    public boolean isUnreadableAt(int column) {
        return buffer[columnStart(column)] == ValueTag.UNREADABLE;
    }

    private Object value(int column) {
        int start = columnStart(column);
        DataInputDeserializer input =
                new DataInputDeserializer(buffer, start, columnStart(column + 1) - start);
        try {
            return columns.codec(column).read(input);
        } catch (IOException e) {
            throw new UncheckedIOException("column " + column + " can't be decoded", e);
        }
    }

    private long integer(int column) {
        return Varint.unzigzag(Varint.read(buffer, columnStart(column) + 1));
    }

    @Override
    public boolean getBoolean(int column) {
        return buffer[columnStart(column) + 1] != 0;
    }

    @Override
    public byte getByte(int column) {
        return (byte) integer(column);
    }

    @Override
    public short getShort(int column) {
        return (short) integer(column);
    }

    /** For INTEGER, DATE and TIME. */
    @Override
    public int getInt(int column) {
        return (int) integer(column);
    }

    @Override
    public long getLong(int column) {
        return integer(column);
    }

    @Override
    public float getFloat(int column) {
        return (Float) value(column);
    }

    @Override
    public double getDouble(int column) {
        return (Double) value(column);
    }

    @Override
    public StringData getString(int column) {
        int content = Varint.end(buffer, columnStart(column) + 1);
        return StringData.fromBytes(buffer, content, columnStart(column + 1) - content);
    }

    @Override
    public DecimalData getDecimal(int column, int precision, int scale) {
        return (DecimalData) value(column);
    }

    @Override
    public TimestampData getTimestamp(int column, int precision) {
        int start = columnStart(column) + 1;
        long millisecond = Varint.unzigzag(Varint.read(buffer, start));
        int nanoOfMillisecond = (int) Varint.read(buffer, Varint.end(buffer, start));
        return TimestampData.fromEpochMillis(millisecond, nanoOfMillisecond);
    }

    @Override
    public byte[] getBinary(int column) {
        int content = Varint.end(buffer, columnStart(column) + 1);
        return Arrays.copyOfRange(buffer, content, columnStart(column + 1));
    }

    @Override
    public ArrayData getArray(int column) {
        return (ArrayData) value(column);
    }

    @Override
    public MapData getMap(int column) {
        return (MapData) value(column);
    }

    @Override
    public RowData getRow(int column, int fields) {
        return (RowData) value(column);
    }

    @Override
    public <T> RawValueData<T> getRawValue(int column) {
        throw new UnsupportedOperationException("no column has a RAW type");
    }

    @Override
    public Variant getVariant(int column) {
        throw new UnsupportedOperationException("no column has a VARIANT type");
    }

    @Override
    public Bitmap getBitmap(int column) {
        throw new UnsupportedOperationException("no column has a BITMAP type");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BufferedRow row
                && kind == row.kind
                && Arrays.equals(buffer, start(), end, row.buffer, row.start(), row.end);
    }

    @Override
    public int hashCode() {
        int hash = kind.hashCode();
        for (int position = start(); position < end; position++) {
            hash = 31 * hash + buffer[position];
        }
        return hash;
    }

    @Override
    public String toString() {
        GenericRowData row = new GenericRowData(kind, getArity());
        for (int column = 0; column < getArity(); column++) {
            row.setField(column, value(column));
        }
        return row.toString();
    }
}
