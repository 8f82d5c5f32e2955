/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/** The identifier of a row as Iterable reads it: a text, of a text or an integer column. */
public final class IdentifierText {

    private IdentifierText() {}

    /** Empty if the column is null or holds nothing but white space. */
    public static Optional<String> of(RowData row, int position, LogicalType type) {
        if (row.isNullAt(position)) {
            return Optional.empty();
        }
        String text =
                switch (type.getTypeRoot()) {
                    case CHAR, VARCHAR -> row.getString(position).toString();
                    case TINYINT -> Byte.toString(row.getByte(position));
                    case SMALLINT -> Short.toString(row.getShort(position));
                    case INTEGER -> Integer.toString(row.getInt(position));
                    case BIGINT -> Long.toString(row.getLong(position));
                    default ->
                            throw new IllegalArgumentException(
                                    "an identifier can't be of type " + type.asSummaryString());
                };
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** Whether a column of this type can be an identifier. */
    public static boolean supports(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR, TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
        };
    }
}
