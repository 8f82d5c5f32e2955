/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.local.CountingJob.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines that leave a job and come back. One that comes back with its state goes on counting where
 * it was; one without begins at 0.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KeptStateITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;
    private Path state;
    private LocalConfiguration configuration;

    @BeforeEach
    void configure() {
        state = folder.resolve("state of mine");
        configuration = LocalConfiguration.of(state).withCheckpointInterval(Duration.ofMillis(100));
    }

    @Test
    void aRemovedLineContinuesAfterManyRestartsOfTheOthers() throws Exception {
        assertThat(run("a", "b").kept()).isEmpty();
        assertThat(run("a").kept()).extracting(SavedSync::name).containsExactly("b");
        List<String> files = filesIn(StateFolder.keptIn(state));
        assertThat(files).hasSizeGreaterThan(3);

        for (int restart = 0; restart < 2; restart++) {
            crash("a");
            assertThat(run("a").kept()).extracting(SavedSync::name).containsExactly("b");
        }
        assertThat(filesIn(StateFolder.keptIn(state))).isEqualTo(files);

        Handover again = run("a", "b");
        assertThat(again.resumed()).extracting(SavedSync::name).containsExactly("b");
        assertThat(again.kept()).isEmpty();
        assertContinues("b");
        run("a", "b");
        assertContinues("b");
        run("a", "b");
        assertThat(filesIn(StateFolder.keptIn(state))).isEmpty();
    }

    @Test
    void linesThatLeaveAtDifferentTimesComeBackAtAnotherParallelism() throws Exception {
        run("a", "b", "c");
        run("a", "c");
        configuration = configuration.withParallelism(1);
        assertThat(run("a").kept()).extracting(SavedSync::name).containsExactly("b", "c");
        configuration = configuration.withParallelism(3);
        assertThat(run("a", "c").kept()).extracting(SavedSync::name).containsExactly("b");
        assertContinues("c");

        assertThat(run("a", "b", "c").kept()).isEmpty();

        assertContinues("b");
        assertContinues("c");
        run("b");
        assertThat(run("c").kept()).extracting(SavedSync::name).containsExactly("a", "b");
        run("a", "b", "c");
        for (String line : List.of("a", "b", "c")) {
            assertContinues(line);
        }
    }

    @Test
    void aProcessKilledAtAnyTimeLosesNothing() throws Exception {
        kill("a", "b");
        kill("a");
        kill("a");
        kill("a", "b");
        killBeforeACheckpoint("a", "b");

        run("a", "b");

        assertNeverBeganAgain("a");
        assertNeverBeganAgain("b");
    }

    /**
     * The process ends when the state is put together, and before any checkpoint of the new job.
     */
    @Test
    void aLineThatIsBackForAMomentIsNotLost() throws Exception {
        run("a", "b");
        run("a");
        configuration = configuration.withCheckpointInterval(Duration.ofHours(1));
        for (int attempt = 0; attempt < 2; attempt++) {
            int before = lines("b").size();
            try (LocalCluster cluster = LocalCluster.start(configuration)) {
                cluster.submit(CountingJob.lines(configuration, folder, "a", "b"));
                await(() -> lines("b").size() > before + 20);
            }
        }
        assertNeverBeganAgain("b");
        int before = lines("b").size();
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            cluster.submit(CountingJob.lines(configuration, folder, "a"));
        }
        configuration = configuration.withCheckpointInterval(Duration.ofMillis(100));

        run("a", "b");

        assertThat(lines("b")).hasSizeGreaterThan(before);
        assertNeverBeganAgain("b");
    }

    @Test
    void theStateFolderMayBeMovedMeanwhile() throws Exception {
        run("a", "b");
        run("a");
        Path moved = folder.resolve("elsewhere");
        Files.move(state, moved);
        state = moved;
        configuration = LocalConfiguration.of(state).withCheckpointInterval(Duration.ofMillis(100));

        run("a", "b");

        assertContinues("a");
        assertContinues("b");
    }

    @Test
    void aForgottenLineStartsAgainAndTheOthersContinue() throws Exception {
        run("a", "b", "c");
        run("a", "c");
        assertThat(SyncInventory.in(state))
                .extracting(SavedSync::name)
                .containsExactly("a", "b", "c");

        assertThat(SyncInventory.forget(state, "b")).isPresent();
        assertThat(SyncInventory.forget(state, "c")).isPresent();
        assertThat(SyncInventory.forget(state, "d")).isEmpty();

        assertThat(SyncInventory.in(state)).extracting(SavedSync::name).containsExactly("a");
        assertThat(filesIn(StateFolder.keptIn(state))).isEmpty();
        run("a", "b", "c");
        assertContinues("a");
        assertThat(timesBegun("b")).isEqualTo(2);
        assertThat(timesBegun("c")).isEqualTo(2);
    }

    @Test
    void stateIsKeptForThirtyDays() throws Exception {
        run("a", "b");
        run("a");
        Instant now = Instant.now();

        assertThat(prepared(now.plus(Duration.ofDays(29))).kept())
                .singleElement()
                .satisfies(
                        kept ->
                                assertThat(kept.keptUntil().orElseThrow())
                                        .isBefore(now.plus(Duration.ofDays(30))));
        Handover later = prepared(now.plus(Duration.ofDays(31)));

        assertThat(later.expired()).extracting(SavedSync::name).containsExactly("b");
        assertThat(later.kept()).isEmpty();
        assertThat(filesIn(StateFolder.keptIn(state))).isEmpty();
    }

    /** When all else is lost, what is kept is enough to start from. */
    @Test
    void keptStateIsUsedWithoutARestorePoint() throws Exception {
        run("a", "b");
        run("a");
        try (StateFolder owner = StateFolder.open(state)) {
            for (String area : List.of("checkpoints", "savepoints")) {
                try (Stream<Path> files = Files.walk(owner.root().resolve(area))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }

        run("a", "b");

        assertContinues("b");
        assertThat(timesBegun("a")).isEqualTo(2);
    }

    private Handover prepared(Instant now) {
        try (StateFolder owner = StateFolder.open(state)) {
            return new HandoverPreparation(owner, Set.of("a"), now).prepare();
        }
    }

    /** Until each line has counted on, and stops with a savepoint. */
    private Handover run(String... names) throws Exception {
        List<Integer> before = sizes(names);
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            LocalJob job = cluster.submit(CountingJob.lines(configuration, folder, names));
            awaitMore(before, names);
            assertThat(job.stopWithSavepoint(PATIENCE))
                    .isInstanceOf(StopOutcome.WithSavepoint.class);
            return job.handover();
        }
    }

    /** Ends without a savepoint, after at least one checkpoint. */
    private void crash(String... names) throws Exception {
        List<Integer> before = sizes(names);
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            cluster.submit(CountingJob.lines(configuration, folder, names));
            awaitMore(before, names);
            awaitCheckpoint();
        }
    }

    private void kill(String... names) throws Exception {
        List<Integer> before = sizes(names);
        Process process = start(names);
        try {
            awaitMore(before, names);
            awaitCheckpoint();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void killBeforeACheckpoint(String... names) throws Exception {
        Process process = start(names);
        try {
            await(() -> Files.exists(StateFolder.temporaryIn(state)));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(String... names) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx512m", "-cp", classPath(), CountingJob.class.getName()));
        command.addAll(List.of(state.toString(), folder.toString()));
        command.addAll(List.of(names));
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

    private List<Integer> sizes(String... names) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        for (String name : names) {
            sizes.add(lines(name).size());
        }
        return sizes;
    }

    private void awaitMore(List<Integer> before, String... names) throws Exception {
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            int enough = before.get(i) + 100;
            await(() -> lines(name).size() >= enough);
        }
    }

    private void awaitCheckpoint() throws Exception {
        await(
                () ->
                        filesIn(StateFolder.checkpointsIn(state)).stream()
                                .anyMatch(file -> file.endsWith(RestorePoint.METADATA)));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    /** Each number once, and each in step with the count of its key. */
    private void assertContinues(String name) throws IOException {
        assertThat(lines(name)).allMatch(Line::inStep);
        assertThat(lines(name).stream().map(Line::number)).doesNotHaveDuplicates();
    }

    private void assertNeverBeganAgain(String name) throws IOException {
        assertThat(lines(name)).allMatch(Line::inStep);
        assertThat(timesBegun(name)).isOne();
    }

    private long timesBegun(String name) throws IOException {
        return lines(name).stream().filter(line -> line.number() == 0).count();
    }

    private List<Line> lines(String name) throws IOException {
        return CountingJob.lines(folder.resolve(name + ".csv"));
    }

    private static List<String> filesIn(Path area) throws IOException {
        try (Stream<Path> walk = Files.walk(area)) {
            return walk.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .collect(Collectors.toUnmodifiableList());
        } catch (UncheckedIOException e) {
            // A folder went away while it was listed: the job deletes old checkpoints.
            return List.of();
        }
    }
}
