/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static io.millrace.job.RunningLine.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

/** Rows that a run does not see though they are there are never removed. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class HiddenRowsITCase {

    private static final int PEOPLE = 100;
    private static final int SEEN = 60;

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.start();
        sql("CREATE ROLE reader LOGIN");
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void startSandbox() throws Exception {
        sql(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "GRANT USAGE ON SCHEMA public TO reader",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader");
        sandbox =
                sandboxes.start(
                        SandboxOptions.of(UserIdentification.EMAIL).withThrottle(Throttle.off()));
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private void start(String options) throws Exception {
        line =
                new RunningLine(folder, sandbox, "email")
                        .with("DB", postgres.getJdbcUrl("reader", "postgres"))
                        .sync(
                                "people",
                                "CREATE TABLE people (id INT, email STRING, PRIMARY KEY (id) NOT"
                                        + " ENFORCED) WITH ('connector' = 'warehouse', 'url' ="
                                        + " '${DB}', 'table-name' = 'people'"
                                        + options
                                        + ");",
                                "mode: upsert\non-removal: delete\nremoval-limit: 100%\n"
                                        + "identifier:\n  email: email\n")
                        .start();
        RunReport first = line.run("people", Instant.EPOCH, delivered(RunStatus.COMPLETE));
        assertThat(first.delivered().accepted()).isEqualTo(PEOPLE);
    }

    @Test
    void whatAPolicyHidesStays() throws Exception {
        // A row that comes back is a new row, and is sent, though its removal was withheld.
        sandboxes.allow(Violation.Rule.NOTHING_SENT_TWICE);
        sql("CREATE TABLE people (id int PRIMARY KEY, email text)", people(1, PEOPLE));
        start("");
        Instant since = line.now("people");
        sql(
                "CREATE POLICY few ON people USING (id <= 60);"
                        + " ALTER TABLE people ENABLE ROW LEVEL SECURITY");

        RunReport hidden = line.run("people", since, HiddenRowsITCase::isOfFewer);
        assertThat(hidden.rows().read()).isEqualTo(SEEN);
        assertThat(hidden.status()).isEqualTo(RunStatus.HELD);
        assertThat(hidden.cause().message()).contains("row security of public.people was off");
        RunReport next = line.nextRun("people");
        assertThat(next.rows().removed()).isZero();
        assertThat(sandbox.userCount()).isEqualTo(PEOPLE);

        since = line.now("people");
        sql("ALTER TABLE people DISABLE ROW LEVEL SECURITY");
        line.run("people", since, run -> run.status().isFinal() && run.rows().read() == PEOPLE);
        line.nextRun("people");
        assertThat(sandbox.userCount()).isEqualTo(PEOPLE);
        line.assertNeverFailed();
    }

    @Test
    void theRowsOfAPartitionThatIsDetachedStay() throws Exception {
        sandboxes.allow(Violation.Rule.NOTHING_SENT_TWICE);
        sql(
                "CREATE TABLE people (id int PRIMARY KEY, email text) PARTITION BY RANGE (id)",
                "CREATE TABLE people_a PARTITION OF people FOR VALUES FROM (1) TO (61)",
                "CREATE TABLE people_b PARTITION OF people FOR VALUES FROM (61) TO (200)",
                people(1, PEOPLE));
        start("");
        Instant since = line.now("people");
        sql("ALTER TABLE people DETACH PARTITION people_b");

        RunReport fewer = line.run("people", since, HiddenRowsITCase::isOfFewer);
        assertThat(fewer.status()).isEqualTo(RunStatus.HELD);
        assertThat(fewer.cause().message()).contains("partition people_b was attached");
        line.nextRun("people");
        assertThat(sandbox.userCount()).isEqualTo(PEOPLE);
        line.assertNeverFailed();
    }

    private static boolean isOfFewer(RunReport run) {
        return run.status().isFinal() && run.rows().read() == SEEN;
    }

    @Test
    void aTableThatIsFilledInPiecesIsReadOnceItIsComplete() throws Exception {
        sql(
                "CREATE TABLE people (id int PRIMARY KEY, email text)",
                people(1, PEOPLE),
                "CREATE TABLE loads (done boolean)",
                "INSERT INTO loads VALUES (true)");
        start(", 'scan.complete-when' = 'SELECT done FROM loads'");
        sql("UPDATE loads SET done = false");
        sql("TRUNCATE people");
        sql(people(1, SEEN));

        RunReport held = line.nextRun("people");
        assertThat(held.status()).isEqualTo(RunStatus.HELD);
        assertThat(held.cause().code()).isEqualTo(Cause.SOURCE_INCOMPLETE);
        assertThat(held.cause().message()).contains("table people is not complete", "gave false");
        assertThat(sandbox.userCount()).isEqualTo(PEOPLE);

        Instant since = line.now("people");
        sql(people(SEEN + 1, PEOPLE) + "; UPDATE loads SET done = true");
        RunReport whole = line.run("people", since, run -> run.status() == RunStatus.COMPLETE);
        assertThat(whole.rows().unchanged()).isEqualTo(PEOPLE);
        assertThat(sandbox.userCount()).isEqualTo(PEOPLE);
        line.assertNeverFailed();
    }

    private static String people(int from, int to) {
        return "INSERT INTO people SELECT n, n || '@example.com' FROM generate_series("
                + from
                + ", "
                + to
                + ") n";
    }

    private static void sql(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement jdbc = connection.createStatement()) {
            for (String statement : statements) {
                jdbc.execute(statement);
            }
        }
    }
}
