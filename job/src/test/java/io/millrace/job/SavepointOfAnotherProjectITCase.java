/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import io.millrace.job.local.JobState;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.StopOutcome;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.resolver.PlanResolver;
import io.millrace.job.topology.JobStart;
import io.millrace.job.topology.MillraceTopology;
import io.millrace.job.topology.StartingState;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.testing.SandboxExtension;
import io.millrace.trigger.Trigger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the job's main does with a savepoint, and the job with state the main could not look at. */
@Timeout(240)
final class SavepointOfAnotherProjectITCase {

    @RegisterExtension static final SandboxExtension FIRST = new SandboxExtension();

    private static EmbeddedPostgres postgres;
    private static Sandbox first;
    private static Map<String, String> environment;
    private static Path savepoint;

    @TempDir private static Path path;

    @RegisterExtension final SandboxExtension seconds = new SandboxExtension();

    private Sandbox second;
    private final StringWriter said = new StringWriter();

    /** Runs the line into the first project, and stops it with a savepoint. */
    @BeforeAll
    static void runOnce() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        first = FIRST.start(SandboxOptions.unthrottled());
        Files.writeString(path.resolve("people.csv"), "1,u1\n2,u2\n");
        try (RunningLine line = new RunningLine(path, first, "hybrid")) {
            line.project("ledger:\n  url: ${LEDGER}\n")
                    .with("LEDGER", postgres.getJdbcUrl("postgres", "postgres"))
                    .sync(
                            "people",
                            "CREATE TABLE people (id BIGINT, name STRING, PRIMARY KEY (id) NOT"
                                    + " ENFORCED) WITH ('connector' = 'filesystem', 'path' = '"
                                    + path.resolve("people.csv").toUri()
                                    + "', 'format' = 'csv');",
                            "identifier: {userId: name}\nmappings: {n: id}\n")
                    .start();
            awaitUsers(2);
            StopOutcome stopped = line.job().stopWithSavepoint(Duration.ofSeconds(60));
            savepoint = ((StopOutcome.WithSavepoint) stopped).savepoint();
            environment = line.environment();
        }
    }

    private static void awaitUsers(int users) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (first.users().size() < users) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(100);
        }
    }

    @AfterAll
    static void stopAll() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void open() {
        second = seconds.start(SandboxOptions.unthrottled());
    }

    @Test
    void theMainRefusesASavepointOfAnotherProject() throws Exception {
        assertThat(submitted(of(second, ApiKeys.SERVER))).isEmpty();

        assertThat(said.toString())
                .contains("the state was sent to another Iterable project, at " + first.url())
                .contains("; 'iterable.base-url' is " + second.url())
                .contains("--new-project");
        assertThat(second.counters().keySet())
                .containsExactlyInAnyOrder("GET /api/channels", "GET /api/messageTypes");
    }

    @Test
    void theMainTakesASavepointWithANewKeyOfTheProject() throws Exception {
        Optional<StreamGraph> graph = submitted(of(first, ApiKeys.SECOND_SERVER));

        assertThat(graph.orElseThrow().getSavepointRestoreSettings().getRestorePath())
                .isEqualTo(savepoint.toString());
    }

    @Test
    void aNewProjectIsSubmittedWithoutTheSavepoint() throws Exception {
        Map<String, String> other = of(second, ApiKeys.SERVER);
        other.put("LEDGER", "jdbc:h2:tcp://ledger.invalid/millrace");

        Optional<StreamGraph> graph = submitted(other, "--new-project");

        assertThat(graph.orElseThrow().getSavepointRestoreSettings().restoreSavepoint()).isFalse();
        assertThat(said.toString())
                .contains("starts without the savepoint and sends every row")
                .contains("The project of the ledger can't be checked");
    }

    @Test
    void newProjectIsRefusedWithASavepointOfTheProject() throws Exception {
        assertThat(submitted(of(first, ApiKeys.SERVER), "--new-project")).isEmpty();

        assertThat(said.toString()).contains("the savepoint belongs to this Iterable project");
    }

    @Test
    void theMainRefusesALedgerOfAnotherProject() throws Exception {
        assertThat(submitted(of(first, ApiKeys.SERVER))).isPresent();

        assertThat(submitted(of(second, ApiKeys.SERVER), "--new-project")).isEmpty();

        assertThat(said.toString()).contains("records the runs of another Iterable project");
    }

    /** As when the main can't read the savepoint from where it is. */
    @Test
    void theJobItselfRefusesTheStateBeforeAnyCallAndDoesNotRestart() throws Exception {
        Plan plan =
                PlanResolver.resolve(Definitions.read(path, of(second, ApiKeys.SERVER)))
                        .orElseThrow();
        LocalConfiguration configuration = LocalConfiguration.of(plan.state());
        JobStart unseen = JobStart.verify(plan.project(), StartingState.none(), "");
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            StreamExecutionEnvironment flink = configuration.environment();
            MillraceTopology.build(
                    flink,
                    plan,
                    Map.of("people", new Trigger.Every(Duration.ofMillis(200))),
                    unseen);

            JobState end = cluster.submit(flink.getStreamGraph()).await(Duration.ofSeconds(60));

            assertThat(end.status()).isEqualTo(JobStatus.FAILED);
            assertThat(end.failure().orElseThrow())
                    .contains("the state was sent to another Iterable project, at " + first.url());
        }
        assertThat(second.counters().keySet())
                .containsExactlyInAnyOrder(
                        "GET /api/channels", "GET /api/messageTypes", "GET /api/users/getFields");
    }

    private Map<String, String> of(Sandbox sandbox, String key) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("SANDBOX", sandbox.url());
        variables.put("KEY", key);
        return variables;
    }

    /** The job as the main would submit it with the savepoint. */
    private Optional<StreamGraph> submitted(Map<String, String> variables, String... more)
            throws Exception {
        Configuration flink =
                GlobalConfiguration.loadConfiguration(Path.of("../flink-conf").toString());
        flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toString());
        CommandLine line = MillraceJob.commandLine(variables);
        line.setErr(new PrintWriter(said, true));
        List<String> arguments = new ArrayList<>(List.of("--definitions", path.toString()));
        arguments.addAll(List.of(more));
        line.parseArgs(arguments.toArray(String[]::new));
        MillraceJob job = line.getCommand();
        return job.graph(StreamExecutionEnvironment.getExecutionEnvironment(flink));
    }
}
