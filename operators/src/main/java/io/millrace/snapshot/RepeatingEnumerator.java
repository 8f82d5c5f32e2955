/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Starts runs when the trigger says so, has what they write to set up, hands out their splits
 * through a fresh enumerator of the bounded source, and alone declares a run complete. It owns the
 * truth: restored readers report what they held and start empty. Nothing is started, resumed or
 * declared unless all readers are registered.
 *
 * <p>Everything but {@link #close()} runs on the coordinator's thread.
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

    /** The readers that were told what to do; one that has just registered is not among them. */
    private final Map<Integer, Seat> seats = new TreeMap<>();

    private final Optional<RepeatingState.Underway> restored;
    private OptionalLong lastStarted;
    private OptionalLong lastComplete;
    private long rowsOfLastComplete;
    private Map<String, String> relation;
    private Epoch epoch;

    /** The run that was started and is not read yet. */
    private OptionalLong upcoming;

    /** Whether what the upcoming run writes to is set up. */
    private boolean isSetUp;

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
        this.restored = state.underway();
        this.lastStarted = state.lastStarted();
        this.lastComplete = state.lastComplete();
        this.rowsOfLastComplete = state.rowsOfLastComplete();
        this.relation = state.relation();
        this.epoch = state.epoch();
        this.upcoming = state.upcoming();
    }

    @Override
    public void start() {
        listener.open();
        listener.resumed(lastStarted);
        restored.ifPresent(this::goOnOrInterrupt);
        upcoming.ifPresent(this::setUpOrInterrupt);
        context.callAsync(
                () -> Boolean.TRUE, (done, error) -> tick(), TICK.toMillis(), TICK.toMillis());
    }

    private void goOnOrInterrupt(RepeatingState.Underway state) {
        if (policy.trigger().givesUpRuns()) {
            listener.interrupted(state.run(), PAUSED);
            return;
        }
        ActiveRun<S, C> run = underway(state);
        inInner(run, () -> run.resume(state));
    }

    private void setUpOrInterrupt(long run) {
        if (policy.trigger().givesUpRuns()) {
            upcoming = OptionalLong.empty();
            listener.interrupted(run, PAUSED);
        } else {
            setUp(run);
        }
    }

    @Override
    public void addReader(int subtask) {
        seats.remove(subtask);
        absorb(subtask, registered().get(subtask).getReportedSplitsOnRegistration());
        if (!allRegistered()) {
            return;
        }
        List<Integer> newcomers =
                registered().keySet().stream()
                        .filter(reader -> !seats.containsKey(reader))
                        .sorted()
                        .toList();
        newcomers.forEach(reader -> seats.put(reader, new Seat()));
        current.ifPresentOrElse(run -> goOn(run, newcomers), () -> remind(newcomers));
        beginIfDue();
    }

    @Override
    public void addSplitsBack(List<RunSplit> splits, int subtask) {
        seats.remove(subtask);
        current.ifPresent(run -> inInner(run, () -> run.lost(subtask, parts(splits))));
    }

    /** Readers ask with {@link ReaderReport.SplitWanted}, which names the run. */
    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        ReaderReport report = (ReaderReport) event;
        if (seats.containsKey(subtask) && (isCurrent(report.run()) || report.outlivesRun())) {
            report.tell(subtask, this);
        }
    }

    @Override
    public RepeatingState snapshotState(long checkpointId) {
        Optional<ActiveRun<S, C>> emitted = current.filter(run -> isEmittedByAll(run));
        if (emitted.isPresent()) {
            ActiveRun<S, C> run = emitted.get();
            run.coveredBy(checkpointId);
            return new RepeatingState(
                    lastStarted,
                    OptionalLong.of(run.run()),
                    run.declaredRows(),
                    run.relation(),
                    epoch,
                    upcoming,
                    Optional.empty());
        }
        List<RepeatingState.Underway> underway = new ArrayList<>();
        current.ifPresent(run -> inInner(run, () -> underway.add(run.snapshot(checkpointId))));
        return new RepeatingState(
                lastStarted,
                lastComplete,
                rowsOfLastComplete,
                relation,
                epoch,
                upcoming,
                underway.stream().findFirst());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        current.ifPresent(run -> inInner(run, () -> run.checkpointComplete(checkpointId)));
        current.filter(run -> run.isCoveredBy(checkpointId)).ifPresent(this::finish);
        beginIfDue();
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        current.ifPresent(run -> inInner(run, () -> run.checkpointAborted(checkpointId)));
    }

    @Override
    public void close() {
        current.ifPresent(ActiveRun::end);
        listener.close();
    }

    @Override
    public void splitWanted(int subtask, ReaderReport.SplitWanted report) {
        current.ifPresent(run -> inInner(run, () -> run.splitWanted(subtask, report.host())));
    }

    @Override
    public void innerSays(int subtask, ReaderReport.InnerSays report) {
        current.ifPresent(run -> inInner(run, () -> run.innerSays(subtask, report.event())));
    }

    @Override
    public void progress(int subtask, ReaderReport.Progress report) {
        seats.get(subtask).rows = report.rows();
        Instant now = clock.instant();
        if (now.isAfter(progressAt.plus(PROGRESS)) || now.isBefore(progressAt)) {
            progressAt = now;
            current.ifPresent(run -> listener.progress(run.run(), rows(run)));
        }
    }

    @Override
    public void finished(int subtask, ReaderReport.Finished report) {
        Seat seat = seats.get(subtask);
        seat.rows = report.rows();
        seat.finishedBehind = OptionalInt.of(report.splits());
        current.filter(run -> isFinishedByAll(run)).ifPresent(this::hear);
    }

    @Override
    public void failed(int subtask, ReaderReport.Failed report) {
        current.ifPresent(run -> giveUp(run, report.reason()));
    }

    @Override
    public void emitted(int subtask, ReaderReport.Emitted report) {
        seats.get(subtask).emitted = true;
    }

    @Override
    public void ready(int subtask, ReaderReport.Ready report) {
        boolean newest = lastStarted.equals(OptionalLong.of(report.run()));
        if (newest) {
            seats.get(subtask).ready = true;
            beginIfDue();
        }
    }

    private void tick() {
        long now = clock.millis();
        current.ifPresent(run -> inInner(run, () -> run.tick(now)));
        beginIfDue();
    }

    /** Starts a run if none is going on and the trigger says so; reads one that is set up. */
    private void beginIfDue() {
        if (current.isPresent() || !allReady()) {
            return;
        }
        Instant now = clock.instant();
        if (upcoming.isEmpty() && isDue(now)) {
            begin(Math.max(now.toEpochMilli(), lastStarted.orElse(Long.MIN_VALUE) + 1));
        }
        if (upcoming.isPresent() && isSetUp) {
            read(upcoming.getAsLong());
        }
    }

    private boolean isDue(Instant now) {
        Optional<Instant> last = lastStarted.stream().mapToObj(Instant::ofEpochMilli).findFirst();
        return policy.trigger().next(last, now).filter(due -> !due.isAfter(now)).isPresent();
    }

    private void begin(long id) {
        lastStarted = OptionalLong.of(id);
        upcoming = OptionalLong.of(id);
        listener.started(id);
        setUp(id);
    }

    private void setUp(long id) {
        isSetUp = policy.setup() == RunSetup.NONE;
        if (!isSetUp) {
            context.callAsync(
                    () -> policy.setup().prepare(id),
                    (destination, error) -> prepared(id, destination, error));
        }
    }

    private void prepared(long id, String destination, Throwable error) {
        if (error == null) {
            epoch = epoch.of(destination);
            isSetUp = true;
            beginIfDue();
        } else {
            FailureReason.rethrowUnlessOfSource(error);
            upcoming = OptionalLong.empty();
            listener.notSetUp(id, FailureReason.of(error));
        }
    }

    private void read(long id) {
        upcoming = OptionalLong.empty();
        ActiveRun<S, C> run =
                underway(new RepeatingState.Underway(id, 0, Map.of(), 0, new byte[0]));
        seats.replaceAll((subtask, seat) -> new Seat());
        tellAll(start(run));
        inInner(run, run::begin);
        addReaders(run, List.copyOf(seats.keySet()));
    }

    private EnumeratorOrder start(ActiveRun<S, C> run) {
        return new EnumeratorOrder.Start(run.run(), epoch.number(), run.attempt());
    }

    private ActiveRun<S, C> underway(RepeatingState.Underway state) {
        ActiveRun<S, C> run =
                new ActiveRun<>(state, bounded, context, new Coordination(state.run()));
        current = Optional.of(run);
        return run;
    }

    /** Takes up a run again with readers that are new to it or were set back. */
    private void goOn(ActiveRun<S, C> run, List<Integer> newcomers) {
        run.nextAttempt();
        seats.values().forEach(Seat::resume);
        tellAll(start(run));
        inInner(run, run::takeBackUndelivered);
        addReaders(run, newcomers);
    }

    /** A reader that was set back may have lost the last complete mark. */
    private void remind(List<Integer> newcomers) {
        newcomers.forEach(reader -> seats.get(reader).ready = true);
        lastComplete.ifPresent(
                run -> newcomers.forEach(r -> tell(r, new EnumeratorOrder.Complete(run))));
    }

    private void addReaders(ActiveRun<S, C> run, List<Integer> readers) {
        readers.forEach(reader -> inInner(run, () -> run.addReader(reader)));
    }

    /** Takes what a restored reader held into this enumerator's state. */
    private void absorb(int subtask, List<RunSplit> reported) {
        current.ifPresent(
                run -> {
                    inInner(run, () -> run.takeBack(subtask, parts(reported)));
                    for (RunSplit split : reported) {
                        split.<Runnable>match(
                                        part -> () -> {},
                                        tally -> () -> run.count(tally),
                                        failure -> () -> absorb(run, failure))
                                .run();
                    }
                });
    }

    private void absorb(ActiveRun<S, C> run, RunSplit.Failure failure) {
        if (run.run() == failure.run()) {
            giveUp(run, failure.reason());
        }
    }

    private static List<RunSplit.Part> parts(List<RunSplit> splits) {
        List<RunSplit.Part> parts = new ArrayList<>();
        for (RunSplit split : splits) {
            split.match(parts::add, tally -> false, failure -> false);
        }
        return parts;
    }

    private boolean isFinishedByAll(ActiveRun<S, C> run) {
        return !run.isDeclared()
                && !run.isTestifying()
                && !run.hasUndelivered()
                && allSeated()
                && seats.values().stream().allMatch(Seat::isFinished);
    }

    private boolean isEmittedByAll(ActiveRun<S, C> run) {
        return run.isDeclared()
                && allSeated()
                && seats.values().stream().allMatch(seat -> seat.emitted);
    }

    /** Asks the bounded source whether what was read is all there is. */
    private void hear(ActiveRun<S, C> run) {
        run.witness()
                .ifPresentOrElse(
                        witness -> {
                            run.testifies();
                            context.callAsync(
                                    witness::verify,
                                    (said, error) -> inInner(run, () -> heard(run, said, error)));
                        },
                        () -> judge(run, run.withoutWitness()));
    }

    /** A reader may have been lost meanwhile, and some of its rows read again. */
    private void heard(ActiveRun<S, C> run, ReadVerifier.Verification said, Throwable error)
            throws Throwable {
        boolean ofAll = run.hasTestified();
        if (error != null) {
            throw error;
        }
        if (isFinishedByAll(run)) {
            if (ofAll) {
                judge(run, said);
            } else {
                hear(run);
            }
        }
    }

    private void judge(ActiveRun<S, C> run, ReadVerifier.Verification verification) {
        long rows = rows(run);
        listener.progress(run.run(), rows);
        Optional<String> reason = policy.guard().reasonToHold(rows, rowsOfLastComplete);
        if (reason.isPresent()) {
            drop(run);
            listener.held(run.run(), reason.get());
        } else {
            doubt(verification).ifPresent(doubt -> listener.doubtful(run.run(), doubt));
            run.declare(rows, verification);
            tellAll(new EnumeratorOrder.Complete(run.run()));
        }
    }

    /** Why rows that are missing from a run can't be taken for removed, if they can't. */
    private Optional<String> doubt(ReadVerifier.Verification verification) {
        Optional<String> change =
                RelationChanges.between(relation, verification.relation())
                        .map(
                                changes ->
                                        "what is read has changed since the last complete run: "
                                                + changes);
        return Stream.of(verification.doubt(), change)
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + "; " + other);
    }

    private void finish(ActiveRun<S, C> run) {
        lastComplete = OptionalLong.of(run.run());
        rowsOfLastComplete = run.declaredRows();
        relation = run.relation();
        run.end();
        current = Optional.empty();
    }

    private void giveUp(ActiveRun<S, C> run, String reason) {
        if (isCurrent(run.run())) {
            drop(run);
            listener.failed(run.run(), reason);
        }
    }

    private void leaveOut(ActiveRun<S, C> run, IncompleteSourceException incomplete) {
        if (isCurrent(run.run())) {
            drop(run);
            listener.incomplete(run.run(), incomplete.getMessage());
        }
    }

    private void drop(ActiveRun<S, C> run) {
        run.end();
        current = Optional.empty();
        seats.values().forEach(seat -> seat.ready = true);
        tellAll(new EnumeratorOrder.Drop(run.run()));
    }

    private long rows(ActiveRun<S, C> run) {
        return run.rowsOfEndedReadings()
                + seats.values().stream().mapToLong(seat -> seat.rows).sum();
    }

    /** Calls the bounded source; what it throws gives up the run. */
    private void inInner(ActiveRun<S, C> run, ThrowingRunnable<Throwable> step) {
        if (!isCurrent(run.run())) {
            return;
        }
        try {
            step.run();
        } catch (Throwable error) {
            FailureReason.rethrowUnlessOfSource(error);
            if (error instanceof IncompleteSourceException incomplete) {
                leaveOut(run, incomplete);
            } else {
                giveUp(run, FailureReason.of(error));
            }
        }
    }

    private boolean isCurrent(long run) {
        return current.filter(underway -> underway.run() == run).isPresent();
    }

    private Map<Integer, ReaderInfo> registered() {
        return context.registeredReaders();
    }

    private boolean allRegistered() {
        return registered().size() == context.currentParallelism();
    }

    private boolean allSeated() {
        return allRegistered() && seats.keySet().equals(registered().keySet());
    }

    private boolean allReady() {
        return allSeated() && seats.values().stream().allMatch(seat -> seat.ready);
    }

    private void tellAll(EnumeratorOrder order) {
        seats.keySet().forEach(reader -> tell(reader, order));
    }

    /** A reader that has just failed hears nothing: it is told all when it registers again. */
    private void tell(int subtask, EnumeratorOrder order) {
        if (registered().containsKey(subtask)) {
            context.sendEventToSourceReader(subtask, order);
        }
    }

    /** What is known of one reader's part in the current run. */
    private static final class Seat {

        private int assigned;
        private OptionalInt finishedBehind = OptionalInt.empty();
        private long rows;
        private boolean emitted;

        /** For the next run, once this one is over. */
        private boolean ready;

        private void resume() {
            emitted = false;
            ready = false;
        }

        private boolean isFinished() {
            return finishedBehind.isPresent() && finishedBehind.getAsInt() == assigned;
        }
    }

    /** How one run's context reaches this enumerator. */
    private final class Coordination implements RunEnumeratorContext.Owner {

        private final long run;

        private Coordination(long run) {
            this.run = run;
        }

        @Override
        public boolean reads(int subtask) {
            return seats.containsKey(subtask) && registered().containsKey(subtask);
        }

        @Override
        public void assigned(int subtask, RunSplit.Part part) {
            seats.get(subtask).assigned++;
            current.ifPresent(underway -> underway.assigned(subtask, part));
        }

        @Override
        public void startedOver() {
            current.filter(underway -> underway.run() == run).ifPresent(ActiveRun::startOver);
        }

        @Override
        public void guarded(Runnable step) {
            current.filter(underway -> underway.run() == run)
                    .ifPresent(underway -> inInner(underway, step::run));
        }
    }
}
