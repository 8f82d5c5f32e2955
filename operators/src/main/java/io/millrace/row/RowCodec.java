/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import io.millrace.row.value.EncodedValue;
import io.millrace.row.value.ValueCodec;
import io.millrace.row.value.ValueTag;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Encodes rows as compact bytes, and decodes them. The layout is stable over releases, because
 * state and hashes are made from it: columns in order, each a tag and a payload that delimits
 * itself. Two rows have the same bytes exactly if their values are equal in kind and content: null
 * is not the empty string, {@code 1} is not {@code "1"}, {@code ("a", "bc")} is not {@code ("ab",
 * "c")}. The width of an integer and the declared scale of a decimal are not content.
 *
 * <p>A message replaces a value that its column's type can't hold. {@link #decode} returns null for
 * such a value, {@link #unreadable} returns the message.
 *
 * <p>Not thread-safe: one buffer is used for every row.
 */
public final class RowCodec implements Serializable {

    private static final long serialVersionUID = 1L;

    private final List<Column> columns;

    private transient DataOutputSerializer output;

    /** A codec of all columns of {@code type}. */
    public static RowCodec of(RowType type) {
        List<Integer> all = new ArrayList<>();
        for (int position = 0; position < type.getFieldCount(); position++) {
            all.add(position);
        }
        return of(type, all);
    }

    /** A codec of the columns of {@code type} at these positions, in this order. */
    public static RowCodec of(RowType type, List<Integer> positions) {
        List<Column> columns = new ArrayList<>();
        for (int position : positions) {
            LogicalType columnType = type.getTypeAt(position);
            columns.add(
                    new Column(
                            RowData.createFieldGetter(columnType, position),
                            ValueCodec.of(columnType)));
        }
        return new RowCodec(columns);
    }

    private RowCodec(List<Column> columns) {
        this.columns = columns;
    }

    public byte[] encode(RowData row) {
        if (output == null) {
            output = new DataOutputSerializer(256);
        }
        output.clear();
        encode(row, output, 0);
        return output.getCopyOfBuffer();
    }

    /**
     * Appends a row.
     *
     * @return the length of the output after the first {@code leading} columns
     */
    int encode(RowData row, DataOutputSerializer target, int leading) {
        int end = target.length();
        try {
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                column.codec.write(column.getter.getFieldOrNull(row), target);
                if (i == leading - 1) {
                    end = target.length();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return end;
    }

    /** Returns a row of the columns of this codec, numbered from 0. */
    public RowData decode(byte[] bytes) {
        return decodeLeading(bytes, columns.size());
    }

    /** Returns a row in which only the first {@code count} columns are decoded; others are null. */
    RowData decodeLeading(byte[] bytes, int count) {
        DataInputDeserializer input = new DataInputDeserializer(bytes);
        GenericRowData row = new GenericRowData(columns.size());
        try {
            for (int i = 0; i < count; i++) {
                row.setField(i, columns.get(i).codec.read(input));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not a row of " + columns.size() + " columns", e);
        }
        return row;
    }

    /**
     * A value that could not be read.
     *
     * @param column position in the codec, from 0
     * @param message the value, and why it can't be read
     */
    public record Unreadable(int column, String message) {}

    /** Returns the first column whose value could not be read; empty if all were. */
    public Optional<Unreadable> unreadable(byte[] bytes) {
        try {
            int at = 0;
            for (int i = 0; i < columns.size(); i++) {
                if (bytes[at] == ValueTag.UNREADABLE) {
                    return Optional.of(
                            new Unreadable(i, EncodedValue.unreadableMessage(bytes, at)));
                }
                at = columns.get(i).codec.end(bytes, at);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("not a row of " + columns.size() + " columns", e);
        }
    }

    private record Column(RowData.FieldGetter getter, ValueCodec codec) implements Serializable {}
}
