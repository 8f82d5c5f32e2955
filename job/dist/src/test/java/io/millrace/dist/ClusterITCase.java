/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.journal.Violation;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar on a real cluster, submitted with the commands of the manual: a TaskManager and the
 * JobManager are killed in the middle of runs, the job goes on from its last checkpoint, is stopped
 * with a savepoint, and starts from the savepoint at another parallelism. In the end Iterable holds
 * what the models say, and no event is there twice.
 */
@Timeout(900)
class ClusterITCase {

    private static final int PEOPLE = 2_000;
    private static final int VISITS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir Path folder;

    private EmbeddedPostgres postgres;
    private Sandbox sandbox;
    private FlinkCluster cluster;
    private Archive archive;
    private Path definitions;
    private int visits = VISITS;

    @BeforeEach
    void open() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        sandbox = Sandbox.start(SandboxOptions.unthrottled());
        archive = Archive.unpack(Files.createDirectories(folder.resolve("archive")));
        definitions = folder.resolve("definitions");
        writeTables();
        writeDefinitions();
        cluster =
                new FlinkCluster(
                        folder.resolve("flink"),
                        archive,
                        Map.of(
                                "ITERABLE_API_KEY",
                                ApiKeys.SERVER,
                                "DB",
                                postgres.getJdbcUrl("postgres", "postgres")));
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
        sandbox.close();
        postgres.close();
    }

    @Test
    void iterableEndsAsTheModelsSay() throws Exception {
        cluster.startJobManager();
        cluster.startTaskManager();
        cluster.startTaskManager();

        String job = cluster.submit(manual("flink run -d -c "));
        await("a third of the people were sent", () -> sandbox.userCount() > PEOPLE / 3);
        cluster.killTaskManager();
        awaitConverged();

        change(1);
        await("some visits were sent", () -> sandbox.eventCount() > VISITS + 20);
        cluster.killJobManager();
        Path checkpoint = cluster.newestCheckpoint(job);
        cluster.startJobManager();
        cluster.awaitTaskManagers(1);
        String resumed = cluster.submit(from(checkpoint.toString(), manual("flink run -d -s ")));
        awaitConverged();

        String savepoint = cluster.stop(stopped(resumed, manual("flink stop ")));
        change(2);
        List<String> narrower = from(savepoint, manual("flink run -d -s "));
        narrower.addAll(1, List.of("-p", "1"));
        cluster.submit(narrower);
        awaitConverged();

        // After a kill, what was accepted since the last checkpoint is sent again, unchanged.
        assertThat(sandbox.violations())
                .filteredOn(violation -> violation.rule() != Violation.Rule.NOTHING_SENT_TWICE)
                .isEmpty();
        assertThat(texts("SELECT sync, sync FROM millrace_runs").keySet())
                .as("syncs with runs in the ledger")
                .containsExactly("members", "people", "visits");
    }

    /**
     * The words of a command in the manual, with this test's jar and definitions.
     *
     * @param beginning by which the command is found
     */
    private List<String> manual(String beginning) throws IOException {
        try (Stream<Path> files = Files.walk(archive.home().resolve("flink-conf"))) {
            List<Path> documents =
                    files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
            for (Path document : documents) {
                for (String line : Files.readAllLines(document)) {
                    if (line.startsWith(beginning)) {
                        return words(line);
                    }
                }
            }
        }
        throw new AssertionError("no document of flink-conf has a command: " + beginning);
    }

    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.replaceAll("\\s+#.*", "").split("\\s+")) {
            boolean isJar = word.endsWith(".jar");
            words.add(
                    isJar
                            ? archive.jobJar().toString()
                            : word.equals("DIR") ? definitions.toString() : word);
        }
        return new ArrayList<>(words.subList(1, words.size()));
    }

    private static List<String> from(String state, List<String> command) {
        command.replaceAll(word -> word.equals("SAVEPOINT") ? state : word);
        return command;
    }

    private List<String> stopped(String job, List<String> command) throws IOException {
        String savepoints = cluster.savepoints().toString();
        command.replaceAll(word -> word.equals("SAVEPOINTS") ? savepoints : word);
        command.replaceAll(word -> word.equals("JOB_ID") ? job : word);
        return command;
    }

    /** Rows are changed, removed and added. */
    private void change(int round) throws Exception {
        sql(
                "UPDATE people SET city = 'city" + round + "' WHERE id % 3 = " + round,
                "INSERT INTO people SELECT i, 'n' || i || '@example.com', 'new' FROM"
                        + " generate_series("
                        + (PEOPLE * (round + 1) + 1)
                        + ", "
                        + (PEOPLE * (round + 1) + 100)
                        + ") i",
                "INSERT INTO visits SELECT i, 'u1@example.com', 'p' || i FROM generate_series("
                        + (visits + 1)
                        + ", "
                        + (visits + 500)
                        + ") i",
                "DELETE FROM members WHERE id % 7 = " + round);
        visits += 500;
    }

    private void awaitConverged() throws Exception {
        Map<String, String> people = texts("SELECT email, city FROM people");
        List<String> pages = List.copyOf(texts("SELECT page, page FROM visits").keySet());
        List<String> members = List.copyOf(texts("SELECT email, email FROM members").keySet());
        await("users are as the table says", () -> users().equals(people));
        await("events are as the table says", () -> pages().equals(pages));
        await("members are as the table says", () -> members().equals(members));
    }

    private Map<String, String> users() {
        Map<String, String> users = new TreeMap<>();
        sandbox.users()
                .forEach(
                        (email, fields) -> {
                            if (fields.has("city")) {
                                users.put(email, fields.path("city").asText());
                            }
                        });
        return users;
    }

    /** Of each event its page, sorted: a page that is there twice is listed twice. */
    private List<String> pages() {
        return sandbox.events().stream()
                .map(event -> event.dataFields().path("page").asText())
                .sorted()
                .toList();
    }

    private List<String> members() {
        return sandbox.lists().stream().flatMap(list -> list.members().stream()).sorted().toList();
    }

    private void await(String what, Callable<Boolean> condition) throws IOException {
        try {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + cluster.logs(), e);
        }
    }

    private void writeTables() throws Exception {
        sql(
                "CREATE TABLE people (id bigint PRIMARY KEY, email text, city text)",
                "INSERT INTO people SELECT i, 'u' || i || '@example.com', 'city0'"
                        + " FROM generate_series(1, "
                        + PEOPLE
                        + ") i",
                "CREATE TABLE visits (id bigint PRIMARY KEY, email text, page text)",
                "INSERT INTO visits SELECT i, 'u1@example.com', 'p' || i FROM generate_series(1, "
                        + VISITS
                        + ") i",
                "CREATE TABLE members (id bigint PRIMARY KEY, email text)",
                "INSERT INTO members SELECT i, 'u' || i || '@example.com' FROM"
                        + " generate_series(1, 300) i");
    }

    private void writeDefinitions() throws IOException {
        Files.createDirectories(definitions.resolve("models"));
        Files.createDirectories(definitions.resolve("syncs"));
        Files.writeString(
                definitions.resolve("millrace.yaml"),
                String.join(
                        "\n",
                        "iterable:",
                        "  base-url: " + sandbox.url(),
                        "  api-key: ${ITERABLE_API_KEY}",
                        "  project-type: email",
                        "  requests-per-second: 10",
                        "  batch-rows: 40",
                        "ledger:",
                        "  url: ${DB}",
                        "  user: postgres",
                        ""));
        write("people", "email STRING, city STRING", "type: users", "mappings: {city: city}");
        write(
                "visits",
                "email STRING, page STRING",
                "type: events",
                "event-name: visit",
                "mappings: {page: page}");
        write("members", "email STRING", "type: lists", "list: {name: Members}");
    }

    private void write(String name, String columns, String... sync) throws IOException {
        Files.writeString(
                definitions.resolve("models/" + name + ".sql"),
                "CREATE TABLE "
                        + name
                        + " (id BIGINT, "
                        + columns
                        + ", PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'warehouse',"
                        + " 'url' = '${DB}', 'username' = 'postgres', 'table-name' = '"
                        + name
                        + "');\n");
        Files.writeString(
                definitions.resolve("syncs/" + name + ".yaml"),
                "model: "
                        + name
                        + "\nschedule: every 2 s\nidentifier: {email: email}\n"
                        + String.join("\n", sync)
                        + "\n");
    }

    private void sql(String... statements) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** The first column to the second, sorted. */
    private Map<String, String> texts(String query) throws Exception {
        Map<String, String> found = new TreeMap<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
        }
        return found;
    }
}
