/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.DiffOperator;
import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableServer;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.testing.SandboxExtension;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.source.legacy.RichSourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs many times larger than the limit of pending operations, in a cluster that fails once. */
@Timeout(120)
@SuppressWarnings("deprecation") // the old source interface needs a fifth of the code
class BacklogITCase {

    private static final int ROWS = 12_000;
    private static final long RUNS = 2;
    private static final long LIMIT = 1_000;
    private static final int ROWS_BEFORE_A_CHECKPOINT = 500;
    private static final int FAILS_AT = ROWS / 2;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .setConfiguration(
                                    new Configuration()
                                            .set(
                                                    TaskManagerOptions.MEMORY_SEGMENT_SIZE,
                                                    MemorySize.parse("4kb")))
                            .build());

    private static final AtomicLong EMITTED = new AtomicLong();
    private static final AtomicLong CHECKPOINTS_IN_RUN_1 = new AtomicLong();
    private static final AtomicLong FAILURES_LEFT = new AtomicLong();
    private static final Queue<DeliveryNotice> DELIVERIES = new ConcurrentLinkedQueue<>();

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
        EMITTED.set(0);
        CHECKPOINTS_IN_RUN_1.set(0);
        FAILURES_LEFT.set(1);
    }

    @AfterEach
    void stop() {
        DELIVERIES.clear();
    }

    @Test
    void aRunLargerThanTheLimitIsDeliveredWhileTheSourceWaitsAndCheckpointsContinue()
            throws Exception {
        // The source fails once: what was accepted since the last checkpoint is sent again.
        sandboxes.allow(Violation.Rule.NOTHING_SENT_TWICE);
        Map<String, String> expected = new HashMap<>();
        IntStream.range(0, ROWS).forEach(row -> expected.put(email(row), plan(lastChange(row))));
        long mostUnsent = 0;

        JobClient job = topology().executeAsync("backlog");
        try {
            while (settled(RUNS).isEmpty()) {
                long taken = sandbox.users().size();
                if (settled(1).isEmpty() && taken > 0) {
                    mostUnsent = Math.max(mostUnsent, EMITTED.get() - taken);
                }
                Thread.sleep(250);
            }
        } finally {
            job.cancel().get();
        }

        Map<String, String> held = new HashMap<>();
        sandbox.users().forEach((email, fields) -> held.put(email, fields.path("plan").asText()));
        assertThat(held).isEqualTo(expected);
        assertThat(mostUnsent).as("rows on their way").isPositive().isLessThan(ROWS / 2);
        assertThat(CHECKPOINTS_IN_RUN_1).as("while a run came in").hasValueGreaterThan(5);
        assertThat(FAILURES_LEFT).hasValueLessThanOrEqualTo(0);
        long changed = IntStream.range(0, ROWS).filter(row -> changes(row, 2)).count();
        assertThat(settled(1))
                .extracting(DeliveryNotice::tally)
                .isNotEmpty()
                .allSatisfy(
                        tally -> {
                            assertThat(tally.operations())
                                    .as("all but those that the next run took the place of")
                                    .isBetween(ROWS - changed, (long) ROWS);
                            assertThat(tally.accepted()).isEqualTo(tally.operations());
                        });
        assertThat(settled(2))
                .extracting(DeliveryNotice::tally)
                .containsOnly(new DeliveryTally(changed, changed, 0, 0));
    }

    private StreamExecutionEnvironment topology() {
        Configuration config =
                new Configuration()
                        .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                        .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100))
                        .set(PipelineOptions.GENERIC_TYPES, false)
                        .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                        .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2)
                        .set(
                                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
                                Duration.ofMillis(20));
        OutboxSettings.Builder options =
                OutboxSettings.builder()
                        .batchRows(100)
                        .requestsPerSecond(50.0)
                        .backlog(new OutboxSettings.Backlog(LIMIT, Duration.ofSeconds(2)));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(1);
        SingleOutputStreamOperator<Operation> runs =
                env.addSource(new Runs(), TypeInformation.of(Operation.class)).uid("runs");
        runs.transform("packing", TypeInformation.of(OperationChunk.class), new PackedOperations())
                .keyBy(OperationChunk::key, Types.LONG)
                .connect(runs.getSideOutput(DiffOperator.TALLIES).broadcast())
                .transform(
                        "outbox",
                        TypeInformation.of(DeliveryNotice.class),
                        new OutboxOperatorFactory(
                                options.build(),
                                IterableClient.provider(
                                        new IterableServer(sandbox.url()),
                                        new ApiKey(ApiKeys.SERVER))))
                .uid("outbox")
                .map(BacklogITCase::record)
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        return env;
    }

    private static Long record(DeliveryNotice delivery) {
        DELIVERIES.add(delivery);
        return delivery.run();
    }

    private static List<DeliveryNotice> settled(long run) {
        return DELIVERIES.stream()
                .filter(delivery -> delivery.kind() == NoticeKind.SETTLED)
                .filter(delivery -> delivery.run() == run)
                .toList();
    }

    private static boolean changes(int row, long run) {
        return run == 1 || row % 5 == 0;
    }

    private static long lastChange(int row) {
        return changes(row, 2) ? 2 : 1;
    }

    private static String plan(long run) {
        return "run" + run;
    }

    /** Wide and incompressible, so that few rows are between the operators at a time. */
    private static Operation upsert(long run, int row) {
        byte[] padding = new byte[1_500];
        new Random(row).nextBytes(padding);
        return OutboxHarness.ask(
                OperationKind.UPSERT_USER,
                run,
                row,
                email(row),
                "",
                "{\"email\":\""
                        + email(row)
                        + "\",\"dataFields\":{\"plan\":\""
                        + plan(run)
                        + "\",\"padding\":\""
                        + Base64.getEncoder().encodeToString(padding)
                        + "\"}}");
    }

    private static String email(int row) {
        return "user" + row + "@example.com";
    }

    /** Emits the runs at twice the rate at which they are sent, and fails once. */
    private static final class Runs extends RichSourceFunction<Operation>
            implements CheckpointedFunction {

        private static final long serialVersionUID = 1L;

        private transient ListState<Long> position;
        private long next;
        private volatile boolean running = true;

        @Override
        public void run(SourceContext<Operation> context) throws Exception {
            if (next / ROWS > 0) {
                context.emitWatermark(new Watermark(next / ROWS));
            }
            while (running) {
                long run = next / ROWS + 1;
                int row = (int) (next % ROWS);
                if (run > RUNS) {
                    Thread.sleep(10);
                    continue;
                }
                synchronized (context.getCheckpointLock()) {
                    if (changes(row, run)) {
                        context.collect(upsert(run, row));
                        EMITTED.set(run == 1 ? next : ROWS);
                    }
                    next++;
                    if (row == ROWS - 1) {
                        context.emitWatermark(new Watermark(run));
                    }
                }
                if (row % 10 == 0 || next == ROWS_BEFORE_A_CHECKPOINT) {
                    awaitCheckpoint();
                }
                if (row == FAILS_AT && FAILURES_LEFT.decrementAndGet() >= 0) {
                    throw new IllegalStateException("injected");
                }
            }
        }

        /** Pauses; at the start until there is a checkpoint. */
        private void awaitCheckpoint() throws InterruptedException {
            do {
                Thread.sleep(1);
            } while (running
                    && next >= ROWS_BEFORE_A_CHECKPOINT
                    && CHECKPOINTS_IN_RUN_1.get() == 0);
        }

        @Override
        public void cancel() {
            running = false;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            if (next > 0 && next < ROWS) {
                CHECKPOINTS_IN_RUN_1.incrementAndGet();
            }
            position.update(List.of(next));
        }

        @Override
        public void initializeState(FunctionInitializationContext context) throws Exception {
            position =
                    context.getOperatorStateStore()
                            .getListState(new ListStateDescriptor<>("next", Types.LONG));
            for (Long restored : position.get()) {
                next = restored;
            }
        }
    }
}
