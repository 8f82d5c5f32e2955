/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.Optional;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/** Reads a row's identifier as text from a column of texts or of whole numbers. */
public final class IdentifierText {

    private IdentifierText() {}

    /**
     * Returns the text of a column, with its surrounding white space; empty if the column is null
     * or holds only white space.
     *
     * @param type a type that {@link #supports} accepts
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
        return SurroundingSpace.strip(text).isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /**
     * Returns the text of a value, without its surrounding white space; empty if nothing remains.
     *
     * @param value in Flink's internal form, of a type that {@link #supports} accepts
     */
    public static Optional<String> of(Object value) {
        String text =
                value instanceof DecimalData decimal
                        ? decimal.toBigDecimal().toPlainString()
                        : value.toString();
        return Optional.of(SurroundingSpace.strip(text)).filter(stripped -> !stripped.isEmpty());
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
