/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.snapshot.warehouse.dialect.JdbcStatements;
import io.millrace.snapshot.warehouse.dialect.SharedSnapshots;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Snapshots exported by {@code pg_export_snapshot()}. */
final class PostgresSnapshots implements SharedSnapshots {

    private static final String REPEATABLE =
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    @Override
    public Optional<String> export(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        JdbcStatements.execute(connection, REPEATABLE);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_export_snapshot()")) {
            return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
        }
    }

    @Override
    public boolean join(Connection connection, String snapshot) throws SQLException {
        JdbcStatements.execute(connection, REPEATABLE);
        try {
            JdbcStatements.execute(
                    connection, "SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
            return true;
        } catch (SQLException gone) {
            connection.rollback();
            return false;
        }
    }
}
