/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import io.millrace.snapshot.warehouse.column.ColumnReader.Fetch;
import io.millrace.snapshot.warehouse.column.SourceColumn.Origin;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/**
 * The types of a database: how it describes a column, and how a value is fetched without loss. The
 * defaults are those of a driver that follows JDBC.
 */
public interface ColumnTypes {

    /**
     * Returns the kind of a column's type.
     *
     * @param jdbcType one of {@link Types}
     * @param typeName the database's name of the type
     */
    default SourceKind kind(int jdbcType, String typeName) {
        return switch (jdbcType) {
            case Types.BOOLEAN, Types.BIT -> SourceKind.BOOLEAN;
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER -> SourceKind.INTEGER;
            case Types.BIGINT ->
                    typeName.toLowerCase(Locale.ROOT).contains("unsigned")
                            ? SourceKind.DECIMAL
                            : SourceKind.INTEGER;
            case Types.NUMERIC, Types.DECIMAL -> SourceKind.DECIMAL;
            case Types.REAL -> SourceKind.REAL;
            case Types.FLOAT, Types.DOUBLE -> SourceKind.DOUBLE;
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB,
                    Types.NCLOB,
                    Types.SQLXML,
                    Types.ROWID ->
                    SourceKind.TEXT;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                    SourceKind.BINARY;
            case Types.DATE -> SourceKind.DATE;
            case Types.TIME -> SourceKind.TIME;
            case Types.TIMESTAMP -> SourceKind.TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> SourceKind.INSTANT;
            case Types.ARRAY -> SourceKind.ARRAY;
            default -> SourceKind.OTHER;
        };
    }

    /**
     * Returns the kind of a column's type where it depends on the precision, as with several bits.
     *
     * @param precision 0 if unknown or unlimited
     */
    default SourceKind kind(int jdbcType, String typeName, int precision) {
        boolean severalBits = jdbcType == Types.BIT && precision > 1;
        return severalBits ? SourceKind.OTHER : kind(jdbcType, typeName);
    }

    /**
     * Returns how to fetch a date or time as the {@code java.time} class of its kind: {@link
     * LocalDate}, {@link LocalTime}, {@link LocalDateTime}, {@link OffsetDateTime}.
     *
     * @throws IllegalArgumentException if the kind is no date or time
     */
    default Fetch temporalFetch(SourceKind kind) {
        return switch (kind) {
            case DATE -> (row, index) -> row.getObject(index, LocalDate.class);
            case TIME -> (row, index) -> row.getObject(index, LocalTime.class);
            case TIMESTAMP -> (row, index) -> row.getObject(index, LocalDateTime.class);
            case INSTANT -> (row, index) -> row.getObject(index, OffsetDateTime.class);
            case BOOLEAN, INTEGER, DECIMAL, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER ->
                    throw new IllegalArgumentException(kind + " is no date or time");
        };
    }

    /** Whether a column of another kind than text can be read as text without loss. */
    default boolean isReadableAsText(SourceColumn column) {
        return false;
    }

    /** Returns the element of an array column; empty if the database does not describe it. */
    default Optional<SourceColumn> arrayElement(SourceColumn array) {
        return Optional.empty();
    }

    /**
     * Returns the stored column behind a column of a result.
     *
     * @param index 1-based
     */
    default Origin origin(ResultSetMetaData described, int index) throws SQLException {
        return Origin.of(
                described.getSchemaName(index),
                described.getTableName(index),
                described.getColumnName(index));
    }
}
