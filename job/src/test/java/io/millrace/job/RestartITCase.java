/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run that is being read when the job ends without a savepoint. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RestartITCase {

    private static final int PEOPLE = 1_000;

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.start();
        sql(
                "CREATE TABLE people AS SELECT i AS id, i || '@example.com' AS email"
                        + " FROM generate_series(1, "
                        + PEOPLE
                        + ") i",
                "CREATE TABLE pace (seconds float)",
                "CREATE FUNCTION drag(id int) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN"
                        + " IF id > 900 AND (SELECT seconds FROM pace) > 0 THEN"
                        + " PERFORM pg_sleep((SELECT seconds FROM pace)); END IF;"
                        + " RETURN true; END $$",
                "CREATE VIEW slowly AS SELECT * FROM people WHERE drag(id)");
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void startSlowly() throws Exception {
        sql("DELETE FROM pace", "INSERT INTO pace VALUES (0.2)");
        sandbox =
                sandboxes.start(
                        SandboxOptions.of(UserIdentification.EMAIL).withThrottle(Throttle.off()));
        line =
                new RunningLine(folder, sandbox, "email")
                        .with("DB", postgres.getJdbcUrl("postgres", "postgres"))
                        .sync(
                                "people",
                                "CREATE TABLE people (id INT, email STRING, PRIMARY KEY (id) NOT"
                                        + " ENFORCED) WITH ('connector' = 'warehouse', 'url' ="
                                        + " '${DB}', 'table-name' = 'slowly', 'scan.fetch-size' ="
                                        + " '100');",
                                "identifier:\n  email: email\n");
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void aRunInACheckpointContinuesUnderItsNumber() throws Exception {
        line.start();
        RunReport read = line.run("people", Instant.EPOCH, run -> true);
        line.awaitCheckpoint();

        restart();

        RunReport whole =
                line.run("people", Instant.EPOCH, run -> run.status() == RunStatus.COMPLETE);
        assertThat(whole.run()).isEqualTo(read.run());
        assertThat(whole.rows().read()).isEqualTo(PEOPLE);
        assertThat(whole.delivered().accepted()).isEqualTo(PEOPLE);
        assertThat(line.runs("people", Instant.EPOCH))
                .extracting(RunReport::status)
                .isSubsetOf(RunStatus.COMPLETE, RunStatus.RUNNING);
    }

    @Test
    void aRunThatNoCheckpointHoldsIsInterruptedAndNamesTheRunInItsPlace() throws Exception {
        line.checkpoints(Duration.ofHours(1)).start();
        RunReport read = line.run("people", Instant.EPOCH, run -> true);

        line.checkpoints(Duration.ofMillis(100));
        restart();

        RunReport whole =
                line.run("people", Instant.EPOCH, run -> run.status() == RunStatus.COMPLETE);
        assertThat(whole.run()).isGreaterThan(read.run());
        assertThat(whole.delivered().accepted()).isEqualTo(PEOPLE);
        RunReport interrupted = line.run("people", Instant.EPOCH, run -> run.run() == read.run());
        assertThat(interrupted.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(interrupted.cause().code()).isEqualTo(Cause.INTERRUPTED);
        assertThat(interrupted.cause().message())
                .contains("run " + Instant.ofEpochMilli(whole.run()) + " takes its place");
        assertThat(sandbox.users()).hasSize(PEOPLE);
    }

    /** As if the process was killed: no savepoint is taken. */
    private void restart() throws Exception {
        line.close();
        sandbox.announceRestart();
        sql("UPDATE pace SET seconds = 0");
        line.start();
    }

    private static void sql(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
