/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Formats columns of an encoded row for people, such as {@code region=EU, id=17}. */
public final class RowText implements Serializable {

    private static final long serialVersionUID = 1L;

    private final RowCodec codec;
    private final List<Column> columns;

    private record Column(String name, LogicalType type, RowData.FieldGetter getter)
            implements Serializable {}

    private RowText(RowType columns, List<Integer> positions) {
        this.codec = RowCodec.of(columns);
        this.columns =
                positions.stream()
                        .map(position -> column(columns, position))
                        .collect(Collectors.toUnmodifiableList());
    }

    private static Column column(RowType columns, int position) {
        LogicalType type = columns.getTypeAt(position);
        return new Column(
                columns.getFieldNames().get(position),
                type,
                RowData.createFieldGetter(type, position));
    }

    /** Formats the primary key of rows in this layout. */
    public static RowText ofKey(RowLayout layout) {
        return new RowText(layout.columns(), layout.key());
    }

    /** Returns the text of a row in the layout of {@link RowCodec}. */
    public String of(byte[] row) {
        return of(codec.decode(row));
    }

    /** Returns the text of a row that has the layout's columns. */
    public String of(RowData row) {
        StringJoiner text = new StringJoiner(", ");
        for (Column column : columns) {
            Object value = column.getter().getFieldOrNull(row);
            text.add(column.name() + "=" + text(value, column.type()));
        }
        return text.toString();
    }

    private static String text(Object value, LogicalType type) {
        if (value == null) {
            return "NULL";
        }
        return switch (type.getTypeRoot()) {
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIME_WITHOUT_TIME_ZONE ->
                    LocalTime.ofNanoOfDay((Integer) value * 1_000_000L).toString();
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> ((TimestampData) value).toInstant().toString();
            case BINARY, VARBINARY -> HexFormat.of().formatHex((byte[]) value);
            default -> value.toString();
        };
    }
}
