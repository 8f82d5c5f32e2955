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

/**
 * One run as its enumerator sees it, from the trigger until it is over: the bounded source's
 * enumerator, what came back from failed readers, and whether it was declared complete. It lives on
 * behind that until a checkpoint covers it, since readers may yet be set back into it.
 */
final class ActiveRun<S extends SourceSplit, C> {

    private final long run;
    private final Source<?, S, C> bounded;
    private final SimpleVersionedSerializer<S> splitSerializer;
    private final SimpleVersionedSerializer<C> checkpointSerializer;
    private final RunEnumeratorContext<S> context;
    private final ReturnedSplits returned = new ReturnedSplits();
    private final Map<String, Long> rowsOfEndedReadings;
    private Optional<SplitEnumerator<S, C>> inner = Optional.empty();
    private int attempt;

    /** Rows of earlier attempts were read again since. */
    private int firstCounted;

    /** Splits that were assigned since the enumerator of the bounded source was made. */
    private final Set<String> splits = new HashSet<>();

    /** Of which attempt the bounded source is giving its verification; empty if it is not. */
    private OptionalInt testifying = OptionalInt.empty();

    private OptionalLong declaredRows = OptionalLong.empty();
    private ReadVerifier.Verification verification = ReadVerifier.Verification.none();
    private OptionalLong coveredBy = OptionalLong.empty();

    ActiveRun(
            RepeatingState.Underway state,
            Source<?, S, C> bounded,
            SplitEnumeratorContext<RunSplit> context,
            RunEnumeratorContext.Owner owner) {
        this.run = state.run();
        this.attempt = state.attempt();
        this.rowsOfEndedReadings = new HashMap<>(state.rows());
        this.bounded = bounded;
        this.splitSerializer = bounded.getSplitSerializer();
        this.checkpointSerializer = bounded.getEnumeratorCheckpointSerializer();
        this.context = new RunEnumeratorContext<>(context, splitSerializer, run, owner);
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

    void resume(RepeatingState.Underway state) throws Exception {
        C checkpoint = checkpointSerializer.deserialize(state.innerVersion(), state.inner());
        inner = Optional.of(bounded.restoreEnumerator(context, checkpoint));
        inner.get().start();
    }

    /** Reading is taken up again: whatever was declared must be found out anew. */
    void nextAttempt() {
        attempt++;
        undeclare();
    }

    void addReader(int subtask) {
        inner.ifPresent(enumerator -> enumerator.addReader(subtask));
    }

    void splitWanted(int subtask, String host) {
        inner.ifPresent(enumerator -> enumerator.handleSplitRequest(subtask, host));
    }

    void innerSays(int subtask, SourceEvent event) {
        inner.ifPresent(enumerator -> enumerator.handleSourceEvent(subtask, event));
    }

    void assigned(int subtask, RunSplit.Part part) {
        splits.add(part.innerId());
        returned.assigned(part.innerId(), subtask);
    }

    /**
     * The reader failed; {@code parts} were assigned to it after the checkpoint it goes back to.
     */
    void lost(int subtask, List<RunSplit.Part> parts) throws IOException {
        undeclare();
        returned.lost(subtask);
        takeBack(subtask, parts);
    }

    void takeBack(int subtask, List<RunSplit.Part> parts) throws IOException {
        List<S> splits = new ArrayList<>();
        for (RunSplit.Part part : parts) {
            if (part.run() == run && returned.take(part.innerId())) {
                splits.add(splitSerializer.deserialize(part.innerVersion(), part.inner()));
            }
        }
        if (!splits.isEmpty()) {
            inner.ifPresent(enumerator -> enumerator.addSplitsBack(splits, subtask));
        }
    }

    void takeBackUndelivered() {
        context.takeUndelivered()
                .forEach(
                        (subtask, splits) ->
                                inner.ifPresent(e -> e.addSplitsBack(splits, subtask)));
    }

    void count(RunSplit.Tally tally) {
        if (tally.run() == run && tally.attempt() >= firstCounted) {
            rowsOfEndedReadings.put(tally.reading(), tally.rows());
        }
    }

    void startOver() {
        rowsOfEndedReadings.clear();
        firstCounted = attempt + 1;
    }

    long rowsOfEndedReadings() {
        return rowsOfEndedReadings.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean hasUndelivered() {
        return context.hasUndelivered();
    }

    void tick(long nowMillis) {
        context.tick(nowMillis);
    }

    /** Who is to be asked whether the reading was whole, if the bounded source can tell. */
    Optional<ReadVerifier> witness() {
        return inner.filter(ReadVerifier.class::isInstance).map(ReadVerifier.class::cast);
    }

    /** What is known of a reading whose source can't tell. */
    ReadVerifier.Verification withoutWitness() {
        return new ReadVerifier.Verification(
                Map.of(), SplitDoubt.of(bounded.getClass().getName(), splits.size(), attempt > 0));
    }

    void testifies() {
        testifying = OptionalInt.of(attempt);
    }

    boolean isTestifying() {
        return testifying.isPresent();
    }

    /** Whether what was said is of all that was read. */
    boolean hasTestified() {
        boolean current = testifying.equals(OptionalInt.of(attempt));
        testifying = OptionalInt.empty();
        return current;
    }

    void declare(long rows, ReadVerifier.Verification heard) {
        declaredRows = OptionalLong.of(rows);
        verification = heard;
    }

    /** Of a run that is declared. */
    Map<String, String> relation() {
        return verification.relation();
    }

    boolean isDeclared() {
        return declaredRows.isPresent();
    }

    long declaredRows() {
        return declaredRows.orElseThrow();
    }

    /** A checkpoint is being taken behind the complete marks of all readers. */
    void coveredBy(long checkpointId) {
        if (coveredBy.isEmpty()) {
            coveredBy = OptionalLong.of(checkpointId);
        }
    }

    boolean isCoveredBy(long checkpointId) {
        return coveredBy.isPresent() && coveredBy.getAsLong() <= checkpointId;
    }

    RepeatingState.Underway snapshot(long checkpointId) throws Exception {
        C checkpoint = inner.orElseThrow().snapshotState(checkpointId);
        return new RepeatingState.Underway(
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
        declaredRows = OptionalLong.empty();
        coveredBy = OptionalLong.empty();
    }
}
