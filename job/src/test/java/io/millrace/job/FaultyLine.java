/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.LocalJob;
import io.millrace.job.local.RestartPolicy;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.resolver.PlanResolver;
import io.millrace.job.topology.JobStart;
import io.millrace.job.topology.MillraceTopology;
import io.millrace.job.topology.StartingState;
import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.trigger.Trigger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of one sync whose runs follow each other several times a second, with random faults of
 * Iterable and random ends of the job and of connections.
 */
final class FaultyLine implements AutoCloseable {

    private static final int ROWS_LISTED = 10_000;

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final Sandbox sandbox;
    private final Random random;
    private Plan plan;
    private String sync;
    private LocalCluster cluster;
    private LocalJob job;
    private boolean limited;

    FaultyLine(Path folder, EmbeddedPostgres postgres, Sandbox sandbox, Random random) {
        this.folder = folder;
        this.postgres = postgres;
        this.sandbox = sandbox;
        this.random = random;
    }

    /** Lets the sync have its usual limits of removals. */
    FaultyLine limited() {
        limited = true;
        return this;
    }

    /**
     * Writes the definitions and starts the job.
     *
     * @param yaml of the sync, all but its model and schedule
     */
    void start(String projectType, String name, String model, String yaml) throws Exception {
        sync = name;
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("syncs"));
        Files.writeString(folder.resolve("models/" + name + ".sql"), model);
        Files.writeString(
                folder.resolve("syncs/" + name + ".yaml"),
                "model: "
                        + name
                        + "\nschedule: every 1 s\n"
                        + (limited ? "" : "removal-limit: 100%\n")
                        + yaml);
        Files.writeString(
                folder.resolve("millrace.yaml"),
                "iterable:\n  base-url: ${SANDBOX}\n  api-key: ${KEY}\n"
                        + "  mobile-api-key: ${MOBILE_KEY}\n  project-type: "
                        + projectType
                        + "\n  requests-per-second: 0\n  batch-rows: 100\n"
                        + "  request-timeout: 2 s\n  retry-min: 1 ms\n  retry-max: 1 ms\n"
                        + "  visibility-delay: 1 s\n"
                        + "  quarantine-after: 1000000\n");
        resolve();
        start();
    }

    private void resolve() {
        Definitions definitions =
                Definitions.read(
                        folder,
                        Map.of(
                                "DB",
                                postgres.getJdbcUrl("postgres", "postgres"),
                                "SANDBOX",
                                sandbox.url(),
                                "KEY",
                                ApiKeys.SERVER,
                                "MOBILE_KEY",
                                ApiKeys.MOBILE));
        plan = PlanResolver.resolve(definitions).orElseThrow();
        assertThat(definitions.problems().all()).isEmpty();
    }

    /** Changes files of the folder. */
    @FunctionalInterface
    interface Edit {
        void make() throws IOException;
    }

    /**
     * Ends the job in one way or another, and starts that of the definitions as they are after an
     * edit.
     *
     * @param name of the sync from now on
     */
    void redefine(String name, Edit edit) throws Exception {
        if (random.nextBoolean()) {
            job.stopWithSavepoint(Duration.ofSeconds(20));
        }
        cluster.close();
        edit.make();
        sync = name;
        resolve();
        sandbox.announceRestart();
        start();
    }

    private void start() throws Exception {
        LocalConfiguration configuration =
                new LocalConfiguration(
                        plan.state(),
                        1 + random.nextInt(3),
                        Duration.ofMillis(100),
                        RestartPolicy.ENDLESS,
                        OptionalInt.empty());
        cluster = LocalCluster.start(configuration);
        StreamExecutionEnvironment environment = configuration.environment();
        MillraceTopology.build(
                environment,
                plan,
                Map.of(sync, new Trigger.Every(Duration.ofMillis(200))),
                JobStart.verify(plan.project(), StartingState.saved(cluster.savedOperators()), ""));
        job = cluster.submit(environment.getStreamGraph());
    }

    void scriptFaults(long seed) {
        sandbox.script("*", RequestSelection.chance(0.03, seed), Fault.status(503));
        sandbox.script(
                "*",
                RequestSelection.chance(0.03, seed + 1),
                Fault.status(500, FaultMoment.AFTER_EFFECT));
        sandbox.script("*", RequestSelection.chance(0.03, seed + 2), Fault.tooManyRequests());
        sandbox.script(
                "*",
                RequestSelection.chance(0.03, seed + 3),
                Fault.reset(FaultMoment.BEFORE_EFFECT));
        sandbox.script(
                "*",
                RequestSelection.chance(0.03, seed + 4),
                Fault.reset(FaultMoment.AFTER_EFFECT));
        sandbox.script(
                "*",
                RequestSelection.chance(0.02, seed + 5),
                Fault.malformed(FaultMoment.AFTER_EFFECT));
        sandbox.script(
                "*", RequestSelection.chance(0.01, seed + 6), Fault.hang(FaultMoment.AFTER_EFFECT));
        sandbox.script(
                "*", RequestSelection.chance(0.05, seed + 7), Fault.slow(Duration.ofMillis(300)));
    }

    /** Ends of the job, after which what was in flight may be sent again, and of connections. */
    void disturb() throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> {
                job.stopWithSavepoint(Duration.ofSeconds(20));
                restart();
            }
            case 1 -> restart();
            case 2 -> {
                sandbox.announceRestart();
                cluster.replaceTaskManager();
                sandbox.announceRestart();
            }
            default -> killConnections();
        }
    }

    private void restart() throws Exception {
        cluster.close();
        sandbox.announceRestart();
        start();
    }

    private void killConnections() throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE pid <> pg_backend_pid() AND datname = 'postgres'");
        }
    }

    /** The first run that began after {@code since} and left nothing to do. */
    RunReport awaitSettledRun(Instant since) throws Exception {
        return await(
                since,
                run ->
                        run.status() == RunStatus.COMPLETE
                                && run.delivered().rejected() + run.delivered().pending() == 0);
    }

    /** The first run that began after {@code since} and left nothing to do but these removals. */
    RunReport awaitWithheld(Instant since, long removals) throws Exception {
        return await(
                since,
                run ->
                        run.status() == RunStatus.HELD
                                && run.delivered().withheld() == removals
                                && run.delivered().pending() == removals
                                && run.delivered().rejected() == 0);
    }

    /** The first run that began after {@code since} and is like this. */
    RunReport await(Instant since, Predicate<RunReport> like) throws Exception {
        while (true) {
            for (RunReport run : runs()) {
                if (run.sync().equals(sync) && run.run() > since.toEpochMilli() && like.test(run)) {
                    return run;
                }
            }
            assertThat(job.state().ended()).as(job.state().toString()).isFalse();
            Thread.sleep(100);
        }
    }

    void approve(RunReport held) {
        try (Ledger ledger = new Ledger(ledger(), held.sync(), LedgerSettings.DEFAULTS)) {
            ledger.approve(held.run());
        }
    }

    List<RunReport> runs() {
        return read(ledger -> ledger.runsSince(Instant.EPOCH));
    }

    /** Rows refused in a run. */
    List<LedgerRow> refused(RunReport run) {
        return read(ledger -> ledger.rows(run.sync(), run.run(), ROWS_LISTED));
    }

    /** In every delivered run, rows and operations add up. */
    void assertAddsUp() {
        assertThat(runs())
                .filteredOn(run -> run.isDelivered())
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.addsUp()).as(run.toString()).isTrue());
    }

    private <T> T read(Function<LedgerReader, T> question) {
        try (LedgerReader reader = new LedgerReader(ledger())) {
            return question.apply(reader);
        }
    }

    private LedgerConnection ledger() {
        LedgerPlan ledger = plan.ledger();
        return new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal());
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
