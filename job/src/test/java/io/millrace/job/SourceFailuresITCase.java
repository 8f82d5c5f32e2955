/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static io.millrace.job.RunningLine.delivered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.report.run.Cause;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can go wrong with the warehouse goes wrong: the run says why, nothing is sent or removed for
 * it, the job and its other syncs go on, and the next good run is whole.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SourceFailuresITCase {

    private static final String PASSWORD = "opensesame";
    private static final int PEOPLE = 30;
    private static final String CITY_AND_AGE = "  city: city\n  age: age\n";
    private static final String READ_ONLY =
            "PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'warehouse', 'url' = '${DB}',"
                    + " 'username' = 'reader', 'password' = '${PASSWORD}', 'connect-attempts' ="
                    + " '2', 'table-name' = '%s', %s);";

    @TempDir static Path server;
    private static EmbeddedPostgres postgres;

    @TempDir Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private FakeNetwork network;
    private RunningLine line;
    private int ticks;

    @BeforeAll
    static void startWarehouse() throws Exception {
        Path rules = server.resolve("pg_hba.conf");
        Files.writeString(
                rules,
                "host all reader all scram-sha-256\nhost all all all trust\n"
                        + "local all all trust\n");
        postgres =
                EmbeddedPostgres.builder()
                        .setServerConfig("hba_file", rules.toString())
                        .setServerConfig("password_encryption", "scram-sha-256")
                        .start();
        sql("CREATE ROLE reader LOGIN");
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void fill() throws Exception {
        sql("DROP SCHEMA public CASCADE");
        sql("CREATE SCHEMA public");
        sql("GRANT USAGE ON SCHEMA public TO reader");
        sql("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader");
        sql("ALTER ROLE reader PASSWORD '" + PASSWORD + "'");
        sql("ALTER ROLE reader RESET statement_timeout");
        createPeople();
        sql("CREATE TABLE witness AS SELECT 1 AS id, 'witness@example.com' AS email, 0 AS ticks");
        sandbox =
                sandboxes.start(
                        SandboxOptions.of(UserIdentification.EMAIL).withThrottle(Throttle.off()));
        network = new FakeNetwork(postgres.getPort());
    }

    @AfterEach
    void stop() throws Exception {
        if (line != null) {
            line.close();
        }
        network.close();
    }

    @Test
    void aModelThatIsSuddenlyEmptyIsHeldAndOneThatIsSmallerIsNot() throws Exception {
        sql("CREATE TABLE guests AS SELECT 1 AS id, 'guest@example.com' AS email");
        line =
                line().sync(
                                "guests",
                                "CREATE TABLE guests (id INT, email STRING, "
                                        + READ_ONLY.formatted("guests", "'scan.fetch-size' = '9'"),
                                upsert("") + "removal-limit: 100%\n")
                        .start();
        assertAllAdded(PEOPLE);
        assertThat(line.nextRun("guests").rows().unchanged()).isEqualTo(1);

        sql("DELETE FROM people");
        assertHeld("the model has no rows, the last complete run had 30");
        Instant since = line.now("people");
        sql(
                "INSERT INTO people SELECT i, i || '@example.com', 'elsewhere', i FROM"
                        + " generate_series(1, 14) i");
        RunReport smaller = line.run("people", since, run -> run.status() == RunStatus.COMPLETE);
        assertThat(smaller.rows().removed()).isEqualTo(16);
        assertThat(smaller.rows().read()).isEqualTo(14);
        assertThat(city("1@example.com")).isEqualTo("elsewhere");

        sql("DELETE FROM guests");
        RunReport empty = line.nextRun("guests");
        assertThat(empty.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(empty.rows().read()).isZero();
        assertThat(line.runs("guests", Instant.EPOCH))
                .extracting(run -> run.rows().removed())
                .contains(1L)
                .doesNotContain(2L);
        assertAllIsWell();
    }

    @Test
    void aTableThatDiffersFromItsDeclarationFailsTheRunWithAReason() throws Exception {
        sql("DROP TABLE people");
        line = line().start();
        line.run("witness", Instant.EPOCH, delivered(RunStatus.COMPLETE));
        assertFailed("relation \"people\" does not exist");
        createPeople();
        assertAllAdded(PEOPLE);

        sql("ALTER TABLE people DROP COLUMN city");
        assertFailed("people", "has no column 'city'");
        sql("ALTER TABLE people ADD COLUMN town text DEFAULT 'here'");
        assertFailed("people", "has no column 'city'");
        sql("ALTER TABLE people RENAME COLUMN town TO city");
        assertComplete(PEOPLE);

        sql("ALTER TABLE people ALTER COLUMN age TYPE text USING 'about ' || age");
        assertFailed("people", "column 'age'", "text", "INT");
        sql("ALTER TABLE people ALTER COLUMN age TYPE bigint USING id");
        assertComplete(PEOPLE);

        sql("DROP TABLE people");
        assertFailed("people", "relation \"people\" does not exist");
        createPeople();
        assertComplete(PEOPLE);
        try (Connection ours = postgres.getPostgresDatabase().getConnection();
                Statement dropping = ours.createStatement()) {
            ours.setAutoCommit(false);
            dropping.execute("LOCK TABLE people IN ACCESS EXCLUSIVE MODE");
            Instant since = line.now("people");
            awaitReader("wait_event_type = 'Lock'");
            dropping.execute("DROP TABLE people");
            ours.commit();
            RunReport dropped = line.run("people", since, run -> run.status().isFinal());
            assertThat(dropped.status()).isEqualTo(RunStatus.FAILED);
            assertThat(dropped.cause().message()).contains("people", "does not exist");
        }
        createPeople();
        assertComplete(PEOPLE);
        sql("REVOKE SELECT ON people FROM reader");
        assertFailed("people", "permission denied for table people");
        sql("GRANT SELECT ON people TO reader");
        assertComplete(PEOPLE);
        assertAllIsWell();
    }

    @Test
    void aReadThatBreaksOffIsGivenUpAndNothingOfItIsSent() throws Exception {
        sql(
                "INSERT INTO people SELECT i, i || '@example.com', 'here', i FROM"
                        + " generate_series(31, 3000) i");
        sql("CREATE TABLE pace AS SELECT 0.0 AS seconds");
        sql(
                "CREATE FUNCTION drag(id int) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN"
                        + " IF id > 1500 AND (SELECT seconds FROM pace) > 0 THEN"
                        + " PERFORM pg_sleep((SELECT seconds FROM pace)); END IF;"
                        + " RETURN true; END $$");
        sql("CREATE VIEW slowly AS SELECT * FROM people WHERE drag(id)");
        line =
                witnessed()
                        .sync(
                                "people",
                                people("slowly", "'scan.fetch-size' = '100'"),
                                upsert(CITY_AND_AGE))
                        .start();
        assertAllAdded(3000);

        Instant since = line.now("people");
        sql("UPDATE people SET city = 'there'; UPDATE pace SET seconds = 0.1");
        awaitReader("wait_event = 'PgSleep'");
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'");
        RunReport broken = line.run("people", since, run -> run.status() == RunStatus.FAILED);
        assertThat(broken.cause().code()).isEqualTo(Cause.SOURCE_FAILED);
        assertThat(broken.cause().message())
                .contains("slowly", "terminating connection due to administrator command");
        assertThat(city("1@example.com")).isEqualTo("here");

        sql("ALTER ROLE reader SET statement_timeout = '500ms'");
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'");
        line.nextRun("people");
        assertFailed("slowly", "canceling statement due to statement timeout");
        assertThat(city("1@example.com")).isEqualTo("here");

        sql("UPDATE pace SET seconds = 0");
        sql("ALTER ROLE reader RESET statement_timeout");
        line.nextRun("people");
        RunReport whole = line.nextRun("people");
        assertThat(whole.status()).as(whole.toString()).isEqualTo(RunStatus.COMPLETE);
        assertThat(whole.rows().read()).isEqualTo(3000);
        for (int id = 1; id <= 3000; id++) {
            assertThat(city(id + "@example.com")).isEqualTo("there");
        }
        assertAllIsWell();
    }

    @Test
    void anUnreachableWarehouseIsReportedAndReadOnceItReturns() throws Exception {
        line = line().start();
        assertAllAdded(PEOPLE);

        sql("UPDATE people SET city = 'there' WHERE id = 3");
        network.cut();
        assertFailed("Connection to localhost:" + network.port() + " refused");
        network.mend();
        line.nextRun("people");
        assertComplete(PEOPLE);
        assertThat(city("3@example.com")).isEqualTo("there");

        sql("ALTER ROLE reader PASSWORD 'changed'");
        RunReport refused = line.nextRun("people");
        assertThat(refused.status()).isEqualTo(RunStatus.FAILED);
        assertThat(refused.cause().message())
                .contains("password authentication failed for user \"reader\"")
                .doesNotContain(PASSWORD);
        sql("ALTER ROLE reader PASSWORD '" + PASSWORD + "'");
        assertComplete(PEOPLE);
        assertAllIsWell();
    }

    @Test
    void keylessAndDuplicateRowsAreSkippedAndReported() throws Exception {
        sql("ALTER TABLE people DROP CONSTRAINT people_pkey");
        sql("ALTER TABLE people ALTER COLUMN id DROP NOT NULL");
        line = line().start();
        assertAllAdded(PEOPLE);
        long users = sandbox.userCount();

        Instant since = line.now("people");
        sql(
                "INSERT INTO people VALUES (5, 'second5@example.com', 'here', 5), (40,"
                        + " '40@example.com', 'here', 40), (40, '40b@example.com', 'here',"
                        + " 40), (41,"
                        + " '41@example.com', 'here', 41), (NULL, 'keyless@example.com',"
                        + " 'here', 1)");
        RunReport held = line.run("people", since, delivered(RunStatus.COMPLETE));
        assertThat(held.rows().duplicate()).isEqualTo(4);
        assertThat(held.rows().keyless()).isEqualTo(1);
        assertThat(held.rows().added()).isEqualTo(1);
        assertThat(held.rows().removed()).isZero();
        assertThat(held.delivered().accepted()).isEqualTo(1);
        assertThat(line.rows(held))
                .extracting(LedgerRow::kind, LedgerRow::key)
                .contains(
                        tuple(LedgerRow.Kind.DUPLICATE_KEY, "id=5"),
                        tuple(LedgerRow.Kind.DUPLICATE_KEY, "id=40"),
                        tuple(LedgerRow.Kind.NULL_KEY, "id=NULL"));
        assertThat(sandbox.userCount()).isEqualTo((int) users + 1);
        assertThat(sandbox.user("second5@example.com")).isEmpty();
        assertThat(city("5@example.com")).isEqualTo("here");

        Instant again = line.now("people");
        // In one transaction: a row that is single again is sent, whether or not Iterable knows
        // it.
        sql(
                "DELETE FROM people WHERE email IN ('second5@example.com', '40b@example.com');"
                        + " UPDATE people SET id = 42 WHERE id IS NULL;"
                        + " UPDATE people SET city = 'mended' WHERE id = 5");
        line.run("people", again, delivered(RunStatus.COMPLETE));
        assertComplete(PEOPLE + 3);
        assertThat(city("5@example.com")).isEqualTo("mended");
        assertThat(city("40@example.com")).isEqualTo("here");
        assertThat(city("keyless@example.com")).isEqualTo("here");
        assertThat(line.runs("people", Instant.EPOCH))
                .allSatisfy(run -> assertThat(run.rows().removed()).isZero());
        assertAllIsWell();
    }

    /** Checkpoints fail, and the job starts again from the last one until they succeed. */
    @Test
    void aStateFolderThatCannotBeWrittenForAWhileHoldsTheJobUp() throws Exception {
        // The job restarts: what was accepted since the last checkpoint is sent again.
        sandboxes.allow(Violation.Rule.NOTHING_SENT_TWICE);
        line = line().start();
        assertAllAdded(PEOPLE);
        Path checkpoints;
        try (Stream<Path> jobs = Files.list(line.state().resolve("checkpoints"))) {
            checkpoints = jobs.findFirst().orElseThrow();
        }
        Path aside = folder.resolve("aside");
        Files.move(checkpoints, aside);
        Files.writeString(checkpoints, "in the way");
        sql("UPDATE people SET city = 'there'");
        while (line.job().state().failure().isEmpty()) {
            Thread.sleep(50);
        }
        assertThat(line.job().state().failure().orElseThrow())
                .contains("the state can't be saved", "state folder");
        assertThat(city("1@example.com")).isEqualTo("here");

        Files.delete(checkpoints);
        Files.move(aside, checkpoints);
        Instant since = line.now("people");
        RunReport whole = line.run("people", since, delivered(RunStatus.COMPLETE));
        assertThat(whole.status()).isEqualTo(RunStatus.COMPLETE);
        line.nextRun("people");
        assertComplete(PEOPLE);
        for (int id = 1; id <= PEOPLE; id++) {
            assertThat(city(id + "@example.com")).isEqualTo("there");
        }
        line.assertAddsUp();
    }

    /** Where the test may mount a file system of its own. */
    @Test
    void aFullDiskHoldsTheJobUpUntilThereIsRoom() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", folder.toString()));
        try {
            line = line().start();
            assertAllAdded(PEOPLE);
            Path filler = folder.resolve("filler");
            run("dd", "if=/dev/zero", "of=" + filler, "bs=1M");
            sql("UPDATE people SET city = 'there'");
            while (line.job().state().failure().isEmpty()) {
                Thread.sleep(50);
            }
            assertThat(line.job().state().failure().orElseThrow())
                    .containsAnyOf("the disk is full", "its disk not full?", "ledger");

            Files.delete(filler);
            RunReport whole = line.run("people", line.now("people"), delivered(RunStatus.COMPLETE));
            assertThat(whole.status()).isEqualTo(RunStatus.COMPLETE);
            line.nextRun("people");
            assertComplete(PEOPLE);
            for (int id = 1; id <= PEOPLE; id++) {
                assertThat(city(id + "@example.com")).isEqualTo("there");
            }
            line.assertAddsUp();
        } finally {
            line.close();
            line = null;
            run("umount", "-l", folder.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor() == 0;
    }

    private RunningLine witnessed() throws Exception {
        return new RunningLine(folder, sandbox, "email")
                .with("DB", "jdbc:postgresql://localhost:" + network.port() + "/postgres")
                .with("STEADY", postgres.getJdbcUrl("postgres", "postgres"))
                .with("PASSWORD", PASSWORD)
                .sync(
                        "witness",
                        "CREATE TABLE witness (id INT, email STRING, ticks INT, PRIMARY KEY (id)"
                                + " NOT ENFORCED) WITH ('connector' = 'warehouse', 'url' ="
                                + " '${STEADY}', 'username' = 'postgres', 'table-name' ="
                                + " 'witness');",
                        upsert("  ticks: ticks\n"));
    }

    private RunningLine line() throws Exception {
        return witnessed()
                .sync(
                        "people",
                        people("people", "'scan.partition.num' = '3'"),
                        upsert(CITY_AND_AGE));
    }

    private static String upsert(String mappings) {
        return "mode: upsert\nidentifier:\n  email: email\n"
                + (mappings.isEmpty() ? "" : "mappings:\n" + mappings);
    }

    /** The columns of people in a table of the warehouse, read by a user with read-only grants. */
    private static String people(String table, String options) {
        return "CREATE TABLE people (id INT, email STRING, city STRING, age INT, "
                + READ_ONLY.formatted(table, options);
    }

    private void createPeople() throws SQLException {
        sql("CREATE TABLE people (id int PRIMARY KEY, email text, city text, age int)");
        sql(
                "INSERT INTO people SELECT i, i || '@example.com', 'here', i FROM"
                        + " generate_series(1, "
                        + PEOPLE
                        + ") i");
    }

    private void assertAllAdded(int rows) throws Exception {
        RunReport first = line.run("people", Instant.EPOCH, delivered(RunStatus.COMPLETE));
        assertThat(first.rows().added()).isEqualTo(rows);
        assertThat(first.delivered().accepted()).isEqualTo(rows);
        assertOthersGoOn();
    }

    private void assertComplete(int rows) throws Exception {
        RunReport run = line.nextRun("people");
        assertThat(run.status()).as(run.toString()).isEqualTo(RunStatus.COMPLETE);
        assertThat(run.rows().read()).isEqualTo(rows);
        assertThat(run.rows().removed()).isZero();
        assertThat(run.addsUp()).isTrue();
        assertThat(run.delivered().rejected() + run.delivered().pending()).isZero();
    }

    private void assertFailed(String... words) throws Exception {
        long requests = requests();
        RunReport run = line.nextRun("people");
        assertThat(run.status()).as(run.toString()).isEqualTo(RunStatus.FAILED);
        assertThat(run.cause().code()).isEqualTo(Cause.SOURCE_FAILED);
        assertThat(run.cause().message()).contains(words).doesNotContain("etcher");
        assertThat(run.delivered().operations()).isZero();
        assertThat(requests()).isEqualTo(requests);
        assertOthersGoOn();
    }

    private void assertHeld(String words) throws Exception {
        long requests = requests();
        RunReport run = line.nextRun("people");
        assertThat(run.status()).as(run.toString()).isEqualTo(RunStatus.HELD);
        assertThat(run.cause().code()).isEqualTo(Cause.EMPTY_RESULT);
        assertThat(run.cause().message()).contains(words, "'removal-limit: 100%'");
        assertThat(requests()).isEqualTo(requests);
        assertOthersGoOn();
    }

    /** Another sync of the job still takes what changes to Iterable. */
    private void assertOthersGoOn() throws Exception {
        line.run("witness", Instant.EPOCH, delivered(RunStatus.COMPLETE));
        Instant since = line.now("witness");
        ticks++;
        sql("UPDATE witness SET ticks = " + ticks);
        RunReport run = line.run("witness", since, delivered(RunStatus.COMPLETE));
        assertThat(run.delivered().accepted()).isEqualTo(1);
        assertThat(sandbox.user("witness@example.com").orElseThrow().dataFields().path("ticks"))
                .hasToString(String.valueOf(ticks));
    }

    private void assertAllIsWell() throws Exception {
        assertOthersGoOn();
        line.assertAddsUp();
        line.assertNeverFailed();
        sandbox.assertNoViolations();
    }

    private long requests() {
        return sandbox.counters("POST /api/users/bulkUpdate").requests();
    }

    private String city(String email) {
        return sandbox.user(email).orElseThrow().dataFields().path("city").asText();
    }

    /** Waits until a connection of a run is like this in PostgreSQL's view of its activity. */
    private static void awaitReader(String like) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            boolean found = false;
            while (!found) {
                try (ResultSet readers =
                        statement.executeQuery(
                                "SELECT 1 FROM pg_stat_activity WHERE usename = 'reader' AND "
                                        + like)) {
                    found = readers.next();
                }
            }
        }
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }
}
