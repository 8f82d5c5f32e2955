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
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.trigger.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job over a folder of definitions whose syncs run many times a second, and its ledger. */
final class RunningLine implements AutoCloseable {

    private static final Trigger OFTEN = new Trigger.Every(Duration.ofMillis(200));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS_LISTED = 100;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Trigger> triggers = new HashMap<>();
    private int parallelism = 1;
    private Duration checkpoints = Duration.ofMillis(100);
    private Plan plan;
    private LocalCluster cluster;
    private LocalJob job;

    RunningLine(Path folder, Sandbox sandbox, String projectType) throws IOException {
        this.folder = folder;
        environment.put("SANDBOX", sandbox.url());
        environment.put("KEY", ApiKeys.SERVER);
        environment.put("MOBILE_KEY", ApiKeys.MOBILE);
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("syncs"));
        Files.writeString(
                folder.resolve("millrace.yaml"),
                "iterable:\n  base-url: ${SANDBOX}\n  api-key: ${KEY}\n"
                        + "  mobile-api-key: ${MOBILE_KEY}\n  project-type: "
                        + projectType
                        + "\n  requests-per-second: 0\n  batch-rows: 100\n"
                        + "  request-timeout: 1 s\n  retry-min: 1 ms\n  retry-max: 1 ms\n"
                        + "  quarantine-after: 1000000\n");
    }

    RunningLine with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    RunningLine parallelism(int subtasks) {
        parallelism = subtasks;
        return this;
    }

    RunningLine checkpoints(Duration interval) {
        checkpoints = interval;
        return this;
    }

    /** Until one that began from now on is there to be restored. */
    void awaitCheckpoint() throws Exception {
        Instant from = Instant.now();
        Instant deadline = from.plus(PATIENCE);
        while (newestCheckpoint().isBefore(from.plusMillis(200))) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private Instant newestCheckpoint() throws IOException {
        try (Stream<Path> files = Files.walk(state())) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(RunningLine::modified)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
        } catch (UncheckedIOException e) {
            return Instant.EPOCH;
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }

    /** Adds keys to the project's file. */
    RunningLine project(String yaml) throws IOException {
        Files.writeString(folder.resolve("millrace.yaml"), yaml, StandardOpenOption.APPEND);
        return this;
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** Adds a model of this DDL and a sync of the same name. */
    RunningLine sync(String name, String ddl, String yaml) throws IOException {
        Files.writeString(folder.resolve("models/" + name + ".sql"), ddl);
        Files.writeString(
                folder.resolve("syncs/" + name + ".yaml"),
                "model: "
                        + name
                        + (yaml.contains("type: ") ? "\n" : "\ntype: users\n")
                        + "schedule: every 1 s\n"
                        + yaml);
        triggers.put(name, OFTEN);
        return this;
    }

    RunningLine start() throws Exception {
        Definitions definitions = Definitions.read(folder, environment);
        plan = PlanResolver.resolve(definitions).orElseThrow();
        assertThat(definitions.problems().hasErrors()).isFalse();
        LocalConfiguration configuration =
                new LocalConfiguration(
                        plan.state(),
                        parallelism,
                        checkpoints,
                        RestartPolicy.ENDLESS,
                        OptionalInt.empty());
        cluster = LocalCluster.start(configuration);
        StreamExecutionEnvironment flink = configuration.environment();
        MillraceTopology.build(
                flink,
                plan,
                triggers,
                JobStart.verify(plan.project(), StartingState.saved(cluster.savedOperators()), ""));
        job = cluster.submit(flink.getStreamGraph());
        return this;
    }

    /**
     * When the last run began that is through: what changes from now on is seen by a later one,
     * that may have begun already.
     */
    Instant now(String sync) {
        return runs(sync, Instant.EPOCH).stream()
                .filter(run -> run.status().isFinal())
                .reduce((earlier, later) -> later)
                .map(run -> Instant.ofEpochMilli(run.run()))
                .orElse(Instant.EPOCH);
    }

    /** The first run that begins from now on and is through. */
    RunReport nextRun(String sync) throws Exception {
        return run(sync, Instant.now(), run -> run.status().isFinal());
    }

    /** The first run that began after {@code since} and is or becomes like this. */
    RunReport run(String sync, Instant since, Predicate<RunReport> like) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            List<RunReport> runs = runs(sync, since);
            for (RunReport run : runs) {
                if (like.test(run)) {
                    return run;
                }
            }
            Thread.sleep(30);
        }
        throw new AssertionError(
                "no such run of " + sync + " but " + runs(sync, since) + "; job " + job.state());
    }

    List<RunReport> runs(String sync, Instant since) {
        return read(ledger -> ledger.runsSince(since.plusMillis(1))).stream()
                .filter(run -> run.sync().equals(sync))
                .toList();
    }

    List<LedgerRow> rows(RunReport run) {
        return read(ledger -> ledger.rows(run.sync(), run.run(), ROWS_LISTED));
    }

    List<RunWarning> warnings(RunReport run) {
        return read(ledger -> ledger.warnings(run.sync(), run.run()));
    }

    Path state() {
        return plan.state();
    }

    LocalJob job() {
        return job;
    }

    /** In every delivered run, rows and operations add up. */
    void assertAddsUp() {
        List<RunReport> all = read(ledger -> ledger.runsSince(Instant.EPOCH));
        assertThat(all)
                .filteredOn(run -> run.isDelivered())
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.addsUp()).as(run.toString()).isTrue());
    }

    void assertNeverFailed() {
        assertThat(job.state().failure()).isEmpty();
        assertThat(job.state().ended()).isFalse();
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** A run of this status that did at least one operation. */
    static Predicate<RunReport> delivered(RunStatus status) {
        return run -> run.status() == status && run.delivered().operations() > 0;
    }

    private <T> T read(Function<LedgerReader, T> question) {
        LedgerPlan ledger = plan.ledger();
        try (LedgerReader reader =
                new LedgerReader(
                        new LedgerConnection(
                                ledger.url(), ledger.user(), ledger.password().reveal()))) {
            return question.apply(reader);
        }
    }
}
