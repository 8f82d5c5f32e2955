/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static io.millrace.job.RunningLine.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.run.LedgerRow;
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
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a database's own types do to the values that are sent. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class DatabaseValuesITCase {

    private static final int ROWS = 3_000;

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @AfterEach
    void stop() {
        if (line != null) {
            line.close();
        }
    }

    private RunningLine line(UserIdentification type, String name) throws Exception {
        sandbox = sandboxes.start(SandboxOptions.of(type).withThrottle(Throttle.off()));
        return new RunningLine(folder, sandbox, name)
                .with("DB", postgres.getJdbcUrl("postgres", "postgres"));
    }

    @Test
    void aRowWithAValueThatCantBeReadIsRejectedAndTheOthersGoOn() throws Exception {
        sql(
                "CREATE TABLE wallets (id int PRIMARY KEY, email text, amount numeric, days date[])",
                "INSERT INTO wallets SELECT n, n || '@example.com', n / 4.0, '{2026-01-01}'"
                        + " FROM generate_series(1, "
                        + ROWS
                        + ") n",
                "UPDATE wallets SET amount = 'NaN' WHERE id = 7",
                "UPDATE wallets SET amount = 10::numeric ^ 59 WHERE id = 8",
                "UPDATE wallets SET amount = 1e-30 WHERE id = 9",
                "UPDATE wallets SET days = '{2026-01-01, 0044-03-15 BC}' WHERE id = 10");
        line =
                line(UserIdentification.EMAIL, "email")
                        .sync(
                                "wallets",
                                "CREATE TABLE wallets (id INT, email STRING, amount DECIMAL(38, 18),"
                                        + " days ARRAY<DATE>, PRIMARY KEY (id) NOT ENFORCED) WITH ("
                                        + " 'connector' = 'warehouse', 'url' = '${DB}', 'table-name'"
                                        + " = 'wallets');",
                                "mode: upsert\non-removal: delete\nidentifier:\n  email: email\n"
                                        + "mappings:\n  amount: amount\n  days: days\n")
                        .start();

        RunReport first = line.run("wallets", Instant.EPOCH, run -> run.status().isFinal());
        assertThat(first.rows().added()).isEqualTo(ROWS);
        assertThat(first.delivered().accepted()).isEqualTo(ROWS - 4);
        assertThat(first.delivered().rejected()).isEqualTo(4);
        assertThat(line.rows(first))
                .extracting(LedgerRow::key, LedgerRow::detail)
                .satisfiesExactlyInAnyOrder(
                        row -> assertFault(row, "id=7", "'amount': NaN (numeric)"),
                        row -> assertFault(row, "id=8", "too many digits"),
                        row -> assertFault(row, "id=9", "digits after the decimal point"),
                        row -> assertFault(row, "id=10", "'days'", "0044-03-15 BC is no DATE"));

        RunReport again = line.nextRun("wallets");
        assertThat(again.rows().unchanged()).as(again.toString()).isEqualTo(ROWS);

        Instant since = line.now("wallets");
        sql(
                "UPDATE wallets SET amount = 'NaN' WHERE id = 20",
                "UPDATE wallets SET amount = 1 WHERE id = 7");
        RunReport mended =
                line.run("wallets", since, run -> run.rows().changed() > 0 && isThrough(run));
        assertThat(mended.rows().removed()).isZero();
        assertThat(sandbox.user("7@example.com")).isPresent();
        assertThat(sandbox.user("20@example.com").orElseThrow().dataFields().path("amount"))
                .hasToString("5.0");
        line.assertNeverFailed();
    }

    private static boolean isThrough(RunReport run) {
        return run.status().isFinal();
    }

    private static void assertFault(Tuple row, String key, String... words) {
        assertThat(row.toList().get(0)).isEqualTo(key);
        assertThat(row.toList().get(1).toString()).contains(words);
    }

    @Test
    void textsOfAFixedLengthComeWithoutTheirPadding() throws Exception {
        sql(
                "CREATE TABLE fixed (code char(12) PRIMARY KEY, email char(40), plan char(8))",
                "INSERT INTO fixed VALUES ('u-1', 'a@example.com', 'pro'), ('u-2',"
                        + " 'b@example.com', '')");
        line =
                line(UserIdentification.HYBRID, "hybrid")
                        .sync(
                                "mails",
                                fixed("mails"),
                                "mode: upsert\nidentifier:\n  email: email\nmappings:\n"
                                        + "  plan: plan\n")
                        .sync(
                                "ids",
                                fixed("ids"),
                                "mode: upsert\nidentifier:\n  userId: code\nmappings:\n"
                                        + "  tier: plan\n")
                        .sync(
                                "items",
                                fixed("items"),
                                "type: catalog\ncatalog: Plans\nidentifier:\n  itemId: code\n"
                                        + "mappings:\n  plan: plan\n");
        sandbox.createCatalog("Plans");
        line.start();

        for (String sync : new String[] {"mails", "ids", "items"}) {
            RunReport run = line.run(sync, Instant.EPOCH, delivered(RunStatus.COMPLETE));
            assertThat(run.delivered().accepted()).as(sync).isEqualTo(2);
        }
        assertThat(sandbox.user("a@example.com").orElseThrow().dataFields().path("plan").asText())
                .isEqualTo("pro");
        assertThat(sandbox.user("u-1").orElseThrow().dataFields().path("tier").asText())
                .isEqualTo("pro");
        assertThat(sandbox.catalog("Plans")).containsOnlyKeys("u-1", "u-2");
    }

    private static String fixed(String model) {
        return "CREATE TABLE "
                + model
                + " (code STRING, email STRING, plan STRING, PRIMARY KEY (code) NOT ENFORCED)"
                + " WITH ('connector' = 'warehouse', 'url' = '${DB}', 'table-name' = 'fixed');";
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
