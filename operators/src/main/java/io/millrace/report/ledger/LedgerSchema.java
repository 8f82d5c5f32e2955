/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The ledger's tables. Each element of {@link #MIGRATIONS} leads from one version to the next;
 * released ones are never edited. Two processes may come at once: one of them fails on what the
 * other created, and tries again.
 */
public final class LedgerSchema {

    private static final String TIME = "TIMESTAMP WITH TIME ZONE";
    private static final String COUNT = "BIGINT DEFAULT 0 NOT NULL";

    private static final List<List<String>> MIGRATIONS =
            List.of(
                    List.of(
                            "CREATE TABLE millrace_runs ("
                                    + "sync VARCHAR(255) NOT NULL, run BIGINT NOT NULL"
                                    + ", status VARCHAR(16) NOT NULL"
                                    + (", started_at " + TIME + " NOT NULL")
                                    + (", progress_at " + TIME)
                                    + (", read_at " + TIME)
                                    + (", finished_at " + TIME)
                                    + (", rows_read " + COUNT)
                                    + (", added " + COUNT)
                                    + (", changed " + COUNT)
                                    + (", removed " + COUNT)
                                    + (", unchanged " + COUNT)
                                    + (", duplicate " + COUNT)
                                    + (", keyless " + COUNT)
                                    + (", operations " + COUNT)
                                    + (", accepted " + COUNT)
                                    + (", rejected " + COUNT)
                                    + (", pending " + COUNT)
                                    + (", withheld " + COUNT)
                                    + (", rows_left_out " + COUNT)
                                    + (", stopped_millis " + COUNT)
                                    + ", cause_code VARCHAR(200) DEFAULT '' NOT NULL"
                                    + ", cause_message VARCHAR(2000) DEFAULT '' NOT NULL"
                                    + ", doubt VARCHAR(2000) DEFAULT '' NOT NULL"
                                    + ", PRIMARY KEY (sync, run))",
                            "CREATE INDEX millrace_runs_by_run ON millrace_runs (run)",
                            "CREATE TABLE millrace_rows ("
                                    + "sync VARCHAR(255) NOT NULL, run BIGINT NOT NULL"
                                    + ", kind VARCHAR(16) NOT NULL"
                                    + ", row_key VARCHAR(500) NOT NULL"
                                    + ", identifier VARCHAR(500) NOT NULL"
                                    + ", code VARCHAR(200) NOT NULL"
                                    + ", detail VARCHAR(2000) NOT NULL"
                                    + ", attempts INTEGER NOT NULL"
                                    + (", reported_at " + TIME + " NOT NULL")
                                    + ", PRIMARY KEY (sync, run, kind, row_key))",
                            "CREATE TABLE millrace_warnings ("
                                    + "sync VARCHAR(255) NOT NULL, run BIGINT NOT NULL"
                                    + ", code VARCHAR(200) NOT NULL"
                                    + ", detail VARCHAR(500) NOT NULL"
                                    + ", times BIGINT NOT NULL"
                                    + ", PRIMARY KEY (sync, run, code, detail))",
                            "CREATE TABLE millrace_releases ("
                                    + "sync VARCHAR(255) NOT NULL PRIMARY KEY"
                                    + (", released_at " + TIME + " NOT NULL)"),
                            "CREATE TABLE millrace_refills ("
                                    + "sync VARCHAR(255) NOT NULL PRIMARY KEY"
                                    + ", refill VARCHAR(500) DEFAULT '' NOT NULL"
                                    + ", generation VARCHAR(64) DEFAULT '' NOT NULL)",
                            "CREATE TABLE millrace_destinations ("
                                    + "sync VARCHAR(255) NOT NULL PRIMARY KEY"
                                    + ", destination VARCHAR(500) DEFAULT '' NOT NULL"
                                    + ", target VARCHAR(500) DEFAULT '' NOT NULL)",
                            "CREATE TABLE millrace_notices ("
                                    + "sync VARCHAR(255) NOT NULL"
                                    + ", code VARCHAR(200) NOT NULL"
                                    + ", detail VARCHAR(500) NOT NULL"
                                    + ", since BIGINT NOT NULL"
                                    + ", told_by BIGINT NOT NULL"
                                    + ", PRIMARY KEY (sync, code, detail))",
                            "CREATE TABLE millrace_catalogs ("
                                    + "catalog VARCHAR(255) NOT NULL PRIMARY KEY"
                                    + ", generation VARCHAR(64) NOT NULL"
                                    + ", since BIGINT DEFAULT 0 NOT NULL)",
                            "CREATE TABLE millrace_project ("
                                    + "only_row INTEGER DEFAULT 1 NOT NULL PRIMARY KEY"
                                    + ", identity VARCHAR(100000) NOT NULL)",
                            "CREATE TABLE millrace_approvals ("
                                    + "sync VARCHAR(255) NOT NULL PRIMARY KEY"
                                    + ", run BIGINT NOT NULL)"));

    private LedgerSchema() {}

    /** Brings the tables to the version this build knows. Leaves the transaction open. */
    static void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS millrace_schema ("
                            + ("version INTEGER PRIMARY KEY, applied_at " + TIME)
                            + " DEFAULT CURRENT_TIMESTAMP NOT NULL)");
            int version = version(statement);
            if (version > MIGRATIONS.size()) {
                throw new LedgerException(
                        String.format(
                                "the ledger has schema version %d, this Millrace knows versions up"
                                        + " to %d: a newer one has written it. Use that one, or another"
                                        + " ledger",
                                version, MIGRATIONS.size()));
            }
            for (int next = version; next < MIGRATIONS.size(); next++) {
                for (String step : MIGRATIONS.get(next)) {
                    statement.execute(step);
                }
                record(connection, next + 1);
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet result =
                statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM millrace_schema")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void record(Connection connection, int version) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO millrace_schema (version) VALUES (?)")) {
            insert.setInt(1, version);
            insert.executeUpdate();
        }
    }
}
