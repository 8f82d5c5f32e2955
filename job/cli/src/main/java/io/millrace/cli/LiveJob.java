/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.cli.watch.RunWatcher;
import io.millrace.job.local.JobState;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalClusterException;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.LocalJob;
import io.millrace.job.local.StopOutcome;
import io.millrace.job.plan.Plan;
import io.millrace.job.topology.StartingState;
import io.millrace.report.LedgerReader;
import io.millrace.report.RunReport;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A plan that runs in an embedded cluster while its runs are printed. One thread drives it; the
 * ledger is where it learns what the job does.
 */
public final class LiveJob implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Terminal terminal;
    private final LocalJob job;
    private final LedgerReader ledger;
    private final RunWatcher watcher;
    private Optional<String> toldFailure = Optional.empty();

    private LiveJob(Terminal terminal, LocalJob job, LedgerReader ledger) {
        this.terminal = terminal;
        this.job = job;
        this.ledger = ledger;
        this.watcher = terminal.watcher(ledger);
    }

    /**
     * Starts the plan's job where the last one left off.
     *
     * @param triggers one for each sync of the plan, by name
     * @throws LocalClusterException if it can't be started
     */
    public static LiveJob start(
            LocalCluster cluster,
            LocalConfiguration configuration,
            Topology topology,
            Plan plan,
            Map<String, Trigger> triggers,
            Terminal terminal) {
        StreamExecutionEnvironment environment = configuration.environment();
        try {
            topology.build(environment, plan, triggers, StartingState.of(cluster.savedOperators()));
        } catch (Exception e) {
            throw new LocalClusterException("the job can't be built: " + e.getMessage(), e);
        }
        LedgerReader ledger = new LedgerReader(DefinitionsFolder.ledger(plan));
        LocalJob job = cluster.submit(environment.getStreamGraph());
        job.restored().ifPresent(point -> terminal.say("Goes on from " + point + "."));
        job.leftBehind()
                .forEach(
                        operator ->
                                terminal.complain(
                                        "the state of "
                                                + operator
                                                + " is left behind: no sync claims it any more"));
        return new LiveJob(terminal, job, ledger);
    }

    /**
     * Prints runs until each of these syncs has ended one that was requested at or after {@code
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
                        .ifPresent(run -> ended.put(sync, run));
            }
            if (jobHasEnded()) {
                return ExitCode.FAILED;
            }
            if (ended.size() < syncs.size() && stop.await(LOOK_EVERY)) {
                watcher.clearProgress();
                terminal.complain("stopped before every run had ended; the next start goes on");
                return ExitCode.ROWS_OPEN;
            }
        }
        watcher.poll();
        return ended.values().stream().map(Verdict::of).reduce(ExitCode.OK, ExitCode::or);
    }

    /** Prints runs until a stop is requested or the job has ended. */
    public ExitCode untilStopped(StopSignal stop) throws InterruptedException {
        do {
            watcher.poll();
            if (jobHasEnded()) {
                return ExitCode.FAILED;
            }
        } while (!stop.await(LOOK_EVERY));
        return ExitCode.OK;
    }

    /** Stops the job, with a savepoint if that is to be had in time; prints what is left to say. */
    public void stop() throws InterruptedException {
        if (job.state().ended()) {
            return;
        }
        watcher.clearProgress();
        terminal.say("Stopping with a savepoint ...");
        StopOutcome outcome = job.stopWithSavepoint(STOP_PATIENCE);
        watcher.poll();
        watcher.clearProgress();
        terminal.say("The job " + outcome.describe() + ".");
    }

    private boolean jobHasEnded() {
        JobState state = job.state();
        if (state.ended()) {
            watcher.clearProgress();
            terminal.complain(
                    "the job has failed for good: "
                            + state.failure().orElseGet(() -> state.status().toString()));
            return true;
        }
        if (state.failure().isPresent() && !state.failure().equals(toldFailure)) {
            toldFailure = state.failure();
            watcher.clearProgress();
            terminal.complain("the job failed and tries again: " + state.failure().get());
        }
        return false;
    }

    @Override
    public void close() {
        ledger.close();
    }
}
