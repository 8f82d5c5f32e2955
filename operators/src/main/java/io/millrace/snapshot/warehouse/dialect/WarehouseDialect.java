/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.snapshot.warehouse.column.ColumnEncoder;
import io.millrace.snapshot.warehouse.column.ColumnTypes;
import io.millrace.snapshot.warehouse.column.KeyText;
import io.millrace.snapshot.warehouse.column.SelectedColumn;
import io.millrace.snapshot.warehouse.column.SourceColumn;
import io.millrace.snapshot.warehouse.dialect.BoundSql.Argument;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * The SQL and the JDBC settings that differ between databases. The defaults are standard SQL and
 * plain JDBC, so a dialect overrides only what its database does differently. What few databases
 * can do at all are capabilities: {@link #sharedSnapshots()}, {@link #pageAccess()}. A dialect is
 * stateless.
 */
public interface WarehouseDialect extends ColumnTypes {

    /** The wanted number of ranges if the dialect chooses by the table's size. */
    int AUTOMATIC = 0;

    /** Returns a name as a quoted identifier. */
    default String quote(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Returns the SQL for a part of a table's name that the user wrote without quotes. */
    default String unquoted(String name) {
        return name;
    }

    /**
     * Returns driver properties for fast reads and working timeouts. Properties that the user sets
     * take precedence.
     */
    default Map<String, String> driverProperties(Duration connectTimeout) {
        return Map.of();
    }

    /** Runs the session statements of a new connection. */
    default void startSession(Connection connection) throws SQLException {}

    /** Makes the driver stream the result of a statement that is about to run. */
    default void enableStreaming(PreparedStatement statement, int fetchSize) throws SQLException {
        statement.setFetchSize(fetchSize);
    }

    /** Returns the column's item of a select list, in the form that its reader expects. */
    default String selectItem(SourceColumn column) {
        return quote(column.name());
    }

    /**
     * Returns how to encode a column of an open result from its bytes; empty to read each value by
     * the column's reader.
     *
     * @param index 1-based place in the result
     */
    default Optional<ColumnEncoder> encoder(ResultSet result, int index, SelectedColumn selected)
            throws SQLException {
        return Optional.empty();
    }

    /**
     * Returns the key columns with what is needed to send their values to the server.
     *
     * @param from as in a {@code FROM} clause
     */
    default List<KeyColumn> keyColumns(
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

    /** Returns the parameter marker for a value of a key column. */
    default String parameter(KeyColumn column) {
        return "?";
    }

    /** Sets the parameter of a key value. */
    default void bind(PreparedStatement statement, int index, Argument argument)
            throws SQLException {
        statement.setObject(
                index, KeyText.parse(argument.text(), argument.column().source().kind()));
    }

    /** Returns the condition: the key is greater than or equal to the bound. */
    default BoundSql atLeast(List<KeyColumn> key, List<String> bound) {
        return KeyComparison.of(this, key, bound, ">", ">=");
    }

    /** Returns the condition: the key is less than the bound. */
    default BoundSql below(List<KeyColumn> key, List<String> bound) {
        return KeyComparison.of(this, key, bound, "<", "<");
    }

    /**
     * Returns keys that divide the rows into parts of about equal size, ascending, without reading
     * the table. A bound may have only the leading columns of the key. Empty if there is no cheap
     * way, or one part is enough.
     *
     * @param from as in a {@code FROM} clause
     * @param ranges the wanted number of parts; {@link #AUTOMATIC} to choose by the table's size
     */
    default List<List<String>> rangeBounds(
            Connection connection, String from, List<KeyColumn> key, int ranges)
            throws SQLException {
        return EvenBounds.find(this, connection, from, key, ranges);
    }

    /**
     * Returns what identifies a relation apart from its rows. Later runs compare the facts, so that
     * hidden rows are not taken for removed rows.
     *
     * @param from as in a {@code FROM} clause
     * @param name of a table or view; empty for a query
     */
    default RelationFacts relationFacts(Connection connection, String from, String name)
            throws SQLException {
        return RelationFacts.none();
    }

    /** Empty if connections can't share a snapshot. */
    default Optional<SharedSnapshots> sharedSnapshots() {
        return Optional.empty();
    }

    /** Empty if tables can't be read by ranges of their pages; requires shared snapshots. */
    default Optional<PageAccess> pageAccess() {
        return Optional.empty();
    }
}
