/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Chooses how a source column is read as a declared type. A column is readable if no value changes;
 * a value the declared type can't hold is refused, not rounded or cut. Exceptions: a timestamp
 * keeps its fractions of a second whatever the declared precision; a decimal may be declared
 * DOUBLE; padding of a {@code char(n)} is removed, because it has no meaning in SQL.
 */
public final class ReaderChoice {

    private static final Set<SourceKind> TEXTUAL =
            EnumSet.of(SourceKind.TEXT, SourceKind.OTHER, SourceKind.INTEGER, SourceKind.DECIMAL);

    private ReaderChoice() {}

    /** Empty if the column can't be read as declared. */
    public static Optional<ColumnReader> reader(
            SourceColumn column, LogicalType declared, ColumnTypes types) {
        return switch (declared.getTypeRoot()) {
            case BOOLEAN -> NumberReaders.booleans(column);
            case TINYINT ->
                    NumberReaders.integers(column, Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue);
            case SMALLINT ->
                    NumberReaders.integers(
                            column, Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue);
            case INTEGER ->
                    NumberReaders.integers(
                            column, Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue);
            case BIGINT ->
                    NumberReaders.integers(column, Long.MIN_VALUE, Long.MAX_VALUE, value -> value);
            case FLOAT -> NumberReaders.floats(column);
            case DOUBLE -> NumberReaders.doubles(column);
            case DECIMAL -> NumberReaders.decimals(column, (DecimalType) declared);
            case CHAR, VARCHAR -> texts(column, types);
            case BINARY, VARBINARY -> bytes(column);
            case DATE -> TemporalReaders.dates(column, types);
            case TIME_WITHOUT_TIME_ZONE -> TemporalReaders.times(column, types);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> TemporalReaders.timestamps(column, types);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TemporalReaders.instants(column, types);
            case ARRAY -> arrays(column, (ArrayType) declared, types);
            case TIMESTAMP_WITH_TIME_ZONE,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_DAY_TIME,
                    MULTISET,
                    MAP,
                    ROW,
                    DISTINCT_TYPE,
                    STRUCTURED_TYPE,
                    NULL,
                    RAW,
                    SYMBOL,
                    UNRESOLVED,
                    DESCRIPTOR,
                    VARIANT,
                    BITMAP ->
                    Optional.empty();
        };
    }

    /** Returns advice, for a problem text, as which type to declare a column. */
    public static String remedy(SourceColumn column) {
        return "declare it "
                + switch (column.kind()) {
                    case BOOLEAN -> "BOOLEAN";
                    case INTEGER -> "BIGINT";
                    case DECIMAL -> decimalOf(column);
                    case REAL -> "FLOAT";
                    case DOUBLE -> "DOUBLE";
                    case TEXT, OTHER -> "STRING";
                    case BINARY -> "BYTES";
                    case DATE -> "DATE";
                    case TIME -> "TIME";
                    case TIMESTAMP -> "TIMESTAMP(6)";
                    case INSTANT -> "TIMESTAMP_LTZ(6)";
                    case ARRAY -> "an ARRAY of the matching type";
                };
    }

    private static String decimalOf(SourceColumn column) {
        return column.precision() > 0 && column.precision() <= DecimalType.MAX_PRECISION
                ? "DECIMAL(" + column.precision() + ", " + column.scale() + ")"
                : "DECIMAL(38, 18)";
    }

    private static Optional<ColumnReader> texts(SourceColumn column, ColumnTypes types) {
        if (!TEXTUAL.contains(column.kind()) && !types.isReadableAsText(column)) {
            return Optional.empty();
        }
        return Optional.of(
                column.isPadded()
                        ? new ColumnReader(
                                ResultSet::getString,
                                value -> StringData.fromString(withoutPadding((String) value)))
                        : new ColumnReader(
                                ResultSet::getString,
                                value -> StringData.fromString((String) value)));
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private static Optional<ColumnReader> bytes(SourceColumn column) {
        return column.kind() == SourceKind.BINARY
                ? Optional.of(new ColumnReader(ResultSet::getBytes, value -> value))
                : Optional.empty();
    }

    private static Optional<ColumnReader> arrays(
            SourceColumn column, ArrayType declared, ColumnTypes types) {
        if (column.kind() != SourceKind.ARRAY) {
            return Optional.empty();
        }
        LogicalType innermost = ArrayElements.innermost(declared);
        boolean readable =
                types.arrayElement(column)
                        .map(element -> reader(element, innermost, types).isPresent())
                        .orElse(true);
        return readable
                ? Optional.of(
                        new ColumnReader(
                                ReaderChoice::fetchArray,
                                value -> ArrayElements.array((Object[]) value, declared)))
                : Optional.empty();
    }

    private static Object fetchArray(ResultSet row, int index) throws SQLException {
        Array array = row.getArray(index);
        return array == null ? null : array.getArray();
    }
}
