/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/** The identifier of a row as Iterable reads it: a text, of a text or a whole number column. */
public final class IdentifierText {

    private IdentifierText() {}

    /**
     * Empty if the column is null or holds nothing but white space.
     *
     * @param type one that {@link #supports}
     */
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
                    case DECIMAL -> wholeNumber(row, position, (DecimalType) type);
                    default -> throw unsupported(type);
                };
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** Whether a column of this type can be an identifier. */
    public static boolean supports(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR, TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            case DECIMAL -> ((DecimalType) type).getScale() == 0;
            default -> false;
        };
    }

    private static String wholeNumber(RowData row, int position, DecimalType type) {
        if (type.getScale() != 0) {
            throw unsupported(type);
        }
        return row.getDecimal(position, type.getPrecision(), 0).toBigDecimal().toPlainString();
    }

    private static IllegalArgumentException unsupported(LogicalType type) {
        return new IllegalArgumentException(
                "an identifier can't be of type " + type.asSummaryString());
    }
}
