/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Hands what the ledger has of a sync over to the name it has now. */
public final class LedgerNames {

    private static final List<String> BY_RUN =
            List.of("millrace_runs", "millrace_rows", "millrace_warnings");

    private static final List<String> BY_SYNC =
            List.of(
                    "millrace_releases",
                    "millrace_refills",
                    "millrace_destinations",
                    "millrace_notices");

    private LedgerNames() {}

    /**
     * Puts all records of the old name under the new one, in place of those the new name has of the
     * same runs. To be called while no job runs; a second call changes nothing.
     *
     * @throws LedgerException if the ledger can't be reached
     */
    public static void rename(LedgerConnection ledger, String from, String to) {
        try (LedgerSession session =
                new LedgerSession(
                        ledger, LedgerSettings.DEFAULTS.patience(), LedgerSchema::migrate)) {
            session.run(
                    connection -> {
                        for (String table : BY_RUN) {
                            rename(connection, table, " AND run IN (SELECT run", from, to);
                        }
                        for (String table : BY_SYNC) {
                            rename(connection, table, " AND EXISTS (SELECT 1", from, to);
                        }
                        return null;
                    });
        }
    }

    private static void rename(
            Connection connection, String table, String which, String from, String to)
            throws SQLException {
        String replaced = which + " FROM " + table + " old WHERE old.sync = ?)";
        execute(connection, "DELETE FROM " + table + " WHERE sync = ?" + replaced, to, from);
        execute(connection, "UPDATE " + table + " SET sync = ? WHERE sync = ?", to, from);
    }

    private static void execute(Connection connection, String sql, String to, String from)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, to);
            statement.setString(2, from);
            statement.executeUpdate();
        }
    }
}
