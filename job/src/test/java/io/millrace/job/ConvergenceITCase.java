/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.job.definition.Definitions;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.LocalJob;
import io.millrace.job.local.RestartPolicy;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.PlanResolver;
import io.millrace.job.topology.MillraceTopology;
import io.millrace.job.topology.StartingState;
import io.millrace.report.LedgerConnection;
import io.millrace.report.LedgerReader;
import io.millrace.report.RunReport;
import io.millrace.report.RunStatus;
import io.millrace.sandbox.ApiKeys;
import io.millrace.sandbox.Fault;
import io.millrace.sandbox.Moment;
import io.millrace.sandbox.ProjectType;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.Selection;
import io.millrace.sandbox.Throttle;
import io.millrace.sandbox.UserState;
import io.millrace.sandbox.Violation;
import io.millrace.trigger.Trigger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole line under random changes, random faults of Iterable, and random ends of the job: when
 * all that ceases, Iterable holds what the model says, every run adds up, and the next run sends
 * nothing.
 */
class ConvergenceITCase {

    private static final int STEPS = 30;
    private static final String BULK_UPDATE = "POST /api/users/bulkUpdate";

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;

    private Sandbox sandbox;
    private Plan plan;
    private LocalCluster cluster;
    private LocalJob job;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(120)
    void iterableEndsAsTheModelSays(long seed) throws Exception {
        Random random = new Random(seed);
        RandomTable table =
                new RandomTable(postgres.getPostgresDatabase(), "people" + seed, random);
        sandbox = Sandbox.start(SandboxOptions.of(ProjectType.EMAIL).withThrottle(Throttle.off()));
        plan = define(table);
        scriptFaults(seed);
        start(1 + random.nextInt(3));

        for (int step = 0; step < STEPS; step++) {
            for (int change = random.nextInt(4); change >= 0; change--) {
                table.change();
            }
            Thread.sleep(100 + random.nextInt(700));
            if (random.nextInt(4) == 0) {
                disturb(random);
            }
        }
        sandbox.clearFaults();
        Instant quiet = Instant.now();
        awaitSettledRun(quiet);

        Map<String, Map<String, String>> expected = table.expected();
        assertThat(held(expected)).as(table.toString()).isEqualTo(expected);
        assertThat(runs())
                .filteredOn(run -> run.status() == RunStatus.COMPLETE)
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.addsUp()).as(run.toString()).isTrue());

        long requests = sandbox.counters(BULK_UPDATE).requests();
        assertThat(requests).isPositive();
        RunReport idle = awaitSettledRun(Instant.now());
        assertThat(idle.rows().unchanged()).isEqualTo(expected.size());
        assertThat(idle.delivered().operations()).isZero();
        assertThat(sandbox.counters(BULK_UPDATE).requests()).isEqualTo(requests);
        assertThat(sandbox.violations())
                .filteredOn(
                        violation ->
                                table.isRevised()
                                        || violation.rule() != Violation.Rule.NOTHING_SENT_TWICE)
                .isEmpty();
    }

    /** {@code -Dmillrace.test.seeds=5,6,7} tries others. */
    static LongStream seeds() {
        return Stream.of(System.getProperty("millrace.test.seeds", "1,2,3,4").split(","))
                .mapToLong(Long::parseLong);
    }

    private Plan define(RandomTable table) throws Exception {
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("syncs"));
        Files.writeString(folder.resolve("models/people.sql"), table.model());
        Files.writeString(
                folder.resolve("syncs/people.yaml"),
                "model: people\ntype: users\nmode: upsert\nidentifier:\n  email: email\n"
                        + "mappings:\n"
                        + table.mappings()
                        + "schedule: every 1 s\nremoval-limit: 100%\n");
        Files.writeString(
                folder.resolve("millrace.yaml"),
                "iterable:\n  base-url: ${SANDBOX}\n  api-key: ${KEY}\n  project-type: email\n"
                        + "  requests-per-second: 0\n  batch-rows: 100\n"
                        + "  request-timeout: 2 s\n  retry-min: 1 ms\n  retry-max: 1 ms\n"
                        + "  quarantine-after: 1000000\n");
        Definitions definitions =
                Definitions.read(
                        folder,
                        Map.of(
                                "DB", postgres.getJdbcUrl("postgres", "postgres"),
                                "SANDBOX", sandbox.url(),
                                "KEY", ApiKeys.SERVER));
        Plan resolved = PlanResolver.resolve(definitions).orElseThrow();
        assertThat(definitions.problems().all()).isEmpty();
        return resolved;
    }

    private void scriptFaults(long seed) {
        sandbox.script("*", Selection.chance(0.03, seed), Fault.status(503));
        sandbox.script(
                "*", Selection.chance(0.03, seed + 1), Fault.status(500, Moment.AFTER_EFFECT));
        sandbox.script("*", Selection.chance(0.03, seed + 2), Fault.tooManyRequests());
        sandbox.script("*", Selection.chance(0.03, seed + 3), Fault.reset(Moment.BEFORE_EFFECT));
        sandbox.script("*", Selection.chance(0.03, seed + 4), Fault.reset(Moment.AFTER_EFFECT));
        sandbox.script("*", Selection.chance(0.02, seed + 5), Fault.malformed(Moment.AFTER_EFFECT));
        sandbox.script("*", Selection.chance(0.01, seed + 6), Fault.hang(Moment.AFTER_EFFECT));
        sandbox.script("*", Selection.chance(0.05, seed + 7), Fault.slow(Duration.ofMillis(300)));
    }

    private void start(int parallelism) throws Exception {
        LocalConfiguration configuration =
                new LocalConfiguration(
                        plan.state(),
                        parallelism,
                        Duration.ofMillis(100),
                        RestartPolicy.ENDLESS,
                        OptionalInt.empty());
        cluster = LocalCluster.start(configuration);
        StreamExecutionEnvironment environment = configuration.environment();
        MillraceTopology.build(
                environment,
                plan,
                Map.of("people", new Trigger.Every(Duration.ofMillis(200))),
                StartingState.of(cluster.savedOperators()));
        job = cluster.submit(environment.getStreamGraph());
    }

    /** Ends of the job, after which what was in flight may be sent again, and of connections. */
    private void disturb(Random random) throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> {
                job.stopWithSavepoint(Duration.ofSeconds(20));
                restart(random);
            }
            case 1 -> restart(random);
            case 2 -> {
                sandbox.announceRestart();
                cluster.replaceTaskManager();
                sandbox.announceRestart();
            }
            default -> killConnections();
        }
    }

    private void restart(Random random) throws Exception {
        cluster.close();
        sandbox.announceRestart();
        start(1 + random.nextInt(3));
    }

    private static void killConnections() throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE pid <> pg_backend_pid() AND datname = 'postgres'");
        }
    }

    /** The first run that began after {@code since} and left nothing to do. */
    private RunReport awaitSettledRun(Instant since) throws Exception {
        while (true) {
            for (RunReport run : runs()) {
                if (run.run() > since.toEpochMilli()
                        && run.status() == RunStatus.COMPLETE
                        && run.delivered().rejected() + run.delivered().owed() == 0) {
                    return run;
                }
            }
            assertThat(job.state().ended()).as(job.state().toString()).isFalse();
            Thread.sleep(100);
        }
    }

    private List<RunReport> runs() {
        LedgerPlan ledger = plan.ledger();
        try (LedgerReader reader =
                new LedgerReader(
                        new LedgerConnection(
                                ledger.url(), ledger.user(), ledger.password().reveal()))) {
            return reader.runsSince(Instant.EPOCH);
        }
    }

    /** What Iterable holds of the people in the model, as text; numbers in their shortest form. */
    private Map<String, Map<String, String>> held(Map<String, Map<String, String>> expected) {
        Map<String, Map<String, String>> held = new HashMap<>();
        for (Map.Entry<String, Map<String, String>> person : expected.entrySet()) {
            sandbox.user(person.getKey())
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
                                held.put(person.getKey(), texts);
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
