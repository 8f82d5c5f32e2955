/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.local.CountingJob.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LocalClusterITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path WORKING_FOLDER = Path.of("").toAbsolutePath();
    private static final String STATE = "state of mine; ü%20#?&=+";

    @TempDir Path folder;
    private Path state;
    private Path output;
    private LocalConfiguration configuration;
    private Set<String> workingFolder;

    @BeforeEach
    void configure() throws IOException {
        workingFolder = namesIn(WORKING_FOLDER);
        state = folder.resolve(STATE);
        output = folder.resolve("output.csv");
        configuration = LocalConfiguration.of(state).withCheckpointInterval(Duration.ofMillis(100));
    }

    @AfterEach
    void nothingIsWrittenOutsideTheStateFolder() throws IOException {
        assertThat(namesIn(WORKING_FOLDER)).isEqualTo(workingFolder);
        assertThat(namesIn(folder)).isSubsetOf(STATE, "output.csv", "renamed.csv", "process.log");
    }

    @Test
    void aJobContinuesFromItsSavepointAtAnotherParallelism() throws Exception {
        StopOutcome stopped;
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(CountingJob.graph(configuration, "count", output));
            assertThat(job.restored()).isEmpty();
            awaitLines(200);
            stopped = job.stopWithSavepoint(PATIENCE);
            assertThat(job.state().status()).isEqualTo(JobStatus.FINISHED);
        }
        assertThat(stopped).isInstanceOf(StopOutcome.WithSavepoint.class);
        Path savepoint = ((StopOutcome.WithSavepoint) stopped).savepoint();
        int linesBefore = CountingJob.lines(output).size();

        LocalConfiguration narrower = configuration.withParallelism(1);
        try (LocalCluster cluster = LocalCluster.start(narrower)) {
            LocalJob job = cluster.submit(CountingJob.graph(narrower, "count", output));
            assertThat(job.restored().map(RestorePoint::path)).contains(savepoint);
            assertThat(job.handover().kept()).isEmpty();
            awaitLines(linesBefore + 200);
            job.cancel();
        }

        List<Line> lines = CountingJob.lines(output);
        assertThat(lines).allMatch(Line::inStep);
        assertThat(lines.stream().map(Line::number)).doesNotHaveDuplicates();
    }

    @Test
    void savepointsDoNotPileUp() throws Exception {
        for (int stop = 0; stop < 3; stop++) {
            int linesBefore = CountingJob.lines(output).size();
            try (LocalCluster cluster = LocalCluster.start(configuration)) {
                LocalJob job = cluster.submit(CountingJob.graph(configuration, "count", output));
                awaitLines(linesBefore + 100);
                assertThat(metadataIn(StateFolder.savepointsIn(state))).hasSizeLessThanOrEqualTo(1);
                job.stopWithSavepoint(PATIENCE);
            }
        }
        assertThat(StateFolder.temporaryIn(state)).doesNotExist();
        assertThat(CountingJob.lines(output)).allMatch(Line::inStep);
    }

    @Test
    void aProcessKilledSoonAfterASavepointIsContinued() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(CountingJob.graph(configuration, "count", output));
            awaitLines(100);
            job.stopWithSavepoint(PATIENCE);
        }
        for (int kill = 0; kill < 2; kill++) {
            int linesBefore = CountingJob.lines(output).size();
            Process process = startProcess();
            try {
                await(
                        () ->
                                CountingJob.lines(output).size() > linesBefore + 200
                                        && !metadataIn(StateFolder.checkpointsIn(state)).isEmpty());
            } finally {
                process.destroyForcibly().waitFor();
            }
        }

        int linesBefore = CountingJob.lines(output).size();
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(CountingJob.graph(configuration, "count", output));
            assertThat(job.restored()).isPresent();
            awaitLines(linesBefore + 100);
            job.cancel();
        }
        assertThat(CountingJob.lines(output)).allMatch(Line::inStep);
    }

    @Test
    void aKilledProcessIsContinuedFromItsLastCheckpoint() throws Exception {
        for (int kill = 0; kill < 2; kill++) {
            int linesBefore = CountingJob.lines(output).size();
            Process process = startProcess();
            try {
                await(
                        () ->
                                CountingJob.lines(output).size() > linesBefore + 200
                                        && !metadataIn(StateFolder.checkpointsIn(state)).isEmpty());
                assertThatThrownBy(() -> LocalCluster.start(configuration))
                        .isInstanceOf(LocalClusterException.class)
                        .hasMessageContaining("process " + process.pid());
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        Path half = StateFolder.checkpointsIn(state).resolve("0123/chk-999999/half");
        Files.createDirectories(half.getParent());
        Files.writeString(half, "a checkpoint the crash cut short");
        int linesBefore = CountingJob.lines(output).size();

        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(CountingJob.graph(configuration, "count", output));
            assertThat(job.restored()).isPresent();
            assertThat(half.getParent().getParent()).doesNotExist();
            awaitLines(linesBefore + 200);
            job.stopWithSavepoint(PATIENCE);
        }

        List<Line> lines = CountingJob.lines(output);
        assertThat(lines).allMatch(Line::inStep);
        assertThat(lines.get(linesBefore).number()).isPositive();
        assertThat(lines.stream().map(Line::number).distinct().count())
                .isEqualTo(lines.stream().mapToLong(Line::number).max().orElseThrow() + 1);
    }

    @Test
    void crashesDoNotPileUpFiles() throws Exception {
        for (int crash = 0; crash < 3; crash++) {
            int linesBefore = CountingJob.lines(output).size();
            try (LocalCluster cluster = LocalCluster.start(configuration)) {
                cluster.submit(CountingJob.graph(configuration, "count", output));
                awaitLines(linesBefore + 200);
                await(() -> !metadataIn(StateFolder.checkpointsIn(state)).isEmpty());
            }
        }
        try (StateFolder folder = StateFolder.open(state)) {
            RestorePoint newest = folder.restorePoints().get(0);
            folder.deleteUnused(newest);

            assertThat(folder.restorePoints()).hasSize(1);
            assertThat(filesIn(StateFolder.checkpointsIn(state))).allMatch(newest::uses);
        }
    }

    @Test
    void aJobThatCannotTakeASavepointInTimeKeepsItsLastCheckpoint() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(CountingJob.graph(configuration, "count", output));
            await(() -> !metadataIn(StateFolder.checkpointsIn(state)).isEmpty());

            assertThat(job.stopWithSavepoint(Duration.ZERO))
                    .isInstanceOf(StopOutcome.AtLastCheckpoint.class);
            assertThat(job.state().status()).isEqualTo(JobStatus.CANCELED);
            assertThat(job.stopWithSavepoint(PATIENCE))
                    .isInstanceOf(StopOutcome.AlreadyEnded.class);
        }
        assertThat(metadataIn(StateFolder.checkpointsIn(state))).hasSize(1);
    }

    @Test
    void stateOfNoSyncIsKeptAndListed() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(CountingJob.graph(configuration, "count", output));
            awaitLines(100);
            job.stopWithSavepoint(PATIENCE);
        }

        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job =
                    cluster.submit(
                            CountingJob.graph(
                                    configuration, "renamed", folder.resolve("renamed.csv")));
            assertThat(job.handover().kept()).extracting(SavedSync::name).containsExactly("count");
            job.cancel();
        }
    }

    @Test
    void aFailureIsReportedWhileTheJobRestarts() throws Exception {
        StreamExecutionEnvironment environment = configuration.environment();
        environment
                .fromSequence(0, 1)
                .map(LocalClusterITCase::refuse)
                .sinkTo(new DiscardingSink<>());
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(environment.getStreamGraph());
            await(() -> job.state().failure().isPresent());

            assertThat(job.state().ended()).isFalse();
            assertThat(job.state().failure().orElseThrow()).contains("the warehouse is away");
            job.cancel();
        }
    }

    @Test
    void theWebAddressAnswers() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            cluster.webAddress().resolve("/overview").toURL().openConnection();

            assertThat(connection.getResponseCode()).isEqualTo(200);
        }
    }

    private static long refuse(long number) {
        throw new IllegalStateException("the warehouse is away");
    }

    private Process startProcess() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.add("-Xmx512m");
        command.add("-cp");
        command.add(classPath());
        command.add(CountingJob.class.getName());
        command.add(state.toString());
        command.add(output.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("process.log").toFile()))
                .start();
    }

    /** Surefire may put the class path into a manifest; this property contains it. */
    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "."));
    }

    private void awaitLines(int count) throws Exception {
        await(() -> CountingJob.lines(output).size() >= count);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static Set<String> namesIn(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.map(child -> child.getFileName().toString())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static List<Path> metadataIn(Path area) throws IOException {
        return filesIn(area).stream()
                .filter(file -> file.endsWith(RestorePoint.METADATA))
                .collect(Collectors.toUnmodifiableList());
    }

    private static List<Path> filesIn(Path area) throws IOException {
        if (!Files.exists(area)) {
            return List.of();
        }
        for (int attempt = 0; ; attempt++) {
            try (Stream<Path> walk = Files.walk(area)) {
                return walk.filter(Files::isRegularFile).collect(Collectors.toUnmodifiableList());
            } catch (UncheckedIOException e) {
                // A folder went away while it was listed: the job deletes old checkpoints.
                assertThat(attempt).isLessThan(100);
            }
        }
    }
}
