/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * One run in its enumerator: the enumerator of the bounded source, the splits of failed readers,
 * and whether the run was declared complete. A declared run stays active until a checkpoint covers
 * it, because a restored reader may continue it.
 */
final class ActiveRun<S extends SourceSplit, C> implements RunEnumeratorContext.Coordinator {

    /** Calls the bounded source; an exception ends the run, not the job. */
    @FunctionalInterface
    interface Guard {
        void call(ThrowingRunnable<Throwable> call);
    }

    private final long run;
    private final Source<?, S, C> bounded;
    private final SimpleVersionedSerializer<S> splitSerializer;
    private final SimpleVersionedSerializer<C> checkpointSerializer;
    private final RunEnumeratorContext<S> context;
    private final ReaderRegistry readers;
    private final Guard guard;
    private final ReturnedSplits returned = new ReturnedSplits();

    /** Number of rows by id of the reading. */
    private final Map<String, Long> rowsOfEndedReadings;

    private Optional<SplitEnumerator<S, C>> inner = Optional.empty();
    private int attempt;

    /** The first attempt whose rows count; the source has read the rows of earlier ones again. */
    private int firstCounted;

    /** Ids of the splits that the current enumerator of the bounded source assigned. */
    private final Set<String> assigned = new HashSet<>();

    /** The attempt that the bounded source is verifying; empty if it is not verifying. */
    private OptionalInt verifying = OptionalInt.empty();

    private Optional<RepeatingState.CompleteRun> declared = Optional.empty();

    /** The first checkpoint after the complete marks of all readers. */
    private OptionalLong coveringCheckpoint = OptionalLong.empty();

    ActiveRun(
            RepeatingState.RunState state,
            Source<?, S, C> bounded,
            SplitEnumeratorContext<RunSplit> context,
            ReaderRegistry readers,
            Guard guard) {
        this.run = state.run();
        this.attempt = state.attempt();
        this.rowsOfEndedReadings = new HashMap<>(state.rows());
        this.bounded = bounded;
        this.splitSerializer = bounded.getSplitSerializer();
        this.checkpointSerializer = bounded.getEnumeratorCheckpointSerializer();
        this.context = new RunEnumeratorContext<>(context, splitSerializer, run, this);
        this.readers = readers;
        this.guard = guard;
    }

    long run() {
        return run;
    }

    int attempt() {
        return attempt;
    }

    void begin() throws Exception {
        inner = Optional.of(bounded.createEnumerator(context));
        inner.get().start();
    }

    void restore(RepeatingState.RunState state) throws Exception {
        C checkpoint = checkpointSerializer.deserialize(state.innerVersion(), state.inner());
        inner = Optional.of(bounded.restoreEnumerator(context, checkpoint));
        inner.get().start();
    }

    /** The run is read further after a failure, so it is no longer declared complete. */
    void beginAttempt() {
        attempt++;
        undeclare();
    }

    void addReaders(List<Integer> subtasks) {
        inner.ifPresent(enumerator -> subtasks.forEach(enumerator::addReader));
    }

    void splitRequest(int subtask, String host) {
        inner.ifPresent(enumerator -> enumerator.handleSplitRequest(subtask, host));
    }

    void innerEvent(int subtask, SourceEvent event) {
        inner.ifPresent(enumerator -> enumerator.handleSourceEvent(subtask, event));
    }

    @Override
    public boolean isReachable(int subtask) {
        return readers.isReachable(subtask);
    }

    @Override
    public void assigned(int subtask, RunSplit.Part part) {
        readers.assigned(subtask);
        assigned.add(part.innerId());
        returned.assigned(part.innerId(), subtask);
    }

    /**
     * A reader failed.
     *
     * @param splits splits assigned to the reader after the checkpoint to which it is restored
     */
    void readerLost(int subtask, List<RunSplit> splits) throws IOException {
        undeclare();
        returned.readerLost(subtask);
        takeBack(subtask, splits);
    }

    /** Adds the splits and row counts that a restored reader reports. */
    void absorb(int subtask, List<RunSplit> reported) throws IOException {
        takeBack(subtask, reported);
        for (RunSplit split : reported) {
            Runnable step =
                    split.match(part -> () -> {}, tally -> () -> addTally(tally), f -> () -> {});
            step.run();
        }
    }

    /** Returns the reason of a failure of this run that a restored reader reports. */
    Optional<String> failureIn(List<RunSplit> reported) {
        List<RunSplit.Failure> failures = new ArrayList<>();
        reported.forEach(split -> split.match(part -> false, tally -> false, failures::add));
        return failures.stream()
                .filter(failure -> failure.run() == run)
                .map(RunSplit.Failure::reason)
                .findFirst();
    }

