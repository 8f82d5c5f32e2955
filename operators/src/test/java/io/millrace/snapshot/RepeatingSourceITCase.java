/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.trigger.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RepeatingSourceITCase {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(2)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir Path directory;

    private JobClient job;

    @BeforeEach
    void resetRecorders() {
        FakeTable.reset();
        RunRecorder.reset();
        FakeListener.reset();
        FailingMap.reset(0, 0);
    }

    @AfterEach
    void stop() throws Exception {
        if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
            job.cancel().get();
            while (!job.getJobStatus().get().isGloballyTerminalState()) {
                Thread.sleep(10);
            }
        }
    }

    @Test
    void eachRunHasExactlyTheRowsOfOneRead() throws Exception {
        start(table(0), every(10), 2);

        awaitRuns(7, 2);

        assertEveryRunIsOneWholeRead(2);
    }

    @Test
    void failuresLoseNoRowAndDoubleNone() throws Exception {
        long seed = Long.getLong("millrace.test.seed", 42);
        FailingMap.reset(22, seed);
        start(table(0), every(10), 2);

        awaitFailures();
        awaitRuns(RunRecorder.complete(2).size() + 3, 2);

        assertEveryRunIsOneWholeRead(2);
    }

    @Test
    void aSavepointDuringARunIsRestoredAtAnotherParallelism() throws Exception {
        start(table(2), every(10), 2);
        awaitRuns(1, 2);
        String savepoint = stopDuringARun();
        start(table(2), every(10), 3, savepoint);
        awaitRuns(RunRecorder.complete(2).size() + 2, 2);
        savepoint = stopDuringARun();
        start(table(0), every(10), 1, savepoint);
        awaitRuns(RunRecorder.complete(1).size() + 3, 1);

        assertEveryRunIsOneWholeRead(1);
    }

    @Test
    void aRunThatCannotBeReadFailsAndTheJobContinues() throws Exception {
        FakeTable.breakRow(1, 30);
        FakeTable.breakReading(2);
        start(table(0), every(10), 2);

        awaitRuns(4, 2);

        assertEveryRunIsOneWholeRead(2);
        assertThat(FakeListener.failed())
                .hasSize(2)
                .first()
                .asString()
                .contains("bad block")
                .contains("disk");
        assertThat(FakeListener.failed()).last().asString().contains("no connection");
        assertThat(RunRecorder.complete(2).stream().map(this::reading)).doesNotContain(1, 2);
        assertThat(FailingMap.opened()).as("no restart").isLessThanOrEqualTo(4);
    }

    @Test
    void aRunWithFarTooFewRowsIsHeld() throws Exception {
        start(table(0), every(10), 2, new RunGuard.NotShrunken(0.5), "");

        awaitRuns(4, 2);

        // Read 3 has one split, read 4 has none.
        assertThat(FakeListener.held()).hasSize(2);
        assertThat(RunRecorder.complete(2).stream().map(this::reading)).startsWith(0, 1, 2, 5);
    }

    @Test
    void onceIsOneRunEvenAfterARestart() throws Exception {
        Trigger once = new Trigger.Once(Instant.now());
        start(table(4), once, 2);
        String savepoint = stopDuringARun();
        start(table(0), once, 2, savepoint);
        awaitRuns(1, 2);
        Thread.sleep(700);
        assertThat(RunRecorder.complete(2)).hasSize(1);
        assertThat(FakeListener.started()).hasSize(1);

        savepoint = savepoint();
        start(table(0), new Trigger.Once(Instant.now()), 2, savepoint);
        awaitRuns(2, 2);
        Thread.sleep(300);
        assertThat(FakeListener.started()).hasSize(2);
        assertEveryRunIsOneWholeRead(2);
    }

    @Test
    void noRunStartsBeforeTheNextCheckpointIsComplete() throws Exception {
        StreamExecutionEnvironment env = environment(2, "", Duration.ofHours(10));
        execute(env, table(0), every(10), new RunGuard.Trusting());

        awaitRuns(1, 2);
        Thread.sleep(1_000);

        // Flink takes one checkpoint when the job has started, whatever the interval; a quick run
        // may end before it. Without the gate there would be a run every 10 ms.
        assertThat(FakeListener.started()).hasSizeBetween(1, 2);
    }

    @Test
    void aSourceOfFlinkIsReadRepeatedly() throws Exception {
        start(new NumberSequenceSource(1, 1_000), every(10), 2);

        awaitRuns(3, 2);

        for (long run : RunRecorder.complete(2)) {
            Map<Long, Integer> rows = RunRecorder.rows(run);
            assertThat(rows).hasSize(1_000);
            assertThat(rows.values()).containsOnly(1);
        }
    }

    @Test
    void aRestoredEnumeratorContinuesItsRun() throws Exception {
        FakeListener.breakCalls(8);
        start(table(0), every(10), 2);

        while (FakeListener.callsToBreak() > 0) {
            Thread.sleep(20);
        }
        awaitRuns(RunRecorder.complete(2).size() + 3, 2);

        assertEveryRunIsOneWholeRead(2);
    }

    @Test
    void eachRunReadsTheFilesOfItsTime() throws Exception {
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.write(files.resolve("a.csv"), List.of("1", "2", "3"));
        Files.write(files.resolve("b.csv"), List.of("4", "5"));
        Source<String, ?, ?> source =
                FileSource.forRecordStreamFormat(
                                new TextLineInputFormat(),
                                new org.apache.flink.core.fs.Path(files.toUri()))
                        .build();
        StreamExecutionEnvironment env = environment(2, "", Duration.ofMillis(100));
        record(
                env.fromSource(
                                new RepeatingSource<>(
                                        source,
                                        new RunPolicy(
                                                every(300),
                                                new RunGuard.Trusting(),
                                                RunListener.none()),
                                        Types.STRING),
                                WatermarkStrategy.noWatermarks(),
                                "files")
                        .map(Long::parseLong)
                        .returns(Types.LONG));
        job = env.executeAsync();
        awaitRuns(1, 2);
        assertThat(rowsOfNewestRun()).containsExactly(1L, 2L, 3L, 4L, 5L);

        Files.delete(files.resolve("a.csv"));
        Files.write(files.resolve("c.csv"), List.of("6"));
        awaitRuns(RunRecorder.complete(2).size() + 2, 2);

        assertThat(rowsOfNewestRun()).containsExactly(4L, 5L, 6L);
    }

    private static Set<Long> rowsOfNewestRun() {
        List<Long> runs = RunRecorder.complete(2);
        return RunRecorder.rows(runs.get(runs.size() - 1)).keySet();
    }

    private void assertEveryRunIsOneWholeRead(int parallelism) {
        Set<Integer> readings = new HashSet<>();
        for (long run : RunRecorder.complete(parallelism)) {
            Map<Long, Integer> rows = RunRecorder.rows(run);
            int reading = reading(run);
            if (reading >= 0) {
                assertThat(rows.keySet()).isEqualTo(FakeTable.rows(reading));
                assertThat(rows.values()).as("each row once").containsOnly(1);
                assertThat(readings.add(reading)).isTrue();
            }
        }
    }

    /** Returns the number of the read with the run's rows; -1 if the run has no rows. */
    private int reading(long run) {
        return RunRecorder.rows(run).keySet().stream()
                .findFirst()
                .map(FakeTable::readingOf)
                .orElse(-1);
    }

    private static FakeTable table(int millisPerRow) {
        return new FakeTable(millisPerRow);
    }

    private static Trigger every(int millis) {
        return new Trigger.Every(Duration.ofMillis(millis));
    }

    private void start(Source<Long, ?, ?> source, Trigger trigger, int parallelism)
            throws Exception {
        start(source, trigger, parallelism, "");
    }

    private void start(
            Source<Long, ?, ?> source, Trigger trigger, int parallelism, String savepoint)
            throws Exception {
        start(source, trigger, parallelism, new RunGuard.Trusting(), savepoint);
    }

    private void start(
            Source<Long, ?, ?> source,
            Trigger trigger,
            int parallelism,
            RunGuard guard,
            String savepoint)
            throws Exception {
        execute(
                environment(parallelism, savepoint, Duration.ofMillis(100)),
                source,
                trigger,
                guard);
    }

    private StreamExecutionEnvironment environment(
            int parallelism, String savepoint, Duration checkpoints) {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        if (!savepoint.isEmpty()) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(16);
        return env;
    }

    private void execute(
            StreamExecutionEnvironment env,
            Source<Long, ?, ?> source,
            Trigger trigger,
            RunGuard guard)
            throws Exception {
        RepeatingSource<Long> repeating =
                new RepeatingSource<>(
                        source, new RunPolicy(trigger, guard, new FakeListener()), Types.LONG);
        record(env.fromSource(repeating, WatermarkStrategy.noWatermarks(), "table").uid("table"));
        job = env.executeAsync();
    }

    private static void record(DataStream<Long> rows) {
        rows.map(new FailingMap())
                .uid("failing-map")
                .keyBy(row -> row % RunRecorder.BUCKETS, Types.LONG)
                .map(new FailingMap())
                .uid("failing-map-after-shuffle")
                .keyBy(row -> row % RunRecorder.BUCKETS, Types.LONG)
                .transform("recorder", Types.LONG, new RunRecorder())
                .uid("recorder");
    }

    private String stopDuringARun() throws Exception {
        awaitStarted();
        int started = FakeListener.started().size();
        while (FakeListener.started().size() == started && started != 1) {
            Thread.sleep(5);
        }
        Thread.sleep(120);
        return savepoint();
    }

    private String savepoint() throws Exception {
        String savepoint =
                job.stopWithSavepoint(
                                false, directory.toUri().toString(), SavepointFormatType.CANONICAL)
                        .get();
        while (job.getJobStatus().get() != JobStatus.FINISHED) {
            Thread.sleep(10);
        }
        return savepoint;
    }

    private static void awaitRuns(int runs, int parallelism) throws Exception {
        while (RunRecorder.complete(parallelism).size() < runs) {
            Thread.sleep(20);
        }
    }

    /** A savepoint is refused while tasks are still being deployed. */
    private static void awaitStarted() throws Exception {
        while (FakeListener.started().isEmpty()) {
            Thread.sleep(20);
        }
        Thread.sleep(200);
    }

    private static void awaitFailures() throws Exception {
        while (FailingMap.left() > 0) {
            Thread.sleep(20);
        }
    }

    /** Fails at random rows, until the set number of failures has happened. */
    private static final class FailingMap implements MapFunction<Long, Long> {

        private static final AtomicInteger LEFT = new AtomicInteger();
        private static final AtomicInteger OPENED = new AtomicInteger();
        private static final AtomicInteger UNTIL = new AtomicInteger();
        private static Random random = new Random(0);

        private boolean counted;

        static void reset(int failures, long seed) {
            random = new Random(seed);
            LEFT.set(failures);
            OPENED.set(0);
            UNTIL.set(300);
        }

        static int left() {
            return LEFT.get();
        }

        static int opened() {
            return OPENED.get();
        }

        @Override
        public Long map(Long row) throws Exception {
            if (!counted) {
                counted = true;
                OPENED.incrementAndGet();
            }
            if (LEFT.get() > 0 && UNTIL.decrementAndGet() == 0) {
                LEFT.decrementAndGet();
                UNTIL.set(50 + random.nextInt(1_500));
                throw new IllegalStateException("injected");
            }
            return row;
        }
    }

    /** Records events. */
    private static final class FakeListener implements RunListener {

        private static final Queue<Long> STARTED = new ConcurrentLinkedQueue<>();
        private static final Queue<String> FAILED = new ConcurrentLinkedQueue<>();
        private static final Queue<String> HELD = new ConcurrentLinkedQueue<>();

        /** Number of the current test: a cancelled job of an earlier test may still send events. */
        private static final AtomicInteger TEST = new AtomicInteger();

        private static final AtomicInteger CALLS_TO_BREAK = new AtomicInteger();
        private static final AtomicInteger CALLS = new AtomicInteger();

        private final int test = TEST.get();

        private boolean isOfCurrentTest() {
            return test == TEST.get();
        }

        /** Makes the enumerator fail at every third call, {@code failures} times. */
        static void breakCalls(int failures) {
            CALLS_TO_BREAK.set(failures);
        }

        static int callsToBreak() {
            return CALLS_TO_BREAK.get();
        }

        private static void breakIfSet() {
            if (CALLS_TO_BREAK.get() > 0 && CALLS.incrementAndGet() % 3 == 0) {
                CALLS_TO_BREAK.decrementAndGet();
                throw new IllegalStateException("injected");
            }
        }

        static void reset() {
            TEST.incrementAndGet();
            CALLS_TO_BREAK.set(0);
            STARTED.clear();
            FAILED.clear();
            HELD.clear();
        }

        static List<Long> started() {
            return List.copyOf(STARTED);
        }

        static List<String> failed() {
            return List.copyOf(FAILED);
        }

        static List<String> held() {
            return List.copyOf(HELD);
        }

        @Override
        public void started(long run) {
            if (isOfCurrentTest()) {
                STARTED.add(run);
                breakIfSet();
            }
        }

        @Override
        public void progress(long run, long rows) {
            if (isOfCurrentTest()) {
                breakIfSet();
            }
        }

        @Override
        public void failed(long run, String reason) {
            if (isOfCurrentTest()) {
                FAILED.add(reason);
            }
        }

        @Override
        public void held(long run, String reason) {
            if (isOfCurrentTest()) {
                HELD.add(reason);
            }
        }
    }
}
