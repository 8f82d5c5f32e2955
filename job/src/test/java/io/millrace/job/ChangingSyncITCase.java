/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.project.UserState;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link ConvergenceITCase} tries, while the sync is also disabled, removed and renamed,
 * beside one that is not: when all that ceases, Iterable holds what the model says, and the state
 * was never lost on the way.
 */
class ChangingSyncITCase {

    private static final int STEPS = Integer.getInteger("millrace.test.steps", 10);

    @RegisterExtension static final FaultyLines LINES = new FaultyLines();

    @TempDir Path folder;

    private Sandbox sandbox;
    private FaultyLine line;
    private ChangingSyncFile file;

    /** A change of the warehouse. */
    @FunctionalInterface
    private interface Change {
        void make() throws SQLException;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(600)
    void iterableConvergesToTheModel(long seed) throws Exception {
        Random random = new Random(seed);
        RandomTable table = new RandomTable(LINES.warehouse(), "changing" + seed, random);
        String yaml =
                "type: users\nmode: upsert\nidentifier:\n  email: email\nmappings:\n"
                        + table.mappings();
        start(UserIdentification.EMAIL, "email", seed, random, "people", table.model(), yaml);

        shake(random, table::change);

        Map<String, Map<String, String>> expected = table.expected();
        assertThat(held(expected)).as(table.toString()).isEqualTo(expected);
        line.assertAddsUp();
        RunReport idle = line.awaitSettledRun(Instant.now());
        assertThat(idle.rows().unchanged()).isEqualTo(expected.size());
        assertThat(idle.delivered().operations()).isZero();
        assertThat(rowsAdded()).as(line.runs().toString()).isLessThanOrEqualTo(expected.size());
    }

    /** Each row that ever was is one message, and no more. */
    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(600)
    void nobodyGetsAMessageTwice(long seed) throws Exception {
        Random random = new Random(seed);
        String name = "messages" + seed;
        RandomRows rows = new RandomRows(LINES.warehouse(), name, 1, random);
        String yaml =
                "type: triggers\nfirst-run: send\nidentifier: {userId: who}\nchannel: email\n"
                        + "campaign-id: 9\n";
        start(UserIdentification.HYBRID, "hybrid", seed, random, name, rows.model("id"), yaml);

        shake(random, rows::change);

        Map<String, Long> messages =
                sandbox.sends().stream()
                        .collect(Collectors.groupingBy(Send::recipient, Collectors.counting()));
        assertThat(messages.values()).containsOnly(1L);
        Set<String> unknown =
                line.runs().stream()
                        .flatMap(run -> line.refused(run).stream())
                        .filter(row -> row.code().equals("unknownOutcome"))
                        .map(LedgerRow::identifier)
                        .collect(Collectors.toSet());
        assertThat(rows.rows())
                .extracting(RandomRows.Row::user)
                .allMatch(user -> messages.containsKey(user) || unknown.contains(user));
        assertThat(rowsAdded()).as(line.runs().toString()).isLessThanOrEqualTo(rows.rows().size());
    }

    /** {@code -Dmillrace.test.seeds=5,6,7 -Dmillrace.test.steps=16} tries others, and longer. */
    static LongStream seeds() {
        return Stream.of(System.getProperty("millrace.test.seeds", "1").split(","))
                .mapToLong(Long::parseLong);
    }

    private void start(
            UserIdentification project,
            String projectType,
            long seed,
            Random random,
            String name,
            String model,
            String yaml)
            throws Exception {
        sandbox = LINES.sandbox(SandboxOptions.of(project).withThrottle(Throttle.off()));
        writeBystander(seed, project == UserIdentification.EMAIL ? "email" : "userId");
        line = LINES.line(folder, sandbox, random);
        line.scriptFaults(seed);
        file =
                new ChangingSyncFile(
                        folder,
                        name,
                        "model: " + name + "\nschedule: every 1 s\nremoval-limit: 100%\n" + yaml,
                        random);
        line.start(projectType, name, model, yaml);
        line.awaitSettledRun(Instant.EPOCH);
    }

    private void writeBystander(long seed, String identifier) throws Exception {
        String table = "bystanders" + seed + "_" + identifier.toLowerCase(Locale.ROOT);
        try (Connection connection = LINES.warehouse().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (name text PRIMARY KEY)");
            statement.execute("INSERT INTO " + table + " VALUES ('by@example.com')");
        }
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("syncs"));
        Files.writeString(
                folder.resolve("models/bystanders.sql"),
                "CREATE TABLE bystanders (name STRING, PRIMARY KEY (name) NOT ENFORCED) WITH"
                        + " ('connector' = 'warehouse', 'url' = '${DB}', 'username' = 'postgres',"
                        + " 'table-name' = '"
                        + table
                        + "');\n");
        Files.writeString(
                folder.resolve("syncs/bystanders.yaml"),
                "model: bystanders\ntype: users\nschedule: every 1 s\nidentifier: {"
                        + identifier
                        + ": name}\nmappings: {nick: name}\n");
    }

    private void shake(Random random, Change change) throws Exception {
        for (int step = 0; step < STEPS; step++) {
            for (int made = random.nextInt(4); made >= 0; made--) {
                change.make();
            }
            Thread.sleep(100 + random.nextInt(700));
            if (step % 2 == 0) {
                file.change(line);
            } else if (random.nextInt(4) == 0) {
                line.disturb();
            }
        }
        sandbox.clearFaults();
        file.restore(line);
        line.awaitSettledRun(Instant.now());
    }

    /**
     * Those of a first run, and what came and went since: more, if a run began with nothing. A run
     * may be recorded once more by the next name of its sync, if a restart takes it up again.
     */
    private long rowsAdded() {
        Map<Long, Long> byRun = new HashMap<>();
        line.runs().stream()
                .filter(run -> !run.sync().equals("bystanders"))
                .filter(RunReport::isDelivered)
                .forEach(run -> byRun.put(run.run(), run.rows().added() - run.rows().removed()));
        return byRun.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What Iterable holds of the people in the model, as text; numbers in their shortest form. */
    private Map<String, Map<String, String>> held(Map<String, Map<String, String>> expected) {
        Map<String, Map<String, String>> held = new HashMap<>();
        for (String email : expected.keySet()) {
            sandbox.user(email)
                    .map(UserState::dataFields)
                    .ifPresent(
                            fields -> {
                                Map<String, String> texts = new TreeMap<>();
                                fields.properties()
                                        .forEach(
                                                field ->
                                                        texts.put(
                                                                field.getKey(),
                                                                text(field.getValue())));
                                held.put(email, texts);
                            });
        }
        return held;
    }

    private static String text(JsonNode value) {
        return value.isNumber()
                ? new BigDecimal(value.asText()).stripTrailingZeros().toPlainString()
                : value.asText();
    }
}
