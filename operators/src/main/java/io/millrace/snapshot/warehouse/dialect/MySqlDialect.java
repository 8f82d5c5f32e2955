/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.snapshot.warehouse.column.ColumnReader.Fetch;
import io.millrace.snapshot.warehouse.column.SourceColumn;
import io.millrace.snapshot.warehouse.column.SourceKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * MySQL and MariaDB. Connector/J streams only with one special fetch size, the MariaDB driver with
 * any. A TIMESTAMP is a moment, a DATETIME is not. Dates, times and bits are read as the text the
 * server writes, because the drivers change values that Java has no type for, such as a time span
 * of 120 hours.
 */
public final class MySqlDialect implements WarehouseDialect {

    /** MySQL stores this if no date was given. */
    private static final String ZERO_DATE = "0000-00-00";

    private static final String BITS = "BIT";
    private static final String YEAR = "YEAR";

    @Override
    public String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    @Override
    public String unquoted(String name) {
        return quote(name);
    }

    @Override
    public Map<String, String> driverProperties(Duration connectTimeout) {
        return Map.of(
                "connectTimeout", Long.toString(connectTimeout.toMillis()),
                "tinyInt1isBit", "false",
                "yearIsDateType", "false",
                "connectionTimeZone", "UTC",
                "forceConnectionTimeZoneToSession", "true");
    }

    @Override
    public void startSession(Connection connection) throws SQLException {
        JdbcStatements.execute(connection, "SET time_zone = '+00:00'");
    }

    @Override
    public void enableStreaming(PreparedStatement statement, int fetchSize) throws SQLException {
        String driver = statement.getConnection().getMetaData().getDriverName();
        boolean connectorJ = driver.toLowerCase(Locale.ROOT).contains("mysql");
        statement.setFetchSize(connectorJ ? Integer.MIN_VALUE : fetchSize);
    }

    @Override
    public SourceKind kind(int jdbcType, String typeName) {
        boolean isMoment = jdbcType == Types.TIMESTAMP && typeName.equalsIgnoreCase("TIMESTAMP");
        return isMoment ? SourceKind.INSTANT : WarehouseDialect.super.kind(jdbcType, typeName);
    }

    @Override
    public SourceKind kind(int jdbcType, String typeName, int precision) {
        if (isBits(typeName) && precision != 1) {
            return precision > 0 && precision < Long.SIZE ? SourceKind.INTEGER : SourceKind.DECIMAL;
        }
        return typeName.toUpperCase(Locale.ROOT).startsWith(YEAR)
                ? SourceKind.INTEGER
                : kind(jdbcType, typeName);
    }

    private static boolean isBits(String typeName) {
        return typeName.toUpperCase(Locale.ROOT).startsWith(BITS);
    }

    @Override
    public String selectItem(SourceColumn column) {
        String name = quote(column.name());
        return switch (column.kind()) {
            case DATE, TIME, TIMESTAMP, INSTANT -> "CAST(" + name + " AS CHAR)";
            case INTEGER, DECIMAL -> isBits(column.typeName()) ? "(" + name + " + 0)" : name;
            case BOOLEAN, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER -> name;
        };
    }

    /** The text of a TIMESTAMP has no time zone, so it is not readable. */
    @Override
    public boolean isReadableAsText(SourceColumn column) {
        return switch (column.kind()) {
            case DATE, TIME, TIMESTAMP -> true;
            case INSTANT, BOOLEAN, INTEGER, DECIMAL, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER ->
                    false;
        };
    }

    /** A date of zeros is read as NULL. */
    @Override
    public Fetch temporalFetch(SourceKind kind) {
        return switch (kind) {
            case DATE -> parsed(LocalDate::parse);
            case TIME -> parsed(LocalTime::parse);
            case TIMESTAMP -> parsed(MySqlDialect::moment);
            case INSTANT -> parsed(text -> moment(text).atOffset(ZoneOffset.UTC));
            case BOOLEAN, INTEGER, DECIMAL, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER ->
                    WarehouseDialect.super.temporalFetch(kind);
        };
    }

    private static LocalDateTime moment(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
    }

    private static Fetch parsed(Function<String, Object> parse) {
        return (row, index) -> text(row, index).map(parse).orElse(null);
    }

    private static Optional<String> text(ResultSet row, int index) throws SQLException {
        return Optional.ofNullable(row.getString(index))
                .filter(text -> !text.startsWith(ZERO_DATE));
    }
}
