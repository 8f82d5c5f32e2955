/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerOnH2ITCase extends LedgerContract {

    @TempDir Path directory;

    @Override
    LedgerConnection database() {
        return LedgerConnection.embedded(directory.resolve("ledger"));
    }

    @Test
    void aLedgerOfANewerVersionIsLeftAlone() throws SQLException {
        LedgerConnection database = database();
        try (Ledger ledger = new Ledger(database, "customers", LedgerSettings.DEFAULTS)) {
            ledger.started(1);
        }
        execute(database, "INSERT INTO millrace_schema (version) VALUES (99)");

        try (Ledger ledger = new Ledger(database, "customers", LedgerSettings.DEFAULTS)) {
            assertThatThrownBy(() -> ledger.started(1))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("version 99");
        }
    }

    /** H2 commits each statement that creates a table. */
    @Test
    void aMigrationThatACrashInterruptedIsRepeated() throws SQLException {
        LedgerConnection database = database();
        try (Ledger ledger = new Ledger(database, "customers", LedgerSettings.DEFAULTS)) {
            ledger.started(1);
        }
        execute(database, "DROP TABLE millrace_project");
        execute(database, "DELETE FROM millrace_schema");

        assertThat(LedgerProject.claim(database, "ours", owner -> false)).isEmpty();
        try (LedgerReader reader = new LedgerReader(database)) {
            assertThat(reader.latestRun("customers")).isPresent();
        }
    }

    private static void execute(LedgerConnection database, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.url(), database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aQueryBeforeTheFirstWriteCreatesNoTraceFile() throws Exception {
        LedgerConnection database = database();
        try (LedgerReader reader = new LedgerReader(database);
                Ledger ledger = new Ledger(database, "customers", LedgerSettings.DEFAULTS)) {
            assertThat(reader.latestRun("customers")).isEmpty();
            ledger.started(1);
            assertThat(reader.latestRun("customers")).isPresent();
        }

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("ledger.mv.db")
                    .noneMatch(name -> name.contains("trace"));
        }
    }

    @Test
    void noSecretIsPrinted() {
        LedgerConnection secretive =
                new LedgerConnection(
                        "jdbc:postgresql://me:hidden1@localhost:1/x?password=hidden2&ssl=false",
                        "me",
                        "hidden3");
        LedgerSettings hasty = new LedgerSettings(Duration.ZERO, 10, Duration.ofDays(1));

        assertThat(secretive.toString()).doesNotContain("hidden").contains("localhost:1/x");
        assertThat(secretive.mask("FATAL: hidden3 is wrong")).isEqualTo("FATAL: **** is wrong");
        try (Ledger ledger = new Ledger(secretive, "customers", hasty)) {
            assertThatThrownBy(() -> ledger.started(1))
                    .isInstanceOf(LedgerException.class)
                    .hasNoCause()
                    .hasMessageNotContaining("hidden");
        }
    }
}
