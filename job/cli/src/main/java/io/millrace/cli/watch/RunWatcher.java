/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.watch;

import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Polls the ledger and prints runs: a line when a run has ended, and the progress of a long run.
 * Progress is updated in place on a terminal, and printed periodically elsewhere. Not thread-safe.
 */
public final class RunWatcher {

    static final Duration LONG_RUN = Duration.ofSeconds(2);
    static final Duration PLAIN_PROGRESS = Duration.ofSeconds(10);
    static final int HEADER_EVERY = 20;

    private static final String BACK_AND_CLEAR = "\r\u001B[K";

    /**
     * Runs that started this long before the watcher are included, because they may end while it
     * runs.
     */
    private static final Duration LOOK_BACK = Duration.ofDays(7);

    private final LedgerReader ledger;
    private final Set<String> syncs;
    private final PrintStream out;
    private final RunLine line;
    private final boolean terminal;
    private final Clock clock;
    private final long watchedFrom;

    private final Map<RunName, RunStatus> printed = new HashMap<>();
    private int linesSinceHeader = HEADER_EVERY;
    private long progressAt;
    private boolean progressShown;

    /**
     * @param syncs the syncs whose runs are shown; paused and removed syncs have no runs in
     *     progress
     */
    public RunWatcher(
            LedgerReader ledger,
            Set<String> syncs,
            PrintStream out,
            RunLine line,
            boolean terminal,
            Clock clock) {
        this.ledger = ledger;
        this.syncs = Set.copyOf(syncs);
        this.out = out;
        this.line = line;
        this.terminal = terminal;
        this.clock = clock;
        this.watchedFrom = clock.millis();
    }

    private record RunName(String sync, long run) {}

    /** Polls every {@code interval} until the thread is interrupted. */
    public void watch(Duration interval) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                poll();
                Thread.sleep(interval.toMillis());
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        } finally {
            clearProgress();
        }
    }

    /** Reads the ledger once and prints what is new. */
    public void poll() {
        List<RunReport> runs =
                ledger.runsSince(Instant.ofEpochMilli(watchedFrom).minus(LOOK_BACK)).stream()
                        .filter(run -> syncs.contains(run.sync()))
                        .toList();
        runs.stream().filter(this::isNew).forEach(this::finished);
        progress(runs.stream().filter(run -> !run.status().isFinal()).toList());
    }

    private boolean isNew(RunReport run) {
        RunName name = new RunName(run.sync(), run.run());
        return run.status().isFinal()
                && run.times().finishedAt() >= watchedFrom
                && !Objects.equals(printed.put(name, run.status()), run.status());
    }

    private void finished(RunReport run) {
        clearProgress();
        if (linesSinceHeader >= HEADER_EVERY) {
            out.println(line.header());
            linesSinceHeader = 0;
        }
        List<String> lines =
                line.finished(
                        run,
                        ledger.reasons(run.sync(), run.run()),
                        ledger.warnings(run.sync(), run.run()));
        lines.forEach(out::println);
        linesSinceHeader += lines.size();
        out.flush();
    }

    private void progress(List<RunReport> running) {
        long now = clock.millis();
        List<RunReport> slow =
                running.stream()
                        .filter(run -> run.times().took(now).compareTo(LONG_RUN) >= 0)
                        .toList();
        if (slow.isEmpty()) {
            clearProgress();
        } else if (terminal) {
            RunReport latest = slow.get(slow.size() - 1);
            String others = slow.size() > 1 ? "  (and " + (slow.size() - 1) + " more)" : "";
            out.print(BACK_AND_CLEAR + progress(latest, now) + others);
            out.flush();
            progressShown = true;
        } else if (now - progressAt >= PLAIN_PROGRESS.toMillis()) {
            progressAt = now;
            slow.forEach(run -> out.println(progress(run, now)));
            out.flush();
        }
    }

    private String progress(RunReport run, long now) {
        return line.progress(run, now, ledger.warnings(run.sync(), run.run()));
    }

    /** Clears the progress line. Must be called before anything else is printed to the terminal. */
    public void clearProgress() {
        if (progressShown) {
            out.print(BACK_AND_CLEAR);
            out.flush();
            progressShown = false;
        }
    }
}
