/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.snapshot.warehouse.column.ColumnEncoder;
import io.millrace.snapshot.warehouse.column.SelectedColumn;
import io.millrace.snapshot.warehouse.column.SourceColumn;
import io.millrace.snapshot.warehouse.column.SourceColumn.Origin;
import io.millrace.snapshot.warehouse.column.SourceKind;
import io.millrace.snapshot.warehouse.dialect.BoundSql;
import io.millrace.snapshot.warehouse.dialect.BoundSql.Argument;
import io.millrace.snapshot.warehouse.dialect.EvenBounds;
import io.millrace.snapshot.warehouse.dialect.JdbcStatements;
import io.millrace.snapshot.warehouse.dialect.KeyColumn;
import io.millrace.snapshot.warehouse.dialect.PageAccess;
import io.millrace.snapshot.warehouse.dialect.RelationFacts;
import io.millrace.snapshot.warehouse.dialect.SharedSnapshots;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.LogicalType;
import org.postgresql.PGConnection;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.core.Field;

/**
 * PostgreSQL. Key values are sent as text that the server casts, so any comparable type can be a
 * key, and the server's own order applies, whatever the collation.
 */
public final class PostgresDialect implements WarehouseDialect {

    private static final String ARRAY_MARK = "_";
    private static final PageAccess PAGES = new PostgresPages();
    private static final SharedSnapshots SNAPSHOTS = new PostgresSnapshots();

    /**
     * Type names that mean one character or one bit without a length; mapped to unlimited types.
     */
    private static final Map<String, String> UNLIMITED =
            Map.of("character", "bpchar", "bit", "varbit");

    @Override
    public String unquoted(String name) {
        return quote(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public Map<String, String> driverProperties(Duration connectTimeout) {
        String seconds = Long.toString(Math.max(1, connectTimeout.toSeconds()));
        return Map.of(
                "connectTimeout", seconds,
                "loginTimeout", seconds,
                "tcpKeepAlive", "true",
                "ApplicationName", "millrace",
                // Binary transfer from the first execution on.
                "prepareThreshold", "-1");
    }

    @Override
    public void startSession(Connection connection) throws SQLException {
        JdbcStatements.execute(connection, "SET TIME ZONE 'UTC'");
        // Backpressure may keep a reader idle between two fetches for a long time.
        JdbcStatements.execute(connection, "SET idle_in_transaction_session_timeout = 0");
        // Without this, the server scans the whole table for each range of pages.
        JdbcStatements.execute(connection, "SET enable_tidscan = on");
    }

    @Override
    public SourceKind kind(int jdbcType, String typeName) {
        return switch (typeName) {
            case "bool" -> SourceKind.BOOLEAN;
            case "int2", "int4", "int8", "oid", "smallserial", "serial", "bigserial" ->
                    SourceKind.INTEGER;
            case "numeric" -> SourceKind.DECIMAL;
            case "float4" -> SourceKind.REAL;
            case "float8" -> SourceKind.DOUBLE;
            case "text", "varchar", "bpchar", "name", "uuid", "json", "jsonb", "citext" ->
                    SourceKind.TEXT;
            case "bytea" -> SourceKind.BINARY;
            case "date" -> SourceKind.DATE;
            case "time" -> SourceKind.TIME;
            case "timestamp" -> SourceKind.TIMESTAMP;
            case "timestamptz" -> SourceKind.INSTANT;
            default -> jdbcType == Types.ARRAY ? SourceKind.ARRAY : SourceKind.OTHER;
        };
    }

    /** JDBC's methods return aliases here; only the driver's own interface returns stored names. */
    @Override
    public Origin origin(ResultSetMetaData described, int index) throws SQLException {
        if (described instanceof PGResultSetMetaData stored) {
            return Origin.of(
                    stored.getBaseSchemaName(index),
                    stored.getBaseTableName(index),
                    stored.getBaseColumnName(index));
        }
        return WarehouseDialect.super.origin(described, index);
    }

    @Override
    public Optional<SourceColumn> arrayElement(SourceColumn array) {
        if (!array.typeName().startsWith(ARRAY_MARK)) {
            return Optional.empty();
        }
        String typeName = array.typeName().substring(ARRAY_MARK.length());
        return Optional.of(
                new SourceColumn(
                        array.name(),
                        kind(Types.OTHER, typeName),
                        Types.OTHER,
                        typeName,
                        0,
                        0,
                        true,
                        array.origin()));
    }

    @Override
    public String selectItem(SourceColumn column) {
        return switch (column.kind()) {
            case ARRAY -> quote(column.name()) + "::text[]";
            case OTHER -> quote(column.name()) + "::text";
            case BOOLEAN,
                    INTEGER,
                    DECIMAL,
                    REAL,
                    DOUBLE,
                    TEXT,
                    BINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    INSTANT ->
                    quote(column.name());
        };
    }

    /** Reads the format of each result, because driver properties of the user may change it. */
    @Override
    public Optional<ColumnEncoder> encoder(ResultSet result, int index, SelectedColumn selected)
            throws SQLException {
        ResultSetMetaData described = result.getMetaData();
        Connection connection = result.getStatement().getConnection();
        if (!described.isWrapperFor(PGResultSetMetaData.class)
                || !connection.isWrapperFor(PGConnection.class)) {
            return Optional.empty();
        }
        boolean binary =
                described.unwrap(PGResultSetMetaData.class).getFormat(index) == Field.BINARY_FORMAT;
        boolean utf8 = sendsUtf8(connection.unwrap(PGConnection.class));
        return PostgresEncoders.of(selected.column(), selected.declared(), binary, utf8);
    }

    /** False for a database in SQL_ASCII, which stores and sends any bytes as text. */
    static boolean sendsUtf8(PGConnection server) {
        return "UTF8".equals(server.getParameterStatus("client_encoding"))
                && !"SQL_ASCII".equals(server.getParameterStatus("server_encoding"));
    }

    @Override
    public List<KeyColumn> keyColumns(
            Connection connection,
            String from,
            List<SourceColumn> columns,
            List<LogicalType> declared)
            throws SQLException {
        List<KeyColumn> key = new ArrayList<>();
        if (columns.isEmpty()) {
            return key;
        }
        String types =
                columns.stream()
                        .map(column -> typeOf(quote(column.name()), from))
                        .collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + types)) {
            List<String> names = JdbcStatements.texts(statement).get(0);
            for (int index = 0; index < columns.size(); index++) {
                String name = names.get(index);
                String castType = UNLIMITED.getOrDefault(name, name);
                key.add(new KeyColumn(columns.get(index), declared.get(index), castType));
            }
        }
        return key;
    }

