/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.job.local.JobState;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.LocalJob;
import io.millrace.job.model.UnreadableTableException;
import io.millrace.job.plan.SyncPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job of one diff on the embedded cluster; it runs for all runs of a measurement. */
final class DiffJob implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final RunBarrier barrier;
    private final BooleanSupplier stopped;
    private final LocalCluster cluster;
    private final LocalJob job;
    private final CheckpointStatistics statistics;

    private DiffJob(
            RunBarrier barrier, BooleanSupplier stopped, LocalCluster cluster, LocalJob job) {
        this.barrier = barrier;
        this.stopped = stopped;
        this.cluster = cluster;
        this.job = job;
        this.statistics = new CheckpointStatistics(cluster.webAddress(), job.id());
    }

    /**
     * @param stopped whether the benchmark is to end early
     */
    static DiffJob start(
            LocalConfiguration configuration,
            SyncPlan sync,
            StateLayout layout,
            BooleanSupplier stopped) {
        RunBarrier barrier = RunBarrier.open(configuration.parallelism());
        StreamExecutionEnvironment environment = configuration.environment();
        try {
            new DiffLine(environment, sync, layout, barrier.name()).build();
        } catch (UnreadableTableException e) {
            barrier.close();
            throw new BenchmarkException("the job can't be built: " + e.getMessage(), e);
        }
        LocalCluster cluster = LocalCluster.start(configuration);
        try {
            return new DiffJob(
                    barrier, stopped, cluster, cluster.submit(environment.getStreamGraph()));
        } catch (RuntimeException e) {
            cluster.close();
            barrier.close();
            throw e;
        }
    }

    /** Lets one run go, and comes back gated a checkpoint that holds all it has written. */
    RunPass run() throws InterruptedException {
        Runnable run = await(() -> barrier.awaitArrival(LOOK_EVERY));
        ClockReading start = ClockReading.read();
        run.run();
        RunFound found = await(() -> barrier.awaitEnd(LOOK_EVERY));
        return new RunPass(
                start.until(found.end(), found.tally().read()),
                found,
                await(() -> checkpoints(start, found.end())));
    }

    private Optional<List<Checkpoint>> checkpoints(ClockReading start, ClockReading end)
            throws InterruptedException {
        statistics.refresh();
        Optional<Checkpoint> covering =
                statistics.since(end.epochMillis() + 1).stream().findFirst();
        if (covering.isEmpty()) {
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        return covering.map(
                last ->
                        statistics.since(start.epochMillis()).stream()
                                .filter(checkpoint -> checkpoint.id() <= last.id())
                                .toList());
    }

    /** Looks for a result; empty if there is none yet. */
    private interface Look<T> {
        Optional<T> look() throws InterruptedException;
    }

    private <T> T await(Look<T> look) throws InterruptedException {
        for (int looks = 1; ; looks++) {
            Optional<T> seen = look.look();
            if (seen.isPresent()) {
                return seen.get();
            }
            requireGoingOn();
            if (looks % 20 == 0) {
                statistics.refresh();
            }
        }
    }

    private void requireGoingOn() {
        JobState state = job.state();
        if (state.ended() || state.failure().isPresent()) {
            throw new BenchmarkException(
                    "the job has failed: "
                            + state.failure().orElseGet(() -> state.status().toString()));
        }
        if (stopped.getAsBoolean()) {
            throw new BenchmarkException("the benchmark was stopped");
        }
    }

    @Override
    public void close() {
        cluster.close();
        barrier.close();
    }
}
