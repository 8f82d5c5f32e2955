/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** The Iterable project a ledger records: one ledger, one project. */
public final class LedgerProject {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private LedgerProject() {}

    /**
     * Makes the ledger that of the project, unless it is that of another one.
     *
     * @param isSame whether the project the ledger records is this one
     * @return the other project; empty if there is none
     * @throws LedgerException if the ledger can't be used
     */
    public static Optional<String> claim(
            LedgerConnection ledger, String project, Predicate<String> isSame) {
        try (LedgerSession session = new LedgerSession(ledger, PATIENCE, LedgerSchema::migrate)) {
            return session.run(
                    connection -> {
                        Optional<String> owner = owner(connection);
                        if (owner.isEmpty()) {
                            write(
                                    connection,
                                    "INSERT INTO millrace_project (identity) VALUES (?)",
                                    project);
                        } else if (isSame.test(owner.get())) {
                            write(connection, "UPDATE millrace_project SET identity = ?", project);
                        } else {
                            return owner;
                        }
                        return Optional.empty();
                    });
        }
    }

    private static Optional<String> owner(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT identity FROM millrace_project");
                ResultSet result = select.executeQuery()) {
            return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
        }
    }

    private static void write(Connection connection, String sql, String project)
            throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, project);
            write.executeUpdate();
        }
    }
}
