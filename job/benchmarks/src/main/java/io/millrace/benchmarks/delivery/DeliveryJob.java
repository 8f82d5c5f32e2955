/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.delivery.Stopwatch.Timed;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffTally;
import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableServer;
import io.millrace.iterable.NewFieldPolicy;
import io.millrace.job.definition.option.ProjectOptions;
import io.millrace.job.local.JobState;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.LocalJob;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.OutboxOperatorFactory;
import io.millrace.outbox.OutboxSettings;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.snapshot.RepeatingSource;
import io.millrace.snapshot.RunGuard;
import io.millrace.snapshot.RunListener;
import io.millrace.snapshot.RunPolicy;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One run on the embedded cluster. The source of the product emits row numbers, which become
 * operations for the outbox of the product.
 */
final class DeliveryJob {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final RunGuard TRUSTING = new RunGuard.Trusting();

    private final LocalConfiguration configuration;
    private final OutboxSettings settings;
    private final BooleanSupplier stopped;

    /**
     * @param stopped whether the benchmark is to end early
     */
    DeliveryJob(
            LocalConfiguration configuration, OutboxSettings settings, BooleanSupplier stopped) {
        this.configuration = configuration;
        this.settings = settings;
        this.stopped = stopped;
    }

    Timed deliver(SampleOperations samples, int rows, String sandbox) throws InterruptedException {
        try (Stopwatch stopwatch = Stopwatch.open(configuration.parallelism());
                LocalCluster cluster = LocalCluster.start(configuration)) {
            StreamExecutionEnvironment environment = configuration.environment();
            build(environment, samples, rows, sandbox, stopwatch.name());
            LocalJob job = cluster.submit(environment.getStreamGraph());
            Timed timed = await(stopwatch, job);
            job.cancel();
            return timed;
        }
    }

    private void build(
            StreamExecutionEnvironment environment,
            SampleOperations samples,
            int rows,
            String sandbox,
            String stopwatch) {
        environment.setMaxParallelism(ProjectOptions.MAX_PARALLELISM);
        environment.getConfig().enableObjectReuse();
        SingleOutputStreamOperator<OperationChunk> operations =
                environment
                        .fromSource(
                                new RepeatingSource<>(
                                        new NumberSequenceSource(1, rows),
                                        new RunPolicy(
                                                new Trigger.Once(Instant.now()),
                                                TRUSTING,
                                                RunListener.none()),
                                        Types.LONG),
                                WatermarkStrategy.noWatermarks(),
                                "snapshot",
                                Types.LONG)
                        .uid("snapshot")
                        .transform(
                                "mapping",
                                TypeInformation.of(OperationChunk.class),
                                new OperationGenerator(samples, stopwatch))
                        .uid("mapping");
        // There is no diff, so this stream has watermarks and no records.
        DataStream<DiffTally> tallies = operations.getSideOutput(DiffOperator.TALLIES);
        operations
                .keyBy(OperationChunk::key, Types.LONG)
                .connect(tallies.broadcast())
                .transform(
                        "outbox",
                        TypeInformation.of(DeliveryNotice.class),
                        new OutboxOperatorFactory(
                                settings, TimedIterable.provider(client(sandbox), stopwatch)))
                .uid("outbox")
                .sinkTo(new SettledSink(stopwatch))
                .name("end")
                .uid("end");
    }

    private static IterableApi.Provider client(String sandbox) {
        return IterableClient.provider(
                new IterableServer(sandbox),
                new ApiKey(ApiKeys.SERVER),
                new ApiKey(ApiKeys.MOBILE),
                NewFieldPolicy.CREATE);
    }

    private Timed await(Stopwatch stopwatch, LocalJob job) throws InterruptedException {
        while (true) {
            Optional<Timed> end = stopwatch.awaitEnd(LOOK_EVERY);
            JobState state = job.state();
            if (state.ended() || state.failure().isPresent()) {
                throw new BenchmarkException(
                        "the job has failed: "
                                + state.failure().orElseGet(() -> state.status().toString()));
            }
            if (end.isPresent()) {
                return end.get();
            }
            if (stopped.getAsBoolean()) {
                throw new BenchmarkException("the benchmark was stopped");
            }
        }
    }
}
