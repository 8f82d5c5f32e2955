/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import static org.apache.flink.table.api.DataTypes.ROW;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.conversion.RowRowConverter;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * The rows that a format reads from bytes.
 *
 * @param rows rows in Flink's external form, with null for unreadable values
 * @param faults messages of the unreadable values, with their places
 */
record Decoded(List<String> rows, List<String> faults, Set<String> unseen) {

    static Decoded of(TextFormat format, String text, DataTypes.Field... columns)
            throws IOException {
        return of(format, text.getBytes(StandardCharsets.UTF_8), columns);
    }

    static Decoded of(TextFormat format, byte[] bytes, DataTypes.Field... columns)
            throws IOException {
        return of(format, bytes, ROW(columns), ROW(columns));
    }

    /** Only the columns of these names, in this order. */
    static Decoded of(
            TextFormat format, String text, List<String> projected, DataTypes.Field... columns)
            throws IOException {
        DataTypes.Field[] fields =
                projected.stream()
                        .map(
                                name ->
                                        Arrays.stream(columns)
                                                .filter(field -> field.getName().equals(name))
                                                .findFirst()
                                                .orElseThrow())
                        .toArray(DataTypes.Field[]::new);
        return of(format, text.getBytes(StandardCharsets.UTF_8), ROW(columns), ROW(fields));
    }

    private static Decoded of(
            TextFormat format, byte[] bytes, DataType declared, DataType projected)
            throws IOException {
        FileContent content = new FileContent("people", new ByteArrayInputStream(bytes));
        return of(columns -> format.rows(content, columns), declared, projected);
    }

    /** Opens rows of these columns. */
    interface Opening {

        FileRows rows(FileColumns columns) throws IOException;
    }

    static Decoded of(Opening opening, DataType declared, DataType projected) throws IOException {
        RowRowConverter converter = RowRowConverter.create(projected);
        converter.open(Decoded.class.getClassLoader());
        FileColumns columns =
                new FileColumns(
                        (RowType) declared.getLogicalType(), (RowType) projected.getLogicalType());
        List<String> faults = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try (FileRows rows = opening.rows(columns)) {
            while (rows.next()) {
                Object[] values = rows.values();
                for (int column = 0; column < values.length; column++) {
                    if (values[column] instanceof UnreadableValue unreadable) {
                        faults.add(unreadable.failure().getMessage());
                        values[column] = null;
                    }
                }
                found.add(converter.toExternal(GenericRowData.of(values)).toString());
            }
            return new Decoded(found, faults, rows.unseen());
        }
    }
}
