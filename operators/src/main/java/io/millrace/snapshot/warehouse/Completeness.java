/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.IncompleteSourceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Asks the query of {@code scan.complete-when}. */
final class Completeness {

    private final WarehouseTable table;

    Completeness(WarehouseTable table) {
        this.table = table;
    }

    /**
     * @throws IncompleteSourceException if the table is not complete
     * @throws WarehouseException if the query does not give one boolean
     */
    void require(Connection connection) throws SQLException {
        if (table.scan().completeWhen().isEmpty()) {
            return;
        }
        Optional<Boolean> complete = ask(connection);
        if (!complete.orElse(false)) {
            throw new IncompleteSourceException(
                    String.format(
                            "%s is not complete: 'scan.complete-when' gave %s. Nothing was sent or"
                                    + " removed; the next run asks again",
                            table.relation().description(),
                            complete.isPresent() ? "false" : "NULL"));
        }
    }

    /** What the query gives; empty for null. */
    Optional<Boolean> ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout((int) table.scan().queryTimeout().toSeconds());
            try (ResultSet result = statement.executeQuery(table.scan().completeWhen())) {
                requireBoolean(result.getMetaData());
                if (!result.next()) {
                    throw refused("no row");
                }
                boolean complete = result.getBoolean(1);
                Optional<Boolean> value =
                        result.wasNull() ? Optional.empty() : Optional.of(complete);
                if (result.next()) {
                    throw refused("more than one row");
                }
                return value;
            }
        }
    }

    /** MySQL has no booleans of its own: a comparison gives a whole number. */
    private void requireBoolean(ResultSetMetaData described) throws SQLException {
        if (described.getColumnCount() != 1) {
            throw refused(described.getColumnCount() + " columns");
        }
        SourceKind kind =
                table.dialect().kind(described.getColumnType(1), described.getColumnTypeName(1));
        if (kind != SourceKind.BOOLEAN && kind != SourceKind.INTEGER) {
            throw refused("a value of type " + described.getColumnTypeName(1));
        }
    }

    private WarehouseException refused(String given) {
        return new WarehouseException(
                String.format(
                        "'scan.complete-when' of %s must give one boolean, gave %s",
                        table.relation().description(), given));
    }
}
