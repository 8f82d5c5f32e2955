/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The destination each sync last wrote to. Remembers the notice of a new one until a run that was
 * delivered has told it. Each statement may be repeated.
 */
final class LedgerDestinations {

    private static final long NOT_TOLD = 0;

    private LedgerDestinations() {}

    private record Known(String destination, String target, String notice, long toldBy) {}

    /** A run of the sync has begun that writes to this destination. */
    static void begins(Connection connection, String sync, Destination destination)
            throws SQLException {
        if (destination.isNone()) {
            return;
        }
        Optional<Known> known = known(connection, sync);
        if (known.isEmpty()) {
            write(
                    connection,
                    "INSERT INTO millrace_destinations"
                            + " (destination, target, notice, told_by, sync)"
                            + " VALUES (?, ?, ?, ?, ?)",
                    new Known(destination.id(), destination.target(), "", NOT_TOLD),
                    sync);
        } else if (!known.get().destination().equals(destination.id())) {
            write(
                    connection,
                    "UPDATE millrace_destinations SET destination = ?, target = ?, notice = ?,"
                            + " told_by = ? WHERE sync = ?",
                    new Known(
                            destination.id(), destination.target(), destination.notice(), NOT_TOLD),
                    sync);
        }
    }

    /** The notice this run has to tell: each is told by one run. */
    static Optional<String> notice(Connection connection, String sync, long run)
            throws SQLException {
        Optional<Known> known =
                known(connection, sync)
                        .filter(each -> !each.notice().isEmpty())
                        .filter(each -> each.toldBy() == NOT_TOLD || each.toldBy() == run);
        if (known.isPresent()) {
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE millrace_destinations SET told_by = ? WHERE sync = ?")) {
                update.setLong(1, run);
                update.setString(2, sync);
                update.executeUpdate();
            }
        }
        return known.map(Known::notice);
    }

    private static Optional<Known> known(Connection connection, String sync) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT destination, target, notice, told_by FROM millrace_destinations"
                                + " WHERE sync = ?")) {
            select.setString(1, sync);
            try (ResultSet result = select.executeQuery()) {
                return result.next()
                        ? Optional.of(
                                new Known(
                                        result.getString("destination"),
                                        result.getString("target"),
                                        result.getString("notice"),
                                        result.getLong("told_by")))
                        : Optional.empty();
            }
        }
    }

    private static void write(Connection connection, String sql, Known known, String sync)
            throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, known.destination());
            write.setString(2, known.target());
            write.setString(3, LedgerText.bounded(known.notice(), LedgerText.KEY));
            write.setLong(4, known.toldBy());
            write.setString(5, sync);
            write.executeUpdate();
        }
    }
}