    private static String typeOf(String name, String from) {
        return "pg_typeof((SELECT " + name + " FROM " + from + " LIMIT 0))::text";
    }

    @Override
    public String parameter(KeyColumn column) {
        return "CAST(? AS " + column.castType() + ")";
    }

    @Override
    public void bind(PreparedStatement statement, int index, Argument argument)
            throws SQLException {
        statement.setString(index, argument.text());
    }

    @Override
    public BoundSql atLeast(List<KeyColumn> key, List<String> bound) {
        return compared(key, bound, ">=");
    }

    @Override
    public BoundSql below(List<KeyColumn> key, List<String> bound) {
        return compared(key, bound, "<");
    }

    /** Compares whole rows, so that the server can use an index on the key. */
    private BoundSql compared(List<KeyColumn> key, List<String> bound, String comparison) {
        List<Argument> arguments = new ArrayList<>();
        for (int index = 0; index < bound.size(); index++) {
            arguments.add(new Argument(key.get(index), bound.get(index)));
        }
        String names =
                arguments.stream()
                        .map(argument -> quote(argument.column().source().name()))
                        .collect(Collectors.joining(", "));
        String values =
                arguments.stream()
                        .map(argument -> parameter(argument.column()))
                        .collect(Collectors.joining(", "));
        return new BoundSql("(" + names + ") " + comparison + " (" + values + ")", arguments);
    }

    @Override
    public List<List<String>> rangeBounds(
            Connection connection, String from, List<KeyColumn> key, int ranges)
            throws SQLException {
        List<Origin> origins = key.stream().map(column -> column.source().origin()).toList();
        if (areInOneTable(origins)) {
            Optional<List<List<String>>> sampled =
                    new PostgresSample(this, connection).bounds(origins, ranges);
            if (sampled.isPresent()) {
                return sampled.get();
            }
        }
        return ranges == AUTOMATIC
                ? List.of()
                : EvenBounds.find(this, connection, from, key, ranges);
    }

    private static boolean areInOneTable(List<Origin> origins) {
        Origin first = origins.get(0);
        return origins.stream()
                .allMatch(
                        origin ->
                                origin.isKnown()
                                        && origin.schema().equals(first.schema())
                                        && origin.table().equals(first.table()));
    }

    /** Empty for servers that only resemble PostgreSQL: their catalogs differ. */
    @Override
    public RelationFacts relationFacts(Connection connection, String from, String name)
            throws SQLException {
        return PAGES.isAvailable(connection)
                ? new PostgresFacts(connection).of(from, name)
                : RelationFacts.none();
    }

    @Override
    public Optional<SharedSnapshots> sharedSnapshots() {
        return Optional.of(SNAPSHOTS);
    }

    @Override
    public Optional<PageAccess> pageAccess() {
        return Optional.of(PAGES);
    }
}
