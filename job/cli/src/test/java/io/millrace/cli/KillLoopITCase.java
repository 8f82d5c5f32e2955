/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.project.EventState;
import io.millrace.sandbox.project.Send;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of {@code ./millrace run}, again and again while it delivers: in the end Iterable
 * holds what the models say, no event is there twice, and no message was sent twice. {@code
 * -Dmillrace.test.kills=20} kills more often than a build does.
 */
@Timeout(1_800)
class KillLoopITCase {

    private static final int KILLS = Integer.getInteger("millrace.test.kills", 2);
    private static final int USERS = 3_000;
    private static final int HOT_EVENTS = 3_000;
    private static final int MESSAGES = 300;
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir Path folder;

    private final Random random = new Random(Long.getLong("millrace.test.seed", 1));
    private EmbeddedPostgres postgres;
    private Sandbox sandbox;

    @BeforeEach
    void open() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        sandbox = Sandbox.start(SandboxOptions.unthrottled());
        sql(
                "CREATE TABLE people (id bigint PRIMARY KEY, email text, city text)",
                "INSERT INTO people SELECT i, 'u' || i || '@example.com', 'city0'"
                        + " FROM generate_series(1, "
                        + USERS
                        + ") i",
                "CREATE TABLE visits (id bigint PRIMARY KEY, email text, page text)",
                "INSERT INTO visits SELECT i, 'u1@example.com', 'p' || i FROM generate_series(1, "
                        + HOT_EVENTS
                        + ") i",
                "CREATE TABLE news (id bigint PRIMARY KEY, email text)",
                "INSERT INTO news SELECT i, 'u' || i || '@example.com' FROM generate_series(1, "
                        + MESSAGES
                        + ") i");
        write();
    }

    @AfterEach
    void close() throws Exception {
        sandbox.close();
        postgres.close();
    }

    @Test
    void iterableConvergesToTheModels() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            long before = requests();
            Process process = start("run", folder.toString());
            try {
                awaitRequests(process, before);
                Thread.sleep(random.nextInt((int) LONGEST_LIFE.toMillis()));
            } finally {
                process.destroyForcibly().waitFor();
            }
            sandbox.announceRestart();
            change(kill);
        }
        Process last = start("run", folder.toString(), "--once");
        assertThat(last.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(folder.resolve("output.txt"));
        Process settled = start("run", folder.toString(), "--once");
        assertThat(settled.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES)).isTrue();

        assertUsers(output);
        assertEvents();
        assertMessages();
    }

    /** Rows come, go and change, as long as the job is dead. */
    private void change(int kill) throws Exception {
        sql(
                "UPDATE people SET city = 'city" + (kill + 1) + "' WHERE id % 3 = " + kill % 3,
                "DELETE FROM visits WHERE id <= " + 20 * (kill + 1),
                "INSERT INTO visits SELECT i, 'u1@example.com', 'p' || i FROM generate_series("
                        + (HOT_EVENTS + 1 + 200 * kill)
                        + ", "
                        + (HOT_EVENTS + 200 * (kill + 1))
                        + ") i");
    }

    private void assertUsers(String output) throws Exception {
        Map<String, String> expected = new HashMap<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT email, city FROM people")) {
            while (rows.next()) {
                expected.put(rows.getString(1), rows.getString(2));
            }
        }
        Map<String, String> held = new HashMap<>();
        sandbox.users().forEach((email, fields) -> held.put(email, fields.path("city").asText()));
        assertThat(held).as(output).isEqualTo(expected);
    }

    private void assertEvents() {
        List<EventState> events = sandbox.events();
        int most = HOT_EVENTS + 200 * KILLS;
        assertThat(events.stream().map(event -> event.dataFields().path("page").asText()))
                .as("each row is one event, though all are of one user")
                .doesNotHaveDuplicates()
                .hasSizeBetween(most - 20 * KILLS, most);
    }

    private void assertMessages() throws Exception {
        Map<String, Long> sends =
                sandbox.sends().stream()
                        .collect(Collectors.groupingBy(Send::recipient, Collectors.counting()));
        assertThat(sends.values()).containsOnly(1L);
        Set<String> sentOrTold = new HashSet<>(sends.keySet());
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT identifier FROM millrace_rows WHERE sync = 'news'"
                                        + " AND code = 'unknownOutcome'")) {
            while (rows.next()) {
                sentOrTold.add(rows.getString(1));
            }
        }
        assertThat(sentOrTold).as("who has the message, or may have it").hasSize(MESSAGES);
    }

    private long requests() {
        return sandbox.counters().values().stream()
                .mapToLong(counters -> counters.requests())
                .sum();
    }

    /** The set-up makes a few requests; all later ones are delivery. */
    private void awaitRequests(Process process, long before) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (requests() < before + 12 && System.nanoTime() < deadline) {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve("output.txt")))
                    .isTrue();
            Thread.sleep(50);
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.add("-Xmx768m");
        command.add("-cp");
        command.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path", ".")));
        command.add(Millrace.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(folder.resolve("output.txt").toFile()));
        builder.environment().put("ITERABLE_API_KEY", ApiKeys.SERVER);
        builder.environment().put("DB", postgres.getJdbcUrl("postgres", "postgres"));
        return builder.start();
    }

    private void write() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("syncs"));
        Files.writeString(
                folder.resolve("millrace.yaml"),
                "iterable:\n  base-url: "
                        + sandbox.url()
                        + "\n  api-key: ${ITERABLE_API_KEY}\n  project-type: email\n"
                        + "  requests-per-second: 15\n  batch-rows: 40\n"
                        + "checkpoint-interval: 300 ms\n"
                        + "ledger:\n  url: ${DB}\n  user: postgres\n");
        model("people", "email STRING, city STRING");
        model("visits", "email STRING, page STRING");
        model("news", "email STRING");
        sync("people", "type: users\nidentifier: {email: email}\nmappings: {city: city}\n");
        sync(
                "visits",
                "type: events\nidentifier: {email: email}\nevent-name: visit\n"
                        + "mappings: {page: page}\n");
        sync(
                "news",
                "type: triggers\nfirst-run: send\nidentifier: {email: email}\nchannel: email\n"
                        + "campaign-id: 9\n");
    }

    private void model(String name, String columns) throws IOException {
        Files.writeString(
                folder.resolve("models/" + name + ".sql"),
                "CREATE TABLE "
                        + name
                        + " (id BIGINT, "
                        + columns
                        + ", PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'warehouse',"
                        + " 'url' = '${DB}', 'username' = 'postgres', 'table-name' = '"
                        + name
                        + "');\n");
    }

    private void sync(String name, String yaml) throws IOException {
        Files.writeString(
                folder.resolve("syncs/" + name + ".yaml"),
                "model: " + name + "\nschedule: every 2 s\n" + yaml);
    }

    private void sql(String... statements) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
