/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.ColumnReader.Fetch;
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
 * MySQL and MariaDB. Connector/J streams only for one special fetch size, the MariaDB driver for
 * any; a TIMESTAMP is a moment, a DATETIME is not. Dates, times and bits are taken as the server
 * writes them: the drivers turn what Java has no value for, such as a span of 120 hours, into
 * something else.
 */
final class MySqlDialect implements WarehouseDialect {

    /** What MySQL stores for a date that was not given. */
    private static final String ZERO = "0000-00-00";

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
    public void prepare(Connection connection) throws SQLException {
        WarehouseDialect.execute(connection, "SET time_zone = '+00:00'");
    }

    @Override
    public void stream(PreparedStatement statement, int fetchSize) throws SQLException {
        String driver = statement.getConnection().getMetaData().getDriverName();
        boolean connectorJ = driver.toLowerCase(Locale.ROOT).contains("mysql");
        statement.setFetchSize(connectorJ ? Integer.MIN_VALUE : fetchSize);
    }

    @Override
    public SourceKind kind(int jdbcType, String typeName) {
        boolean moment = jdbcType == Types.TIMESTAMP && typeName.equalsIgnoreCase("TIMESTAMP");
        return moment ? SourceKind.INSTANT : WarehouseDialect.super.kind(jdbcType, typeName);
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
    public String select(SourceColumn column) {
        String name = quote(column.name());
        return switch (column.kind()) {
            case DATE, TIME, TIMESTAMP, INSTANT -> "CAST(" + name + " AS CHAR)";
            case INTEGER, DECIMAL -> isBits(column.typeName()) ? "(" + name + " + 0)" : name;
            case BOOLEAN, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER -> name;
        };
    }

    /** The server's text of it; a TIMESTAMP has no time zone there. */
    @Override
    public boolean givesText(SourceColumn column) {
        return switch (column.kind()) {
            case DATE, TIME, TIMESTAMP -> true;
            case INSTANT, BOOLEAN, INTEGER, DECIMAL, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER ->
                    false;
        };
    }

    /** A date of zeros is none. */
    @Override
    public Fetch temporal(SourceKind kind) {
        return switch (kind) {
            case DATE -> parsed(LocalDate::parse);
            case TIME -> parsed(LocalTime::parse);
            case TIMESTAMP -> parsed(MySqlDialect::moment);
            case INSTANT -> parsed(text -> moment(text).atOffset(ZoneOffset.UTC));
            case BOOLEAN, INTEGER, DECIMAL, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER ->
                    WarehouseDialect.super.temporal(kind);
        };
    }

    private static LocalDateTime moment(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
    }

    private static Fetch parsed(Function<String, Object> parse) {
        return (row, index) -> value(row, index).map(parse).orElse(null);
    }

    private static Optional<String> value(ResultSet row, int index) throws SQLException {
        return Optional.ofNullable(row.getString(index)).filter(text -> !text.startsWith(ZERO));
    }
}
