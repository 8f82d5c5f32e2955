/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.IncompleteSourceException;
import io.millrace.snapshot.warehouse.column.SourceKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Runs the query of {@code scan.complete-when}. */
final class CompletenessCheck {

    private final WarehouseTable table;

    CompletenessCheck(WarehouseTable table) {
        this.table = table;
    }

    /**
     * @throws IncompleteSourceException if the table is not complete
     * @throws WarehouseException if the query does not return one boolean
     */
    void require(Connection connection) throws SQLException {
        if (table.scan().completeWhen().isEmpty()) {
            return;
        }
        Optional<Boolean> complete = evaluate(connection);
        if (!complete.orElse(false)) {
            throw new IncompleteSourceException(
                    String.format(
                            "%s is not complete: 'scan.complete-when' gave %s. Nothing was sent or"
                                    + " removed; the next run checks again",
                            table.relation().description(),
                            complete.isPresent() ? "false" : "NULL"));
        }
    }

    /** Returns the value of the query; empty for NULL. */
    Optional<Boolean> evaluate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout((int) table.scan().queryTimeout().toSeconds());
            try (ResultSet result = statement.executeQuery(table.scan().completeWhen())) {
                requireBoolean(result.getMetaData());
                if (!result.next()) {
                    throw invalid("no row");
                }
                boolean complete = result.getBoolean(1);
                Optional<Boolean> value =
                        result.wasNull() ? Optional.empty() : Optional.of(complete);
                if (result.next()) {
                    throw invalid("more than one row");
                }
                return value;
            }
        }
    }

    /** Accepts an integer too, because MySQL has no boolean type. */
    private void requireBoolean(ResultSetMetaData described) throws SQLException {
        if (described.getColumnCount() != 1) {
            throw invalid(described.getColumnCount() + " columns");
        }
        String typeName = described.getColumnTypeName(1);
        SourceKind kind = table.dialect().kind(described.getColumnType(1), typeName);
        if (kind != SourceKind.BOOLEAN && kind != SourceKind.INTEGER) {
            throw invalid("a value of type " + typeName);
        }
    }

    private WarehouseException invalid(String result) {
        return new WarehouseException(
                String.format(
                        "'scan.complete-when' of %s must give one boolean, gave %s",
                        table.relation().description(), result));
    }
}
