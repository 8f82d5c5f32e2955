/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.diff.DiffOperator;
import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableServer;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.retry.BackOff;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.testing.SandboxExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
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

/** The outbox in a cluster that fails, against an Iterable that fails. */
@Timeout(120)
@SuppressWarnings("deprecation") // the old source interface needs a fifth of the code
class OutboxITCase {

    private static final int USERS = 300;
    private static final long RUNS = 25;
    private static final int FAILURES = 12;
    private static final int ROWS_BETWEEN_FAILURES = 400;
    private static final String BULK_UPDATE = "POST /api/users/bulkUpdate";

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final Queue<DeliveryNotice> DELIVERIES = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger ROWS_UNTIL_FAILURE = new AtomicInteger();
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
    private static final Queue<Sandbox> SANDBOX = new ConcurrentLinkedQueue<>();

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
        SANDBOX.add(sandbox);
        ROWS_UNTIL_FAILURE.set(ROWS_BETWEEN_FAILURES);
        FAILURES_LEFT.set(FAILURES);
    }

    @AfterEach
    void stop() {
        SANDBOX.clear();
        DELIVERIES.clear();
    }

    @Test
    void theEndStateIsThatOfTheLastRunWhateverFails() throws Exception {
        fault(Fault.status(503), 0.05, 1);
        fault(Fault.reset(FaultMoment.BEFORE_EFFECT), 0.05, 2);
        fault(Fault.reset(FaultMoment.AFTER_EFFECT), 0.05, 3);
        fault(Fault.malformed(FaultMoment.AFTER_EFFECT), 0.03, 4);
        fault(Fault.tooManyRequests(), 0.03, 5);
        Map<String, String> expected = new HashMap<>();
        IntStream.range(0, USERS)
                .filter(row -> !isMalformed(row))
                .forEach(row -> expected.put(email(row), plan(lastChange(row))));

        JobClient job = topology().executeAsync("outbox");
        try {
            while (!isSettled(RUNS)) {
                Thread.sleep(50);
            }
        } finally {
            job.cancel().get();
        }

        Map<String, String> held = new HashMap<>();
        sandbox.users().forEach((email, fields) -> held.put(email, plan(fields)));
        assertThat(held).isEqualTo(expected);
        assertThat(FAILURES_LEFT).hasValueLessThanOrEqualTo(0);
        sandbox.assertNoViolations();
        assertThat(lastSettled(RUNS))
                .allSatisfy(
                        settled ->
                                assertThat(settled.tally().operations())
                                        .isEqualTo(
                                                settled.tally().accepted()
                                                        + settled.tally().rejected()
                                                        + settled.tally().pending()));
        assertThat(
                        lastSettled(RUNS).stream()
                                .mapToLong(last -> last.tally().rejected() + last.tally().pending())
                                .sum())
                .as("refused in this run or resting since an earlier one")
                .isEqualTo(IntStream.range(0, USERS).filter(OutboxITCase::isMalformed).count());
    }

    private void fault(Fault fault, double probability, long seed) {
        sandbox.script(BULK_UPDATE, RequestSelection.chance(probability, seed), fault);
    }

    private StreamExecutionEnvironment topology() {
        Configuration config =
                new Configuration()
                        .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                        .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100))
                        .set(PipelineOptions.GENERIC_TYPES, false)
                        .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                        .set(
                                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS,
                                FAILURES + 1)
                        .set(
                                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
                                Duration.ofMillis(20));
        OutboxSettings.Builder options =
                OutboxSettings.builder()
                        .batchRows(20)
                        .requestsPerSecond(0)
                        .backOff(new BackOff(Duration.ofMillis(10), Duration.ofSeconds(30)))
                        .requestTimeout(Duration.ofSeconds(5));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(2);
        SingleOutputStreamOperator<Operation> runs =
                env.addSource(new Runs(), TypeInformation.of(Operation.class));
        runs.transform("packing", TypeInformation.of(OperationChunk.class), new PackedOperations())
                .keyBy(OperationChunk::key, Types.LONG)
                .connect(runs.getSideOutput(DiffOperator.TALLIES).broadcast())
                .transform(
                        "outbox",
                        TypeInformation.of(DeliveryNotice.class),
                        new OutboxOperatorFactory(
                                options.build(),
                                announced(
                                        IterableClient.provider(
                                                new IterableServer(sandbox.url()),
                                                new ApiKey(ApiKeys.SERVER)))))
                .uid("outbox")
                .map(OutboxITCase::record)
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        return env;
    }

    /** A restarted subtask may send again what it sent before the failure. */
    private static IterableApi.Provider announced(IterableApi.Provider provider) {
        return (timeout, connections) -> {
            SANDBOX.forEach(Sandbox::announceRestart);
            return provider.open(timeout, connections);
        };
    }

    private static Long record(DeliveryNotice delivery) {
        DELIVERIES.add(delivery);
        return delivery.run();
    }

    private static boolean isSettled(long run) {
        return lastSettled(run).size() == 2;
    }

    private static List<DeliveryNotice> lastSettled(long run) {
        Map<Integer, DeliveryNotice> bySubtask = new HashMap<>();
        DELIVERIES.stream()
                .filter(delivery -> delivery.kind() == NoticeKind.SETTLED)
                .filter(delivery -> delivery.run() == run)
                .forEach(delivery -> bySubtask.put(delivery.subtask(), delivery));
        return List.copyOf(bySubtask.values());
    }

    /** A third of the rows change in each run. */
    private static boolean changes(int row, long run) {
        return run == 1 || (row + run) % 3 == 0;
    }

    private static long lastChange(int row) {
        long run = RUNS;
        while (!changes(row, run)) {
            run--;
        }
        return run;
    }

    private static String plan(long run) {
        return "run" + run;
    }

    private static String plan(ObjectNode fields) {
        return fields.path("plan").asText();
    }

    private static boolean isMalformed(int row) {
        return row % 100 == 7;
    }

    private static String email(int row) {
        return isMalformed(row) ? "user" + row + "-at-nowhere" : "user" + row + "@example.com";
    }

    /** Emits one run after the other, and fails several times. */
    private static final class Runs extends RichSourceFunction<Operation>
            implements CheckpointedFunction {

        private static final long serialVersionUID = 1L;

        private transient ListState<Long> position;
        private long next;
        private volatile boolean running = true;

        @Override
        public void run(SourceContext<Operation> context) throws Exception {
            if (next / USERS > 0) {
                context.emitWatermark(new Watermark(next / USERS));
            }
            while (running) {
                long run = next / USERS + 1;
                int row = (int) (next % USERS);
                if (run > RUNS) {
                    Thread.sleep(10);
                    continue;
                }
                synchronized (context.getCheckpointLock()) {
                    if (changes(row, run)) {
                        context.collect(OutboxHarness.upsert(run, row, email(row), plan(run)));
                        failNowAndThen();
                    }
                    next++;
                    if (row == USERS - 1) {
                        context.emitWatermark(new Watermark(run));
                    }
                }
                if (row % 50 == 0) {
                    Thread.sleep(20);
                }
            }
        }

        private static void failNowAndThen() {
            if (ROWS_UNTIL_FAILURE.decrementAndGet() == 0 && FAILURES_LEFT.decrementAndGet() >= 0) {
                ROWS_UNTIL_FAILURE.set(ROWS_BETWEEN_FAILURES / 3);
                throw new IllegalStateException("injected");
            }
        }

        @Override
        public void cancel() {
            running = false;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
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
