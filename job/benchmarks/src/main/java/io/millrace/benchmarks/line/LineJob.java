/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.job.local.JobState;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.LocalJob;
import io.millrace.job.local.RestartPolicy;
import io.millrace.job.model.UnreadableTableException;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.setup.SetupException;
import io.millrace.job.topology.JobStart;
import io.millrace.job.topology.MillraceTopology;
import io.millrace.job.topology.StartingState;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.run.RunReport;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job of one sync on the embedded cluster, run by run. */
final class LineJob implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);

    private final Plan plan;
    private final BooleanSupplier stopped;
    private final LocalConfiguration configuration;
    private final LocalCluster cluster;
    private final LedgerReader ledger;

    private LineJob(
            Plan plan,
            BooleanSupplier stopped,
            LocalConfiguration configuration,
            LocalCluster cluster) {
        this.plan = plan;
        this.stopped = stopped;
        this.configuration = configuration;
        this.cluster = cluster;
        LedgerPlan at = plan.ledger();
        this.ledger =
                new LedgerReader(new LedgerConnection(at.url(), at.user(), at.password().reveal()));
    }

    /**
     * @param stopped whether the benchmark is to end early
     */
    static LineJob start(Plan plan, BooleanSupplier stopped) {
        LocalConfiguration configuration =
                new LocalConfiguration(
                        plan.state(),
                        plan.parallelism(),
                        plan.checkpointInterval(),
                        RestartPolicy.BOUNDED,
                        OptionalInt.empty());
        return new LineJob(plan, stopped, configuration, LocalCluster.start(configuration));
    }

    /**
     * A finished run.
     *
     * @param processorTime of this process, from the start of the job to the end of the run
     * @param failure of the job, from which it recovered; empty if there was none
     */
    record Ended(RunReport run, Duration processorTime, Optional<String> failure) {}

    /** Starts from the state of the last run, runs once, and stops with a savepoint. */
    Ended runOnce() throws InterruptedException {
        Duration before = processorTime();
        Instant requested = Instant.ofEpochMilli(System.currentTimeMillis());
        LocalJob job = submit(requested);
        RunReport run = awaitRun(job, requested);
        Duration used = processorTime().minus(before);
        Optional<String> failure = job.state().failure();
        job.stopWithSavepoint(STOP_PATIENCE);
        return new Ended(run, used, failure);
    }

    private LocalJob submit(Instant requested) throws InterruptedException {
        StreamExecutionEnvironment environment = configuration.environment();
        try {
            MillraceTopology.build(
                    environment,
                    plan,
                    Map.of(LineDefinitions.SYNC, new Trigger.Once(requested)),
                    JobStart.verify(
                            plan.project(), StartingState.saved(cluster.savedOperators()), ""));
        } catch (UnreadableTableException | SetupException e) {
            throw new BenchmarkException("the job can't be built: " + e.getMessage(), e);
        }
        return cluster.submit(environment.getStreamGraph());
    }

    private RunReport awaitRun(LocalJob job, Instant requested) throws InterruptedException {
        while (true) {
            Optional<RunReport> ended =
                    ledger.latestRun(LineDefinitions.SYNC)
                            .filter(run -> run.run() >= requested.toEpochMilli())
                            .filter(run -> run.status().isFinal());
            if (ended.isPresent()) {
                return ended.get();
            }
            JobState state = job.state();
            if (state.ended()) {
                throw new BenchmarkException(
                        "the job has ended: "
                                + state.failure().orElseGet(() -> state.status().toString()));
            }
            if (stopped.getAsBoolean()) {
                throw new BenchmarkException("the benchmark was stopped");
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        ledger.close();
        cluster.close();
    }
}
