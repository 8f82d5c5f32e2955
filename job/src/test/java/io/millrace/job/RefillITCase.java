/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A list is emptied before a run, and filled by it, whenever the job dies. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RefillITCase {

    private static final String UNSUBSCRIBE = "POST /api/lists/unsubscribe";
    private static final String DDL =
            "CREATE TABLE people (id INT, email STRING, PRIMARY KEY (id) NOT ENFORCED) WITH"
                    + " ('connector' = 'warehouse', 'url' = '${DB}', 'username' = 'postgres',"
                    + " 'table-name' = 'people');";
    private static final String LIST =
            "type: lists\nidentifier:\n  email: email\nlist:\n  name: VIPs\n";

    private static EmbeddedPostgres postgres;

    @TempDir private Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void open() throws Exception {
        sandbox =
                sandboxes.start(
                        SandboxOptions.of(UserIdentification.EMAIL).withThrottle(Throttle.off()));
        sql("DROP TABLE IF EXISTS people");
        sql(
                "CREATE TABLE people AS SELECT n AS id, 'p' || n || '@example.com' AS email"
                        + " FROM generate_series(1, 5) AS n");
    }

    @Test
    void aListIsEmptiedAndFilledThoughTheJobDiesInBetween() throws Exception {
        long list = sandbox.createList("VIPs");
        try (RunningLine line = line(LIST).start()) {
            line.run("people", Instant.EPOCH, RunningLine.delivered(RunStatus.COMPLETE));
        }
        addOthers(list, 0, 800);
        addOthers(list, 800, 1_500);
        assertThat(sandbox.listMembers(list)).hasSize(1_505);

        sandbox.script(UNSUBSCRIBE, RequestSelection.nth(2), Fault.hang(FaultMoment.BEFORE_EFFECT));
        long before = sandbox.counters(UNSUBSCRIBE).requests();
        try (RunningLine line = line(LIST + "refill: spring\n").start()) {
            await(() -> sandbox.counters(UNSUBSCRIBE).requests() >= before + 2);
            line.assertNeverFailed();
        }
        assertThat(sandbox.listMembers(list))
                .filteredOn(member -> member.startsWith("other"))
                .as("half emptied")
                .hasSizeBetween(500, 505);
        sandbox.clearFaults();

        try (RunningLine line = line(LIST + "refill: spring\n").start()) {
            await(() -> isFilled(list));
            line.nextRun("people");
            long requests = sandbox.counters(UNSUBSCRIBE).requests();
            addOthers(list, 0, 1);
            line.nextRun("people");
            assertThat(sandbox.listMembers(list)).as("once for each refill").hasSize(6);
            assertThat(sandbox.counters(UNSUBSCRIBE).requests()).isEqualTo(requests);
            line.assertAddsUp();
        }
    }

    private boolean isFilled(long list) {
        return sandbox.listMembers(list)
                .equals(
                        IntStream.rangeClosed(1, 5)
                                .mapToObj(n -> "p" + n + "@example.com")
                                .collect(Collectors.toSet()));
    }

    private RunningLine line(String yaml) throws Exception {
        return new RunningLine(folder, sandbox, "email")
                .with("DB", postgres.getJdbcUrl("postgres", "postgres"))
                .sync("people", DDL, yaml);
    }

    private void addOthers(long list, int from, int to) throws Exception {
        String subscribers =
                IntStream.range(from, to)
                        .mapToObj(n -> "{\"email\":\"other" + n + "@example.com\"}")
                        .collect(Collectors.joining(","));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/lists/subscribe"))
                        .header("Api-Key", ApiKeys.SERVER)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"listId\":"
                                                + list
                                                + ",\"subscribers\":["
                                                + subscribers
                                                + "]}"))
                        .build();
        assertThat(
                        HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .isEqualTo(200);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void sql(String statement) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
