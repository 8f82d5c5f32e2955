/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.report.run.Cause;
import io.millrace.report.run.RunStatus;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerOnPostgresITCase extends LedgerContract {

    private static final long RUN = 1_790_000_000_000L;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("DROP SCHEMA public CASCADE");
        execute("CREATE SCHEMA public");
    }

    @Override
    LedgerConnection database() {
        return new LedgerConnection(
                postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    @Test
    void aConnectionThatIsCutIsOpenedAgain() throws SQLException {
        try (Ledger ledger = new Ledger(database(), "customers", LedgerSettings.DEFAULTS);
                LedgerReader reader = new LedgerReader(database())) {
            ledger.started(RUN);
            execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = 'millrace'");
            ledger.finished(report(RUN, RunStatus.COMPLETE, Cause.NONE), List.of());

            assertThat(reader.latestRun("customers").orElseThrow().status())
                    .isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void aLedgerThatStaysAwayIsAnErrorAndProgressIsNot() throws IOException {
        EmbeddedPostgres mortal = EmbeddedPostgres.start();
        LedgerConnection database =
                new LedgerConnection(
                        mortal.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
        LedgerSettings hasty = new LedgerSettings(Duration.ofMillis(300), 10, Duration.ofDays(1));
        try (Ledger ledger = new Ledger(database, "customers", hasty)) {
            ledger.started(RUN);
            mortal.close();

            ledger.reading(RUN, 5, RUN + 1);
            assertThatThrownBy(() -> ledger.started(RUN + 1))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("tried for");
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
