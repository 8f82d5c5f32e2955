/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.ColumnReader.Fetch;
import io.millrace.snapshot.warehouse.Condition.Argument;
import io.millrace.snapshot.warehouse.RowShape.Selected;
import io.millrace.snapshot.warehouse.SourceColumn.Origin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * What one warehouse does differently. The defaults are standard SQL and plain JDBC; a dialect has
 * no state.
 */
interface WarehouseDialect {

    static WarehouseDialect of(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:postgresql:")) {
            return new PostgresDialect();
        }
        if (lower.startsWith("jdbc:h2:")) {
            return new H2Dialect();
        }
        if (lower.startsWith("jdbc:mysql:") || lower.startsWith("jdbc:mariadb:")) {
            return new MySqlDialect();
        }
        return new StandardDialect();
    }

    default String quote(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A part of a table's name that was written without quotes. */
    default String unquoted(String name) {
        return name;
    }

    /** Driver properties that make reading fast and timeouts work; the user's own win. */
    default Map<String, String> driverProperties(Duration connectTimeout) {
        return Map.of();
    }

    /** Called once for each new connection. */
    default void prepare(Connection connection) throws SQLException {}

    /** Called before a large result is read, so that the driver streams it. */
    default void stream(PreparedStatement statement, int fetchSize) throws SQLException {
        statement.setFetchSize(fetchSize);
    }

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
     * @param precision 0 if unknown or unlimited
     */
    default SourceKind kind(int jdbcType, String typeName, int precision) {
        boolean severalBits = jdbcType == Types.BIT && precision > 1;
        return severalBits ? SourceKind.OTHER : kind(jdbcType, typeName);
    }

    /** How values of a date or time type are fetched, as {@code java.time} has them. */
    default Fetch temporal(SourceKind kind) {
        return switch (kind) {
            case DATE -> (row, index) -> row.getObject(index, LocalDate.class);
            case TIME -> (row, index) -> row.getObject(index, LocalTime.class);
            case TIMESTAMP -> (row, index) -> row.getObject(index, LocalDateTime.class);
            case INSTANT -> (row, index) -> row.getObject(index, OffsetDateTime.class);
            case BOOLEAN, INTEGER, DECIMAL, REAL, DOUBLE, TEXT, BINARY, ARRAY, OTHER ->
                    throw new IllegalArgumentException(kind + " is no date or time");
        };
    }

    /** Whether a column that is no text can be read as one, and nothing of it is lost. */
    default boolean givesText(SourceColumn column) {
        return false;
    }

    /** Where a column of a result is stored, if anywhere. */
    default Origin origin(ResultSetMetaData described, int index) throws SQLException {
        return Origin.of(
                described.getSchemaName(index),
                described.getTableName(index),
                described.getColumnName(index));
    }

    /** The element of an array column, if the warehouse tells. */
    default Optional<SourceColumn> element(SourceColumn array) {
        return Optional.empty();
    }

    /** The column in a select list, in the form its reader expects. */
    default String select(SourceColumn column) {
        return quote(column.name());
    }

    /**
     * How a column of an opened result can be encoded from its bytes; empty to read every value of
     * it by its {@link ColumnReader}.
     *
     * @param index 1-based place in the result
     */
    default Optional<ColumnEncoder> encoder(ResultSet result, int index, Selected selected)
            throws SQLException {
        return Optional.empty();
    }

    /**
     * Starts to read by the server's own way of copying rows out, which is faster than a cursor.
     * Empty if there is none, or if not every column can be encoded from its bytes. A connection
     * whose rows are not all read is of no more use.
     *
     * @param select without parameters
     * @param encoder makes the rows
     */
    default Optional<RangeRows> copy(
            Connection connection, String select, RowShape shape, RowEncoder encoder)
            throws SQLException {
        return Optional.empty();
    }

    /** Ends what {@link #copy} started, from any thread. */
    default void cancelCopy(Connection connection) throws SQLException {}

    /** Key columns with what is needed to send their values back to the server. */
    default List<KeyColumn> key(
            Connection connection,
            String from,
            List<SourceColumn> columns,
            List<LogicalType> declared)
            throws SQLException {
        List<KeyColumn> key = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            key.add(new KeyColumn(columns.get(index), declared.get(index), ""));
        }
        return key;
    }

    /** The place of a key value in a statement. */
    default String parameter(KeyColumn column) {
        return "?";
    }

    default void bind(PreparedStatement statement, int index, Argument argument)
            throws SQLException {
        statement.setObject(
                index, KeyText.parse(argument.text(), argument.column().source().kind()));
    }

    /** The row's key, as far as the bound goes, is at or after the bound. */
    default Condition atLeast(List<KeyColumn> key, List<String> bound) {
        return compared(key, bound, ">", ">=");
    }

    /** The row's key, as far as the bound goes, is before the bound. */
    default Condition below(List<KeyColumn> key, List<String> bound) {
        return compared(key, bound, "<", "<");
    }

    private Condition compared(
            List<KeyColumn> key, List<String> bound, String strictly, String lastly) {
        KeyColumn first = key.get(0);
        Argument argument = new Argument(first, bound.get(0));
        String name = quote(first.source().name());
        if (bound.size() == 1) {
            return new Condition(name + " " + lastly + " " + parameter(first), List.of(argument));
        }
        Condition beyond =
                new Condition(name + " " + strictly + " " + parameter(first), List.of(argument));
        Condition equal = new Condition(name + " = " + parameter(first), List.of(argument));
        Condition rest =
                compared(
                        key.subList(1, key.size()),
                        bound.subList(1, bound.size()),
                        strictly,
                        lastly);
        return Condition.any(List.of(beyond, Condition.all(List.of(equal, rest))));
    }

    /**
     * Keys that cut the rows into about equal parts, ascending, found without reading the table.
     * Empty if there is no cheap way or no need.
     *
     * @param ranges how many parts; {@link ScanSettings#AUTOMATIC} to choose by the table's size
     */
    default List<List<String>> bounds(
            Connection connection, String from, List<KeyColumn> key, int ranges)
            throws SQLException {
        return EvenBounds.find(this, connection, from, key, ranges);
    }

    /**
     * The table as one that can be read by ranges of its pages; empty if it is not stored so. Asked
     * within a transaction that has exported its snapshot: what it says is of that snapshot.
     */
    default Optional<StoredTable> stored(Connection connection, String from) throws SQLException {
        return Optional.empty();
    }

    /** Whether {@link #stored} may find something; no need to export a snapshot if not. */
    default boolean readsPages(Connection connection) throws SQLException {
        return false;
    }

    /** The rows that lie in pages of a {@link #stored} table. */
    default Condition inPages(PageRange range) {
        throw new UnsupportedOperationException("no ranges of pages");
    }

    /** The file the table has at the moment, whatever a snapshot says; zero if it has none. */
    default long fileNode(Connection connection, String from) throws SQLException {
        return 0;
    }

    /**
     * What identifies a relation beside its rows.
     *
     * @param from as in a {@code FROM} clause
     * @param name of a table or view; empty for a query
     */
    default RelationFacts facts(Connection connection, String from, String name)
            throws SQLException {
        return RelationFacts.none();
    }

    /** Whether {@link #exportSnapshot} may give one. */
    default boolean sharesSnapshots() {
        return false;
    }

    /**
     * Opens a transaction and gives a name for what it sees, by which others can see the same while
     * it stays open. Empty if the warehouse has no such thing.
     */
    default Optional<String> exportSnapshot(Connection connection) throws SQLException {
        return Optional.empty();
    }

    /** Makes the transaction about to start see an exported snapshot; false if that is gone. */
    default boolean joinSnapshot(Connection connection, String snapshot) throws SQLException {
        return false;
    }

    /** Runs a statement that gives no rows. */
    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The texts of all rows of a statement. */
    static List<List<String>> texts(PreparedStatement statement) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int index = 1; index <= width; index++) {
                    row.add(Optional.ofNullable(result.getString(index)).orElse(""));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
