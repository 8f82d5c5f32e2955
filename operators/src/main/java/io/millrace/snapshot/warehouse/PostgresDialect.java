/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.Condition.Argument;
import io.millrace.snapshot.warehouse.RowShape.Selected;
import io.millrace.snapshot.warehouse.SourceColumn.Origin;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.LogicalType;
import org.postgresql.PGConnection;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.Field;

/**
 * PostgreSQL. Key values travel as text that the server casts, so any comparable type is a key and
 * the server's own order holds, whatever the collation.
 */
final class PostgresDialect implements WarehouseDialect {

    private static final String ARRAY_MARK = "_";
    private static final int FIRST_WITH_PAGE_RANGES = 14;
    private static final Pattern RELEASE = Pattern.compile("[0-9.]+( .*)?");

    /** In the snapshot's words, except for the size: the last range is open, so that may differ. */
    private static final String STORED =
            """
            SELECT c.relfilenode::int8,
                   pg_relation_size(c.oid) / current_setting('block_size')::int8,
                   c.reltuples
            FROM pg_class c JOIN pg_am a ON a.oid = c.relam
            WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'm') AND a.amname = 'heap'
              AND NOT c.relhassubclass AND c.relfilenode <> 0""";

    private static final String FILE_NODE =
            "SELECT coalesce(pg_relation_filenode(to_regclass(?))::int8, 0)";

    /** Names of types that mean one character or one bit when they stand alone. */
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
    public void prepare(Connection connection) throws SQLException {
        WarehouseDialect.execute(connection, "SET TIME ZONE 'UTC'");
        // A reader held up by the job stays idle between two fetches; that is no reason to end it.
        WarehouseDialect.execute(connection, "SET idle_in_transaction_session_timeout = 0");
        // Without it each range of pages costs a scan of the whole table.
        WarehouseDialect.execute(connection, "SET enable_tidscan = on");
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

    /** The driver tells aliases where JDBC asks for stored names, unless asked in its own terms. */
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
    public Optional<SourceColumn> element(SourceColumn array) {
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
    public String select(SourceColumn column) {
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

    /** By what the server says of the result: settings of the user may change what is binary. */
    @Override
    public Optional<ColumnEncoder> encoder(ResultSet result, int index, Selected selected)
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

    /** A database in SQL_ASCII stores, and sends, any bytes for text. */
    private static boolean sendsUtf8(PGConnection server) {
        return "UTF8".equals(server.getParameterStatus("client_encoding"))
                && !"SQL_ASCII".equals(server.getParameterStatus("server_encoding"));
    }

    @Override
    public Optional<RangeRows> copy(
            Connection connection, String select, RowShape shape, RowEncoder encoder)
            throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return Optional.empty();
        }
        PGConnection server = connection.unwrap(PGConnection.class);
        boolean utf8 = sendsUtf8(server);
        List<ColumnEncoder> encoders = new ArrayList<>();
        for (Selected selected : shape.selected().subList(0, shape.emitted().getFieldCount())) {
            PostgresEncoders.of(selected.column(), selected.declared(), true, utf8)
                    .ifPresent(encoders::add);
        }
        if (encoders.size() < shape.emitted().getFieldCount()) {
            return Optional.empty();
        }
        CopyOut copy =
                server.getCopyAPI().copyOut("COPY (" + select + ") TO STDOUT (FORMAT binary)");
        return Optional.of(new CopiedRows(copy, encoders, encoder));
    }

    @Override
    public void cancelCopy(Connection connection) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    @Override
    public List<KeyColumn> key(
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
                        .map(column -> quote(column.name()))
                        .map(name -> "pg_typeof((SELECT " + name + " FROM " + from + " LIMIT 0))")
                        .map(type -> type + "::text")
                        .collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + types)) {
            List<String> names = WarehouseDialect.texts(statement).get(0);
            for (int index = 0; index < columns.size(); index++) {
                String name = names.get(index);
                String castType = UNLIMITED.getOrDefault(name, name);
                key.add(new KeyColumn(columns.get(index), declared.get(index), castType));
            }
        }
        return key;
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
    public Condition atLeast(List<KeyColumn> key, List<String> bound) {
        return compared(key, bound, ">=");
    }