    /** Returns splits of a failed reader to the enumerator of the bounded source. */
    private void takeBack(int subtask, List<RunSplit> splits) throws IOException {
        List<RunSplit.Part> parts = new ArrayList<>();
        splits.forEach(split -> split.match(parts::add, tally -> false, failure -> false));
        List<S> taken = new ArrayList<>();
        for (RunSplit.Part part : parts) {
            if (part.run() == run && returned.take(part.innerId())) {
                taken.add(splitSerializer.deserialize(part.innerVersion(), part.inner()));
            }
        }
        if (!taken.isEmpty()) {
            inner.ifPresent(enumerator -> enumerator.addSplitsBack(taken, subtask));
        }
    }

    void takeBackUndelivered() {
        context.takeUndelivered()
                .forEach(
                        (subtask, splits) ->
                                inner.ifPresent(e -> e.addSplitsBack(splits, subtask)));
    }

    private void addTally(RunSplit.Tally tally) {
        if (tally.run() == run && tally.attempt() >= firstCounted) {
            rowsOfEndedReadings.put(tally.reading(), tally.rows());
        }
    }

    /** The bounded source reads all rows again: rows of earlier attempts no longer count. */
    @Override
    public void startedOver() {
        rowsOfEndedReadings.clear();
        firstCounted = attempt + 1;
    }

    @Override
    public void callSource(Runnable call) {
        guard.call(call::run);
    }

    /** Returns the number of rows that all readers have emitted in all counted attempts. */
    long rows() {
        long ended = rowsOfEndedReadings.values().stream().mapToLong(Long::longValue).sum();
        return ended + readers.rows();
    }

    /** Whether all readers have finished and the run is neither verified nor declared yet. */
    boolean isReadToItsEnd() {
        return !isDeclared()
                && !isVerifying()
                && !context.hasUndelivered()
                && readers.allFinished();
    }

    /** Whether all readers have emitted the complete mark. */
    boolean isEmitted() {
        return isDeclared() && readers.allEmitted();
    }

    void tick(long nowMillis) {
        context.tick(nowMillis);
    }

    /** Returns the verifier of the read; empty if the bounded source has none. */
    Optional<ReadVerifier> verifier() {
        return inner.filter(ReadVerifier.class::isInstance).map(ReadVerifier.class::cast);
    }

    /** Returns the verification for a bounded source without a verifier. */
    ReadVerifier.Verification unverified() {
        Optional<String> doubt =
                SplitDoubt.of(bounded.getClass().getName(), assigned.size(), attempt > 0);
        return new ReadVerifier.Verification(Map.of(), doubt);
    }

    void beginVerification() {
        verifying = OptionalInt.of(attempt);
    }

    private boolean isVerifying() {
        return verifying.isPresent();
    }

    /**
     * Ends the verification.
     *
     * @return false if another attempt has begun since, so that the result is out of date
     */
    boolean endVerification() {
        boolean current = verifying.equals(OptionalInt.of(attempt));
        verifying = OptionalInt.empty();
        return current;
    }

    void declareComplete(long rows, ReadVerifier.Verification verification) {
        declared = Optional.of(new RepeatingState.CompleteRun(run, rows, verification.relation()));
    }

    private boolean isDeclared() {
        return declared.isPresent();
    }

    /** Returns the run as declared; throws if it is not declared complete. */
    RepeatingState.CompleteRun declared() {
        return declared.orElseThrow();
    }

    /** A checkpoint begins after the complete marks of all readers. */
    void coverBy(long checkpointId) {
        if (coveringCheckpoint.isEmpty()) {
            coveringCheckpoint = OptionalLong.of(checkpointId);
        }
    }

    boolean isCoveredBy(long checkpointId) {
        return coveringCheckpoint.isPresent() && coveringCheckpoint.getAsLong() <= checkpointId;
    }

    RepeatingState.RunState snapshot(long checkpointId) throws Exception {
        C checkpoint = inner.orElseThrow().snapshotState(checkpointId);
        return new RepeatingState.RunState(
                run,
                attempt,
                Map.copyOf(rowsOfEndedReadings),
                checkpointSerializer.getVersion(),
                checkpointSerializer.serialize(checkpoint));
    }

    void checkpointComplete(long checkpointId) throws Exception {
        if (inner.isPresent()) {
            inner.get().notifyCheckpointComplete(checkpointId);
        }
    }

    void checkpointAborted(long checkpointId) throws Exception {
        if (inner.isPresent()) {
            inner.get().notifyCheckpointAborted(checkpointId);
        }
    }

    void end() {
        context.end();
        inner.ifPresent(IOUtils::closeQuietly);
        inner = Optional.empty();
    }

    private void undeclare() {
        declared = Optional.empty();
        coveringCheckpoint = OptionalLong.empty();
    }
}
