/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.row.IdentifierKind;
import io.millrace.row.RowChunk;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import io.millrace.snapshot.ChangingTable;
import io.millrace.snapshot.PackingRunMarking;
import io.millrace.snapshot.Published;
import io.millrace.snapshot.RepeatingSource;
import io.millrace.snapshot.RunGuard;
import io.millrace.snapshot.RunListener;
import io.millrace.snapshot.RunPolicy;
import io.millrace.trigger.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repeating source and the diff, on a cluster with RocksDB, with failures. */
class SnapshotDiffITCase {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .build());

    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("email", DataTypes.STRING()))
                            .getLogicalType();
    private static final RowLayout LAYOUT =
            new RowLayout(COLUMNS, List.of(0), 1, IdentifierKind.EMAIL);

    private static final Queue<String> NEWS = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger ROWS_TO_FAILURE = new AtomicInteger(Integer.MAX_VALUE);
    private static final AtomicInteger FAILURES = new AtomicInteger();

    @TempDir Path folder;

    private ChangingTable table;
    private Optional<JobClient> job = Optional.empty();

    @BeforeEach
    void clean() {
        NEWS.clear();
        ROWS_TO_FAILURE.set(Integer.MAX_VALUE);
        FAILURES.set(0);
        table = new ChangingTable("table-" + System.nanoTime(), 7);
        for (long id = 0; id < 1_000; id++) {
            table.rows().put(id, "user" + id);
        }
    }

    /** Rows are in many buckets, and buckets in all subtasks. */
    private static final long IDS_APART = 997;

    @AfterEach
    void cancel() throws Exception {
        if (job.isPresent()) {
            job.get().cancel().get();
            while (!job.get().getJobStatus().get().isGloballyTerminalState()) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    @Timeout(60)
    void eachRunFindsWhatChangedSinceTheLast() throws Exception {
        start(2, Optional.empty(), new Trigger.Every(Duration.ofMillis(200)));
        awaitRuns(1);
        assertThat(lastTally()).isEqualTo(tally(lastTally().run(), 1_000, 1_000, 0, 0, 0));

        table.rows().put(5_000L, "new");
        awaitRuns(runs().size() + 2);
        table.rows().remove(3L);
        awaitRuns(runs().size() + 2);
        table.rows().put(4L, "changed");
        awaitRuns(runs().size() + 2);

        Map<Long, DiffTally> runs = runs();
        assertThat(runs.values().stream().mapToLong(DiffTally::added).sum()).isEqualTo(1_001);
        assertThat(runs.values().stream().mapToLong(DiffTally::removed).sum()).isEqualTo(1);
        assertThat(runs.values().stream().mapToLong(DiffTally::changed).sum()).isEqualTo(1);
        assertThat(NEWS).noneMatch(news -> news.startsWith("failed") || news.startsWith("held"));
    }

    @Test
    @Timeout(60)
    void aRequestedRunHappensOnce() throws Exception {
        start(2, Optional.empty(), new Trigger.Once(Instant.now()));
        awaitRuns(1);
        Thread.sleep(1_000);

        assertThat(runs()).hasSize(1);
    }

    @Test
    @Timeout(60)
    void aBrokenSourceFailsItsRunAndNotTheJob() throws Exception {
        start(2, Optional.empty(), new Trigger.Every(Duration.ofMillis(200)));
        awaitRuns(1);
        table.breakWith("relation \"customers\" does not exist");
        awaitNews("failed");
        table.mend();
        awaitRuns(runs().size() + 2);

        assertThat(NEWS).anyMatch(news -> news.contains("relation \"customers\" does not exist"));
        assertThat(runs().values().stream().mapToLong(DiffTally::removed).sum()).isZero();
        assertThat(runs().values().stream().mapToLong(DiffTally::added).sum()).isEqualTo(1_000);
    }

    @Test
    @Timeout(60)
    void anEmptyTableIsHeldAndRemovesNothing() throws Exception {
        start(2, Optional.empty(), new Trigger.Every(Duration.ofMillis(200)));
        awaitRuns(1);
        Map<Long, String> rows = new TreeMap<>(table.rows());
        changeBetweenReads(() -> table.rows().clear());
        awaitNews("held");
        changeBetweenReads(() -> table.rows().putAll(rows));
        awaitRuns(runs().size() + 2);

        assertThat(runs().values().stream().mapToLong(DiffTally::removed).sum()).isZero();
        assertThat(lastTally().unchanged()).isEqualTo(1_000);
    }

    /** Changes the table while no run can read it, as the splits of a run are read one by one. */
    private void changeBetweenReads(Runnable change) throws Exception {
        NEWS.clear();
        table.breakWith("being loaded");
        awaitNews("failed");
        change.run();
        table.mend();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(120)
    void runsAreExactWhateverFails(long seed) throws Exception {
        Random random = new Random(seed);
        start(2, Optional.empty(), new Trigger.Every(Duration.ofMillis(50)));
        Map<Long, String> expected = new HashMap<>();
        for (int step = 0; step < 15; step++) {
            ROWS_TO_FAILURE.set(200 + random.nextInt(3_000));
            for (int change = 0; change < 10; change++) {
                long id = random.nextInt(1_200) * IDS_APART;
                if (random.nextInt(3) == 0) {
                    table.rows().remove(id);
                } else {
                    table.rows().put(id, "user" + id + "-" + random.nextInt(3));
                }
            }
            awaitRuns(runs().size() + 1);
            if (step % 5 == 4) {
                ROWS_TO_FAILURE.set(Integer.MAX_VALUE);
                awaitRuns(runs().size() + 1);
                String savepoint =
                        job.orElseThrow()
                                .stopWithSavepoint(
                                        false,
                                        folder.toUri().toString(),
                                        SavepointFormatType.NATIVE)
                                .get();
                start(
                        1 + random.nextInt(3),
                        Optional.of(savepoint),
                        new Trigger.Every(Duration.ofMillis(50)));
            }
        }
        ROWS_TO_FAILURE.set(Integer.MAX_VALUE);
        awaitRuns(runs().size() + 2);

        expected.putAll(table.rows());
        Map<Long, DiffTally> runs = runs();
        assertThat(FAILURES.get()).as("failures injected").isPositive();
        long present =
                runs.values().stream().mapToLong(DiffTally::added).sum()
                        - runs.values().stream().mapToLong(DiffTally::removed).sum();
        assertThat(present).as(runs.values().toString()).isEqualTo(expected.size());
        for (DiffTally tally : runs.values()) {
            assertThat(tally.read()).isEqualTo(tally.added() + tally.changed() + tally.unchanged());
            assertThat(tally.duplicate()).isZero();
        }
        assertThat(lastTally().unchanged()).isEqualTo(expected.size());
        assertThat(belief()).isEqualTo(expected);
    }

    private void start(int parallelism, Optional<String> savepoint, Trigger trigger)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(20));
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        savepoint.ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(128);
        InternalTypeInfo<RowData> type = InternalTypeInfo.of(COLUMNS);
        DataStream<RowChunk> rows =
                env.fromSource(
                                new RepeatingSource<>(
                                        table,
                                        new RunPolicy(
                                                trigger,
                                                new RunGuard.NotShrunken(0.5),
                                                new Recorder()),
                                        type),
                                WatermarkStrategy.noWatermarks(),
                                "table")
                        .uid("table")
                        .map(new FailingNowAndThen())
                        .returns(type)
                        .uid("failing")
                        .transform(
                                "stamp",
                                TypeInformation.of(RowChunk.class),
                                new PackingRunMarking(LAYOUT, 0))
                        .uid("stamp");
        SingleOutputStreamOperator<Change> changes =
                rows.keyBy(RowChunk::bucket, Types.LONG)
                        .transform(
                                "diff",
                                TypeInformation.of(Change.class),
                                new DiffOperatorFactory(LAYOUT, ResendPolicy.EVERY_CHANGE))
                        .uid("diff");
        Published.publish(changes, table.name() + "-changes");
        Published.publish(changes.getSideOutput(DiffOperator.TALLIES), table.name() + "-tallies");
        job = Optional.of(env.executeAsync());
    }

    private void awaitRuns(int count) throws Exception {
        JobClient running = job.orElseThrow();
        while (runs().size() < count) {
            if (running.getJobStatus().get().isGloballyTerminalState()) {
                running.getJobExecutionResult().get();
            }
            Thread.sleep(20);
        }
    }

    private static void awaitNews(String start) throws InterruptedException {
        while (NEWS.stream().noneMatch(news -> news.startsWith(start))) {
            Thread.sleep(20);
        }
    }

    private Map<Long, DiffTally> runs() {
        Map<Long, DiffTally> sums = new TreeMap<>();
        for (DiffTally part : Published.<DiffTally>of(table.name() + "-tallies")) {
            sums.merge(part.run(), part, SnapshotDiffITCase::add);
        }
        return sums;
    }

    /** The table as a receiver of only the changes has it. */
    private Map<Long, String> belief() {
        RowCodec codec = RowCodec.of(COLUMNS);
        Map<Long, byte[]> rows = new HashMap<>();
        for (Change change : Published.<Change>of(table.name() + "-changes")) {
            switch (change.kind()) {
                case ADDED, CHANGED -> rows.put(change.keyLow(), change.row());
                case REMOVED -> rows.remove(change.keyLow());
                case MOVED, HELD, WITHDRAWN -> assertThat(rows).containsKey(change.keyLow());
            }
        }
        Map<Long, String> belief = new HashMap<>();
        for (byte[] row : rows.values()) {
            RowData decoded = codec.decode(row);
            belief.put(decoded.getLong(0), decoded.getString(1).toString());
        }
        return belief;
    }

    private static DiffTally add(DiffTally a, DiffTally b) {
        return new DiffTally(
                a.run(),
                a.read() + b.read(),
                a.added() + b.added(),
                a.changed() + b.changed(),
                a.removed() + b.removed(),
                a.unchanged() + b.unchanged(),
                a.duplicate() + b.duplicate(),
                a.keyless() + b.keyless());
    }

    private DiffTally lastTally() {
        return new ArrayList<>(runs().values()).get(runs().size() - 1);
    }

    private static DiffTally tally(
            long run, long read, long added, long changed, long removed, long unchanged) {
        return new DiffTally(run, read, added, changed, removed, unchanged, 0, 0);
    }

    private static final class Recorder implements RunListener {

        @Override
        public void started(long run) {
            NEWS.add("started " + run);
        }

        @Override
        public void progress(long run, long rows) {
            NEWS.add("progress " + run + " " + rows);
        }

        @Override
        public void failed(long run, String reason) {
            NEWS.add("failed " + run + " " + reason);
        }

        @Override
        public void held(long run, String reason) {
            NEWS.add("held " + run + " " + reason);
        }
    }

    private static final class FailingNowAndThen extends RichMapFunction<RowData, RowData> {

        @Override
        public void open(OpenContext context) {}

        @Override
        public RowData map(RowData row) {
            if (ROWS_TO_FAILURE.decrementAndGet() == 0) {
                FAILURES.incrementAndGet();
                throw new IllegalStateException("injected");
            }
            return row;
        }
    }
}