    @Override
    public Condition below(List<KeyColumn> key, List<String> bound) {
        return compared(key, bound, "<");
    }

    /** Compares rows as a whole, which an index on the key answers. */
    private Condition compared(List<KeyColumn> key, List<String> bound, String comparison) {
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
        return new Condition("(" + names + ") " + comparison + " (" + values + ")", arguments);
    }

    @Override
    public List<List<String>> bounds(
            Connection connection, String from, List<KeyColumn> key, int ranges)
            throws SQLException {
        List<Origin> origins = key.stream().map(column -> column.source().origin()).toList();
        boolean oneTable =
                origins.stream().allMatch(Origin::isKnown)
                        && origins.stream()
                                        .map(origin -> List.of(origin.schema(), origin.table()))
                                        .distinct()
                                        .count()
                                == 1;
        if (oneTable) {
            Optional<List<List<String>>> sampled =
                    new PostgresSample(this, connection).bounds(origins, ranges);
            if (sampled.isPresent()) {
                return sampled.get();
            }
        }
        return ranges == ScanSettings.AUTOMATIC
                ? List.of()
                : EvenBounds.find(this, connection, from, key, ranges);
    }

    /** PostgreSQL reads a range of pages by itself since version 14; servers like it do not. */
    @Override
    public boolean readsPages(Connection connection) throws SQLException {
        DatabaseMetaData server = connection.getMetaData();
        return server.getDatabaseMajorVersion() >= FIRST_WITH_PAGE_RANGES
                && RELEASE.matcher(server.getDatabaseProductVersion()).matches();
    }

    @Override
    public Optional<StoredTable> stored(Connection connection, String from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORED)) {
            statement.setString(1, from);
            return WarehouseDialect.texts(statement).stream()
                    // A table that is dropped at this moment has no size.
                    .filter(row -> row.stream().noneMatch(String::isEmpty))
                    .map(
                            row ->
                                    new StoredTable(
                                            Long.parseLong(row.get(0)),
                                            Long.parseLong(row.get(1)),
                                            Double.parseDouble(row.get(2))))
                    .findFirst();
        }
    }

    /** As constants, not parameters: a plan that holds for any range may be a scan of them all. */
    @Override
    public Condition inPages(PageRange range) {
        StringBuilder sql = new StringBuilder("ctid >= ").append(place(range.from()));
        if (range.upTo().isPresent()) {
            sql.append(" AND ctid < ").append(place(range.upTo().getAsLong()));
        }
        return new Condition(sql.toString(), List.of());
    }

    private static String place(long page) {
        return "'(" + page + ",0)'::tid";
    }

    @Override
    public long fileNode(Connection connection, String from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FILE_NODE)) {
            statement.setString(1, from);
            return Long.parseLong(WarehouseDialect.texts(statement).get(0).get(0));
        }
    }

    @Override
    public RelationFacts facts(Connection connection, String from, String name)
            throws SQLException {
        return readsPages(connection)
                ? new PostgresFacts(connection).of(from, name)
                : RelationFacts.none();
    }

    @Override
    public boolean sharesSnapshots() {
        return true;
    }

    @Override
    public Optional<String> exportSnapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        WarehouseDialect.execute(
                connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_export_snapshot()")) {
            return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
        }
    }

    @Override
    public boolean joinSnapshot(Connection connection, String snapshot) throws SQLException {
        WarehouseDialect.execute(
                connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        try {
            WarehouseDialect.execute(
                    connection, "SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
            return true;
        } catch (SQLException gone) {
            connection.rollback();
            return false;
        }
    }
}
