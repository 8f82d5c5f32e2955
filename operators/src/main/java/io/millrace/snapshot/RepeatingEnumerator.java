/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.function.ThrowingConsumer;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Starts runs when they are due, has their destination set up, and distributes their splits through
 * a new enumerator of the bounded source. Only this class declares a run complete. Its state is the
 * authority: restored readers report the splits they had and start empty. No run is started,
 * resumed or declared complete unless all readers are registered.
 *
 * <p>All methods except {@link #close()} run on the coordinator's thread.
 */
final class RepeatingEnumerator<S extends SourceSplit, C>
        implements SplitEnumerator<RunSplit, RepeatingState>, ReaderReport.Receiver {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PROGRESS = Duration.ofSeconds(1);

    static final String PAUSED =
            "the sync was disabled while this run was being read; its next run reads all rows";

    private final Source<?, S, C> bounded;
    private final RunPolicy policy;
    private final InstantSource clock;
    private final SerialListener listener;
    private final SplitEnumeratorContext<RunSplit> context;
    private final ReaderRegistry readers;
    private final RunStarter starter;
    private final Optional<RepeatingState.RunState> restored;
    private Optional<RepeatingState.CompleteRun> lastComplete;
    private Optional<ActiveRun<S, C>> current = Optional.empty();
    private Instant progressAt = Instant.MIN;

    RepeatingEnumerator(
            Source<?, S, C> bounded,
            RunPolicy policy,
            InstantSource clock,
            SplitEnumeratorContext<RunSplit> context,
            RepeatingState state) {
        this.bounded = bounded;
        this.policy = policy;
        this.clock = clock;
        this.listener = new SerialListener(policy.listener());
        this.context = context;
        this.readers = new ReaderRegistry(context);
        this.starter = new RunStarter(policy, clock, listener, context, state);
        this.restored = state.activeRun();
        this.lastComplete = state.lastComplete();
    }

    @Override
    public void start() {
        listener.open();
        listener.resumed(starter.lastStarted());
        restored.ifPresent(this::restoreOrInterrupt);
        starter.restore(this::startIfDue);
        context.callAsync(
                () -> Boolean.TRUE, (done, error) -> tick(), TICK.toMillis(), TICK.toMillis());
    }

    private void restoreOrInterrupt(RepeatingState.RunState active) {
        if (policy.trigger().givesUpRuns()) {
            listener.interrupted(active.run(), PAUSED);
            return;
        }
        ActiveRun<S, C> run = activate(active);
        callSource(run, () -> run.restore(active));
    }

    @Override
    public void addReader(int subtask) {
        readers.remove(subtask);
        current.ifPresent(run -> absorb(run, subtask, readers.reportedSplits(subtask)));
        if (!readers.allRegistered()) {
            return;
        }
        List<Integer> newcomers = readers.activateNewcomers();
        current.ifPresentOrElse(run -> resume(run, newcomers), () -> repeatComplete(newcomers));
        startIfDue();
    }

    @Override
    public void addSplitsBack(List<RunSplit> splits, int subtask) {
        readers.remove(subtask);
        callCurrent(run -> run.readerLost(subtask, splits));
    }

    /** No-op: readers send a {@link ReaderReport.SplitRequest}, which contains the run. */
    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        ReaderReport report = (ReaderReport) event;
        if (readers.isActive(subtask) && (isCurrent(report.run()) || report.outlivesRun())) {
            report.deliverTo(this, subtask);
        }
    }

    @Override
    public RepeatingState snapshotState(long checkpointId) {
        Optional<ActiveRun<S, C>> emitted = current.filter(ActiveRun::isEmitted);
        if (emitted.isPresent()) {
            emitted.get().coverBy(checkpointId);
            return state(Optional.of(emitted.get().declared()), Optional.empty());
        }
        List<RepeatingState.RunState> active = new ArrayList<>();
        callCurrent(run -> active.add(run.snapshot(checkpointId)));
        return state(lastComplete, active.stream().findFirst());
    }

    private RepeatingState state(
            Optional<RepeatingState.CompleteRun> complete,
            Optional<RepeatingState.RunState> active) {
        return new RepeatingState(
                starter.lastStarted(), complete, starter.epoch(), starter.upcoming(), active);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        callCurrent(run -> run.checkpointComplete(checkpointId));
        current.filter(run -> run.isCoveredBy(checkpointId)).ifPresent(this::finish);
        startIfDue();
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        callCurrent(run -> run.checkpointAborted(checkpointId));
    }

    @Override
    public void close() {
        current.ifPresent(ActiveRun::end);
        listener.close();
    }

    @Override
    public void splitRequest(int subtask, ReaderReport.SplitRequest report) {
        callCurrent(run -> run.splitRequest(subtask, report.host()));
    }

    @Override
    public void innerEvent(int subtask, ReaderReport.InnerEvent report) {
        callCurrent(run -> run.innerEvent(subtask, report.event()));
    }

    @Override
    public void progress(int subtask, ReaderReport.Progress report) {
        readers.progress(subtask, report.rows());
        Instant now = clock.instant();
        if (now.isAfter(progressAt.plus(PROGRESS)) || now.isBefore(progressAt)) {
            progressAt = now;
            current.ifPresent(run -> listener.progress(run.run(), run.rows()));
        }
    }

    @Override
    public void finished(int subtask, ReaderReport.Finished report) {
        readers.finished(subtask, report.splits(), report.rows());
        current.filter(ActiveRun::isReadToItsEnd).ifPresent(this::verify);
    }

    @Override
    public void failed(int subtask, ReaderReport.Failed report) {
        current.ifPresent(run -> fail(run, report.reason()));
    }

    @Override
    public void emitted(int subtask, ReaderReport.Emitted report) {
        readers.emitted(subtask);
    }

    @Override
    public void ready(int subtask, ReaderReport.Ready report) {
        if (starter.isLastStarted(report.run())) {
            readers.ready(subtask);
            startIfDue();
        }
    }

    private void tick() {
        long now = clock.millis();
        callCurrent(run -> run.tick(now));
        starter.reportSlowSetUp();
        startIfDue();
    }

    /** Starts a run if it is due and no other run is active; reads a run that is set up. */
    private void startIfDue() {
        if (current.isEmpty() && readers.allReady()) {
            starter.startIfDue(this::startIfDue).ifPresent(this::read);
        }
    }

    private void read(long id) {
        ActiveRun<S, C> run = activate(RepeatingState.RunState.begin(id));
        readers.beginRun();
        readers.sendToAll(startOrder(run));
        callSource(run, run::begin);
        callSource(run, () -> run.addReaders(readers.subtasks()));
    }

    private EnumeratorOrder startOrder(ActiveRun<S, C> run) {
        return new EnumeratorOrder.Start(run.run(), starter.epoch().number(), run.attempt());
    }

    private ActiveRun<S, C> activate(RepeatingState.RunState active) {
        ActiveRun<S, C> run =
                new ActiveRun<>(
                        active, bounded, context, readers, call -> callCurrent(r -> call.run()));
        current = Optional.of(run);
        return run;
    }

    /** Starts the next attempt of a run after readers have failed or were restored. */
    private void resume(ActiveRun<S, C> run, List<Integer> newcomers) {
        run.beginAttempt();
        readers.beginAttempt();
        readers.sendToAll(startOrder(run));
        callSource(run, run::takeBackUndelivered);
        callSource(run, () -> run.addReaders(newcomers));
    }

    /** A restored reader may have lost the last complete mark, so it emits the mark again. */
    private void repeatComplete(List<Integer> newcomers) {
        newcomers.forEach(readers::ready);
        lastComplete
                .map(complete -> new EnumeratorOrder.Complete(complete.run()))
                .ifPresent(order -> newcomers.forEach(reader -> readers.send(reader, order)));
    }

    /** Adds the state of a restored reader to the active run. */
    private void absorb(ActiveRun<S, C> run, int subtask, List<RunSplit> reported) {
        callSource(run, () -> run.absorb(subtask, reported));
        run.failureIn(reported).ifPresent(reason -> fail(run, reason));
    }

    /** Has the bounded source verify the read, if it can; then decides. */
    private void verify(ActiveRun<S, C> run) {
        Optional<ReadVerifier> verifier = run.verifier();
        if (verifier.isEmpty()) {
            decide(run, run.unverified());
            return;
        }
        run.beginVerification();
        context.callAsync(
                verifier.get()::verify,
                (result, error) -> callSource(run, () -> verified(run, result, error)));
    }

    /** Decides, or verifies again if a reader failed meanwhile and rows were read again. */
    private void verified(
            ActiveRun<S, C> run, ReadVerifier.Verification verification, Throwable error)
            throws Throwable {
        boolean isCurrent = run.endVerification();
        if (error != null) {
            throw error;
        }
        if (run.isReadToItsEnd()) {
            if (isCurrent) {
                decide(run, verification);
            } else {
                verify(run);
            }
        }
    }

    /** Holds the run or declares it complete. */
    private void decide(ActiveRun<S, C> run, ReadVerifier.Verification verification) {
        long rows = run.rows();
        listener.progress(run.run(), rows);
        RepeatingState before = state(lastComplete, Optional.empty());
        Optional<String> reason = policy.guard().reasonToHold(rows, before.rowsOfLastComplete());
        if (reason.isPresent()) {
            drop(run);
            listener.held(run.run(), reason.get());
            return;
        }
        verification
                .doubtAfter(before.relation())
                .ifPresent(doubt -> listener.doubtful(run.run(), doubt));
        run.declareComplete(rows, verification);
        readers.sendToAll(new EnumeratorOrder.Complete(run.run()));
    }

    private void finish(ActiveRun<S, C> run) {
        lastComplete = Optional.of(run.declared());
        run.end();
        current = Optional.empty();
    }

    private void fail(ActiveRun<S, C> run, String reason) {
        if (isCurrent(run.run())) {
            drop(run);
            listener.failed(run.run(), reason);
        }
    }

    private void holdIncomplete(ActiveRun<S, C> run, IncompleteSourceException incomplete) {
        if (isCurrent(run.run())) {
            drop(run);
            listener.incomplete(run.run(), incomplete.getMessage());
        }
    }

    private void drop(ActiveRun<S, C> run) {
        run.end();
        current = Optional.empty();
        readers.dropRun();
        readers.sendToAll(new EnumeratorOrder.Drop(run.run()));
    }

    /** Calls the bounded source of the current run; no-op without a current run. */
    private void callCurrent(ThrowingConsumer<ActiveRun<S, C>, Throwable> call) {
        current.ifPresent(run -> callSource(run, () -> call.accept(run)));
    }

    /** Calls the bounded source; an exception ends the run, not the job. */
    private void callSource(ActiveRun<S, C> run, ThrowingRunnable<Throwable> call) {
        if (!isCurrent(run.run())) {
            return;
        }
        try {
            call.run();
        } catch (Throwable error) {
            FailureReason.rethrowUnlessOfSource(error);
            if (error instanceof IncompleteSourceException incomplete) {
                holdIncomplete(run, incomplete);
            } else {
                fail(run, FailureReason.of(error));
            }
        }
    }

    private boolean isCurrent(long run) {
        return current.filter(active -> active.run() == run).isPresent();
    }
}
