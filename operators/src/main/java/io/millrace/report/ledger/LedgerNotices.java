/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunWarning;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the set-up of a run has to tell: each notice once, by the first run from that one on which
 * is delivered. Each statement may be repeated.
 */
public final class LedgerNotices {

    private static final long NOT_TOLD = 0;

    private LedgerNotices() {}

    /** What is to be told by this run or a later one. */
    record Notice(long since, String code, String detail) {}

    /** Adds a notice, unless there is the same already, told or not. */
    static void add(Connection connection, String sync, Notice notice) throws SQLException {
        String bounded = LedgerText.bounded(notice.detail(), LedgerText.KEY);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO millrace_notices (sync, code, detail, since, told_by)"
                                + " SELECT CAST(? AS VARCHAR(255)), CAST(? AS VARCHAR(200)),"
                                + " CAST(? AS VARCHAR(500)), CAST(? AS BIGINT), CAST(? AS BIGINT)"
                                + " WHERE NOT EXISTS (SELECT 1 FROM millrace_notices"
                                + " WHERE sync = ? AND code = ? AND detail = ?)")) {
            insert.setString(1, sync);
            insert.setString(2, notice.code());
            insert.setString(3, bounded);
            insert.setLong(4, notice.since());
            insert.setLong(5, NOT_TOLD);
            insert.setString(6, sync);
            insert.setString(7, notice.code());
            insert.setString(8, bounded);
            insert.executeUpdate();
        }
    }

    /** Forgets all notices, so that each may be added again. */
    static void clear(Connection connection, String sync) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM millrace_notices WHERE sync = ?")) {
            delete.setString(1, sync);
            delete.executeUpdate();
        }
    }

    /**
     * The notices this run has to tell. A new destination is worth a word only if rows were sent
     * again because of it.
     */
    static List<RunWarning> take(Connection connection, RunReport run) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_notices SET told_by = ?"
                                + " WHERE sync = ? AND told_by = ? AND since <= ?")) {
            update.setLong(1, run.run());
            update.setString(2, run.sync());
            update.setLong(3, NOT_TOLD);
            update.setLong(4, run.run());
            update.executeUpdate();
        }
        List<RunWarning> told = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT code, detail FROM millrace_notices WHERE sync = ? AND told_by = ?"
                                + " ORDER BY code, detail")) {
            select.setString(1, run.sync());
            select.setLong(2, run.run());
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    told.add(
                            new RunWarning(
                                    run.run(),
                                    result.getString("code"),
                                    result.getString("detail"),
                                    1));
                }
            }
        }
        told.removeIf(
                warning ->
                        warning.code().equals(RunWarning.NEW_DESTINATION)
                                && run.rows().changed() == 0);
        return told;
    }
}
