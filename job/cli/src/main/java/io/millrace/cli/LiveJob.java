/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.cli.watch.RunWatcher;
import io.millrace.job.local.JobState;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalClusterException;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.LocalJob;
import io.millrace.job.local.StopOutcome;
import io.millrace.job.local.StopSignal;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.topology.JobStart;
import io.millrace.job.topology.OtherProjectException;
import io.millrace.job.topology.StartingState;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs a plan in an embedded cluster and prints its runs, which it reads from the ledger. Used by
 * one thread.
 */
public final class LiveJob implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final Terminal terminal;
    private final LedgerReader ledger;
    private final RunWatcher watcher;
    private final LocalJob job;
    private Optional<String> reportedFailure = Optional.empty();

    private record JobParts(
            LocalCluster cluster,
            LocalConfiguration configuration,
            Topology topology,
            Plan plan,
            Map<String, Trigger> triggers) {}

    private LiveJob(JobParts parts, Terminal terminal) {
        this.terminal = terminal;
        this.job = submit(parts, terminal);
        this.ledger = new LedgerReader(DefinitionsFolder.ledger(parts.plan()));
        this.watcher =
                terminal.watcher(
                        ledger,
                        parts.plan().syncs().stream()
                                .map(SyncPlan::name)
                                .collect(Collectors.toSet()));
    }

    /**
     * Starts the plan's job from the state of the last one.
     *
     * @param triggers a trigger for each sync of the plan, by sync name
     * @throws LocalClusterException if the job can't be started
     * @throws OtherProjectException if the state or the ledger belongs to another Iterable project
     */
    public static LiveJob start(
            LocalCluster cluster,
            LocalConfiguration configuration,
            Topology topology,
            Plan plan,
            Map<String, Trigger> triggers,
            Terminal terminal) {
        return new LiveJob(
                new JobParts(cluster, configuration, topology, plan, triggers), terminal);
    }

    private static LocalJob submit(JobParts parts, Terminal terminal) {
        StreamExecutionEnvironment environment = parts.configuration().environment();
        LocalCluster cluster = parts.cluster();
        RenamedSyncs.refuseLostState(parts.plan(), cluster.savedSyncs());
        try {
            Plan plan = parts.plan();
            JobStart start =
                    JobStart.verify(
                            plan.project(),
                            StartingState.saved(cluster.savedOperators()),
                            remedy(plan));
            start.notes().forEach(terminal::print);
            start.claim(plan.ledger());
            parts.topology().build(environment, plan, parts.triggers(), start);
        } catch (OtherProjectException e) {
            throw e;
        } catch (Exception e) {
            throw new LocalClusterException("the job can't be built: " + e.getMessage(), e);
        }
        LocalJob job = cluster.submit(environment.getStreamGraph());
        job.restored().ifPresent(point -> terminal.print("Continues from " + point + "."));
        HandoverText.of(job.handover()).forEach(terminal::print);
        return job;
    }

    private static String remedy(Plan plan) {
        return "State folder: "
                + plan.state()
                + ". Use another folder with --state DIR, or start without a baseline:"
                + " --new-project moves this state into a subfolder and sends every row";
    }

    /**
     * Prints runs until each of these syncs has ended a run requested at or after {@code
     * requested}, the job has ended, or a stop is requested.
     */
    public ExitCode untilEachHasRun(Set<String> syncs, Instant requested, StopSignal stop)
            throws InterruptedException {
        Map<String, RunReport> ended = new HashMap<>();
        while (ended.size() < syncs.size()) {
            watcher.poll();
            for (String sync : syncs) {
                ledger.latestRun(sync)
                        .filter(run -> run.run() >= requested.toEpochMilli())
                        .filter(run -> run.status().isFinal())
                        .filter(run -> run.status() != RunStatus.INTERRUPTED)
                        .ifPresent(run -> ended.put(sync, run));
            }
            if (jobHasEnded()) {
                return ExitCode.FAILED;
            }
            if (ended.size() < syncs.size() && stop.await(POLL_INTERVAL)) {
                watcher.clearProgress();
                terminal.printError(
                        "stopped before all runs had ended; the next start" + " continues them");
                return ExitCode.ROWS_OPEN;
            }
        }
        watcher.poll();
        return ended.values().stream().map(RunVerdict::of).reduce(ExitCode.OK, ExitCode::or);
    }

    /** Prints runs until a stop is requested or the job has ended. */
    public ExitCode untilStopped(StopSignal stop) throws InterruptedException {
        do {
            watcher.poll();
            if (jobHasEnded()) {
                return ExitCode.FAILED;
            }
        } while (!stop.await(POLL_INTERVAL));
        return ExitCode.OK;
    }

    /** Stops the job, with a savepoint if one succeeds in time, and prints the outcome. */
    public void stop() throws InterruptedException {
        if (job.state().ended()) {
            return;
        }
        watcher.clearProgress();
        terminal.print("Stopping with a savepoint ...");
        StopOutcome outcome = job.stopWithSavepoint(STOP_TIMEOUT);
        watcher.poll();
        watcher.clearProgress();
        terminal.print("The job " + outcome.describe() + ".");
    }

    private boolean jobHasEnded() {
        JobState state = job.state();
        if (state.ended()) {
            watcher.clearProgress();
            terminal.printError(
                    "the job has failed permanently: "
                            + state.failure().orElseGet(() -> state.status().toString()));
            return true;
        }
        if (state.failure().isPresent() && !state.failure().equals(reportedFailure)) {
            reportedFailure = state.failure();
            watcher.clearProgress();
            terminal.printError("the job failed and restarts: " + state.failure().get());
        }
        return false;
    }

    @Override
    public void close() {
        ledger.close();
    }
}
