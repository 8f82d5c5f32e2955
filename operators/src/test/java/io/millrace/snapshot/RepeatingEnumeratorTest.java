/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatingEnumeratorTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final long RUN = NOON.toEpochMilli();

    private final Context context = new Context();
    private final List<String> events = new ArrayList<>();
    private final List<OptionalLong> newest = new ArrayList<>();
    private Instant now = NOON;
    private Trigger trigger = new Trigger.Every(Duration.ofMinutes(1));
    private RunSetup setup = RunSetup.NONE;
    private RepeatingEnumerator<FakeTable.Range, ?> enumerator = enumerator(RepeatingState.fresh());

    @BeforeEach
    void resetTheTable() {
        FakeTable.reset();
    }

    @AfterEach
    void close() {
        enumerator.close();
    }

    @Test
    void noRunStartsBeforeAllReadersAreRegistered() {
        enumerator.start();
        register(0);
        assertThat(context.getSentEvents()).isEmpty();

        register(1);

        assertThat(events).containsExactly("started " + RUN);
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Start(RUN, 0, 0));
        assertThat(last(1)).isEqualTo(new EnumeratorOrder.Start(RUN, 0, 0));
    }

    @Test
    void aRunIsCompleteWhenAllReadersHaveFinishedAllAssignedSplits() {
        begin();
        report(0, new ReaderReport.SplitRequest(RUN, "host"));
        report(1, new ReaderReport.Finished(RUN, 0, 0));
        report(0, new ReaderReport.Finished(RUN, 0, 0));
        assertThat(last(0)).as("a split is on its way").isInstanceOf(EnumeratorOrder.Start.class);

        report(0, new ReaderReport.Finished(RUN, 1, 25));

        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Complete(RUN));
        assertThat(last(1)).isEqualTo(new EnumeratorOrder.Complete(RUN));
    }

    @Test
    void theNextRunStartsAfterACheckpointAfterTheCompleteMarks() {
        begin();
        finish();
        now = NOON.plusSeconds(100);
        enumerator.snapshotState(1);
        report(0, new ReaderReport.Emitted(RUN));
        enumerator.notifyCheckpointComplete(1);
        report(1, new ReaderReport.Emitted(RUN));
        RepeatingState state = enumerator.snapshotState(2);
        assertThat(state.activeRun()).isEmpty();
        assertThat(state.rowsOfLastComplete()).isEqualTo(50);
        assertThat(events).hasSize(2);

        enumerator.notifyCheckpointComplete(2);
        assertThat(events).as("readers may have been stopped by it").hasSize(2);
        report(0, new ReaderReport.Ready(RUN));
        report(1, new ReaderReport.Ready(RUN));

        assertThat(events).last().isEqualTo("started " + now.toEpochMilli());
    }

    @Test
    void runIdsGrowEvenIfTheClockIsSetBack() {
        trigger = new Trigger.Once(NOON.plusSeconds(1));
        enumerator =
                enumerator(
                        new RepeatingState(
                                OptionalLong.of(RUN + 10),
                                Optional.empty(),
                                Epoch.FIRST,
                                OptionalLong.empty(),
                                Optional.empty()));
        begin();

        assertThat(events).containsExactly("started " + (RUN + 11));
    }

    @Test
    void aRestoredReaderResumesACompleteRun() {
        begin();
        finish();

        loseReader(0);
        assertThat(enumerator.snapshotState(3).activeRun()).isPresent();
        register(0, new RunSplit.Tally(RUN, "0-0", 20));
        assertThat(last(1)).isEqualTo(new EnumeratorOrder.Start(RUN, 0, 1));
        report(0, new ReaderReport.Finished(RUN, 0, 5));

        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Complete(RUN));
        assertThat(events).last().isEqualTo("progress " + RUN + " 50");
    }

    @Test
    void rowsReadBeforeTheSourceStartedOverDoNotCount() {
        begin();
        loseReader(1);
        register(1, new RunSplit.Tally(RUN, "0-1", 30));
        RepeatingState state = enumerator.snapshotState(1);
        assertThat(state.activeRun().orElseThrow().rows()).containsEntry("0-1", 30L);
        enumerator.close();
        context.readers.clear();

        FakeTable.refuseToResume();
        enumerator = enumerator(state);
        enumerator.start();
        register(0, new RunSplit.Tally(RUN, "0-0", 20));
        register(1, new RunSplit.Tally(RUN, "1-1", 10));
        report(0, new ReaderReport.Finished(RUN, 0, 25));
        report(1, new ReaderReport.Finished(RUN, 0, 7));

        assertThat(events).last().isEqualTo("progress " + RUN + " 32");
        loseReader(1);
        register(1, new RunSplit.Tally(RUN, "2-1", 7), new RunSplit.Tally(RUN, "1-1", 10));
        report(1, new ReaderReport.Finished(RUN, 0, 1));
        assertThat(events).last().isEqualTo("progress " + RUN + " 33");
    }

    @Test
    void aReportedSplitIsInTheStateAtOnceAndAssignedOnce() {
        begin();
        report(0, new ReaderReport.SplitRequest(RUN, "host"));
        RunSplit split = context.getSplitAssignments().get(0).getAssignedSplits().get(0);
        int before = enumerator.snapshotState(1).activeRun().orElseThrow().inner().length;

        loseReader(0);
        register(0, split);
        int after = enumerator.snapshotState(2).activeRun().orElseThrow().inner().length;
        assertThat(after).isGreaterThan(before);
        loseReader(0);
        register(0, split);

        assertThat(enumerator.snapshotState(3).activeRun().orElseThrow().inner()).hasSize(after);
    }

    @Test
    void afterAFailedRunTheNextStartsWhenDue() {
        begin();
        report(1, new ReaderReport.Failed(RUN, "no connection"));

        assertThat(events).last().isEqualTo("failed " + RUN + " no connection");
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Drop(RUN));
        enumerator.notifyCheckpointComplete(1);
        assertThat(events).hasSize(2);
        now = NOON.plusSeconds(60);
        enumerator.notifyCheckpointComplete(2);
        assertThat(events).last().isEqualTo("started " + now.toEpochMilli());
    }

    @Test
    void aFailureInTheStateOfARestoredReaderFailsTheRun() throws Exception {
        begin();
        RepeatingState state = enumerator.snapshotState(1);
        enumerator.close();
        context.readers.clear();
        enumerator = enumerator(state);
        enumerator.start();

        register(0, new RunSplit.Failure(RUN, "0-0", "disk"));
        register(1);

        assertThat(events).last().isEqualTo("failed " + RUN + " disk");
    }

    @Test
    void aRunThatTheGuardRejectsIsHeld() {
        enumerator =
                enumerator(
                        new RepeatingState(
                                OptionalLong.of(RUN - 100_000),
                                Optional.of(
                                        new RepeatingState.CompleteRun(
                                                RUN - 100_000, 1_000, Map.of())),
                                Epoch.FIRST,
                                OptionalLong.empty(),
                                Optional.empty()));
        begin();
        finish();

        assertThat(events).last().asString().startsWith("held " + RUN);
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Drop(RUN));
        assertThat(enumerator.snapshotState(1).rowsOfLastComplete()).isEqualTo(1_000);
    }

    @Test
    void aRestoredReaderReceivesTheLastCompleteRunAgain() {
        enumerator =
                enumerator(
                        new RepeatingState(
                                OptionalLong.of(RUN),
                                Optional.of(new RepeatingState.CompleteRun(RUN, 50, Map.of())),
                                Epoch.FIRST,
                                OptionalLong.empty(),
                                Optional.empty()));
        begin();

        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Complete(RUN));
        assertThat(events).isEmpty();
    }

    @Test
    void theListenerReceivesTheNewestRunAtEachStart() {
        begin();
        RepeatingState state = enumerator.snapshotState(1);
        enumerator = enumerator(state);
        enumerator.start();

        assertThat(newest).containsExactly(OptionalLong.empty(), OptionalLong.of(RUN));
    }

    @Test
    void aPausedSourceInterruptsItsRestoredRunAndStartsNone() throws Exception {
        begin();
        report(0, new ReaderReport.SplitRequest(RUN, "host"));
        RepeatingState state = enumerator.snapshotState(1);
        events.clear();
        trigger = new Trigger.Paused();
        enumerator = enumerator(state);
        now = NOON.plusSeconds(3_600);

        enumerator.start();
        register(0);
        register(1);
        enumerator.notifyCheckpointComplete(2);

        assertThat(events).containsExactly("interrupted " + RUN + " " + RepeatingEnumerator.PAUSED);
        RepeatingState paused = enumerator.snapshotState(3);
        assertThat(paused.activeRun()).isEmpty();
        assertThat(paused.lastStarted()).hasValue(RUN);
    }

    private RepeatingEnumerator<FakeTable.Range, ?> enumerator(RepeatingState state) {
        RunPolicy policy =
                new RunPolicy(
                        trigger,
                        new RunGuard.NotShrunken(0.5),
                        new Listener(events, newest),
                        setup);
        return new RepeatingEnumerator<>(new FakeTable(0), policy, () -> now, context, state);
    }

    @Test
    void aChangedRelationIsADoubtUntilARunHasReadIt() {
        Map<String, String> before = Map.of("kind", "table", "partition c", "attached");
        enumerator =
                enumerator(
                        new RepeatingState(
                                OptionalLong.of(RUN - 100_000),
                                Optional.of(
                                        new RepeatingState.CompleteRun(RUN - 100_000, 10, before)),
                                Epoch.FIRST,
                                OptionalLong.empty(),
                                Optional.empty()));
        FakeTable.verifyAs(
                new ReadVerifier.Verification(
                        Map.of("kind", "view", "row security", "off"), Optional.of("in parts")));
        begin();
        finish();
        assertThat(last(0))
                .as("not before the read is verified")
                .isInstanceOf(EnumeratorOrder.Start.class);

        context.triggerAllActions();
        assertThat(events)
                .last()
                .isEqualTo(
                        "doubtful "
                                + RUN
                                + " in parts; the relation has changed since the last complete run:"
                                + " kind was table, is view; partition c was attached, is gone");
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Complete(RUN));
        assertThat(enumerator.snapshotState(1).relation()).isEqualTo(before);
        report(0, new ReaderReport.Emitted(RUN));
        report(1, new ReaderReport.Emitted(RUN));
        assertThat(enumerator.snapshotState(2).relation())
                .isEqualTo(Map.of("kind", "view", "row security", "off"));
    }

    @Test
    void aReadIsVerifiedAgainAfterRowsWereReadAgain() {
        FakeTable.verifyAs(
                new ReadVerifier.Verification(Map.of("kind", "table"), Optional.empty()));
        begin();
        finish();
        loseReader(0);
        register(0, new RunSplit.Tally(RUN, "0-0", 20));
        context.triggerAllActions();
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Start(RUN, 0, 1));

        FakeTable.verifyAs(new ReadVerifier.Verification(Map.of(), Optional.of("in parts")));
        report(0, new ReaderReport.Finished(RUN, 0, 5));
        context.triggerAllActions();

        assertThat(events).last().isEqualTo("doubtful " + RUN + " in parts");
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Complete(RUN));
    }

    @Test
    void anIncompleteSourceHoldsTheRun() {
        FakeTable.reportIncomplete("still loading");
        begin();
        finish();
        context.triggerAllActions();

        assertThat(events).last().isEqualTo("held " + RUN + " still loading");
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Drop(RUN));
    }

    @Test
    void aRunIsReadAfterItsDestinationIsSetUp() throws Exception {
        FakeSetup list = setUpBy("list 12");
        begin();
        assertThat(events).containsExactly("started " + RUN);
        assertThat(context.getSentEvents()).as("it is not set up").isEmpty();
        enumerator.notifyCheckpointComplete(1);
        now = NOON.plusSeconds(100);
        enumerator.notifyCheckpointComplete(2);
        assertThat(events).as("one run at a time").hasSize(1);

        context.triggerAllActions();

        assertThat(list.prepared).containsExactly(RUN);
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Start(RUN, 0, 0));
        assertThat(enumerator.snapshotState(3).epoch())
                .isEqualTo(new Epoch(Optional.of("list 12"), 0));
    }

    @Test
    void aSlowSetUpIsReportedUntilItEnds() throws Exception {
        setUpBy("list 12");
        begin();
        now = NOON.plusSeconds(2);
        context.getExecutorService().triggerPeriodicScheduledTasks();
        assertThat(events).containsExactly("started " + RUN);

        now = NOON.plusSeconds(3);
        context.getExecutorService().triggerPeriodicScheduledTasks();
        context.getExecutorService().triggerPeriodicScheduledTasks();
        assertThat(events).containsExactly("started " + RUN, "set-up is slow " + RUN);

        context.triggerAllActions();
        assertThat(events)
                .containsExactly(
                        "started " + RUN, "set-up is slow " + RUN, "set-up has ended " + RUN);
    }

    @Test
    void aRunWhoseSetUpFailsIsFollowedByTheNextDueRun() throws Exception {
        FakeSetup list = setUpBy("list 12");
        list.failure = Optional.of(new IncompleteSourceException("Iterable has no list 12"));
        begin();
        context.triggerAllActions();
        assertThat(events).last().isEqualTo("not set up " + RUN + " Iterable has no list 12");
        assertThat(context.getSentEvents()).isEmpty();
        assertThat(enumerator.snapshotState(1).upcoming()).isEmpty();

        list.failure = Optional.empty();
        now = NOON.plusSeconds(60);
        enumerator.notifyCheckpointComplete(2);
        context.triggerAllActions();

        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Start(now.toEpochMilli(), 0, 0));
    }

    @Test
    void anotherDestinationIsAnotherEpochForLaterRuns() throws Exception {
        FakeSetup list = setUpBy("list 12");
        begin();
        context.triggerAllActions();
        list.destination = "list 13";
        loseReader(1);
        register(1);
        assertThat(last(0)).as("the run continues").isEqualTo(new EnumeratorOrder.Start(RUN, 0, 1));

        report(1, new ReaderReport.Failed(RUN, "no connection"));
        now = NOON.plusSeconds(60);
        enumerator.notifyCheckpointComplete(2);
        context.triggerAllActions();

        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Start(now.toEpochMilli(), 1, 0));
    }

    @Test
    void aRestoredRunKeepsTheEpochItBeganWith() throws Exception {
        FakeSetup list = setUpBy("list 12");
        begin();
        context.triggerAllActions();
        RepeatingState state = enumerator.snapshotState(1);
        enumerator.close();
        context.readers.clear();
        context.getSentEvents().clear();
        list.destination = "list 13";

        enumerator = enumerator(state);
        begin();
        context.triggerAllActions();

        assertThat(list.prepared).containsExactly(RUN);
        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Start(RUN, 0, 1));
    }

    @Test
    void aRunThatWasBeingSetUpIsSetUpAgainWithItsId() throws Exception {
        setUpBy("list 12");
        begin();
        RepeatingState state = enumerator.snapshotState(1);
        enumerator.close();
        context.readers.clear();

        enumerator = enumerator(state);
        enumerator.start();
        context.triggerAllActions();
        assertThat(context.getSentEvents()).as("not before its readers are registered").isEmpty();
        register(0);
        register(1);

        assertThat(last(0)).isEqualTo(new EnumeratorOrder.Start(RUN, 0, 0));
        assertThat(events).containsExactly("started " + RUN);
    }

    @Test
    void aPausedSourceInterruptsARunThatWasBeingSetUp() throws Exception {
        setUpBy("list 12");
        begin();
        RepeatingState state = enumerator.snapshotState(1);
        trigger = new Trigger.Paused();
        enumerator = enumerator(state);

        enumerator.start();

        assertThat(events)
                .last()
                .isEqualTo("interrupted " + RUN + " " + RepeatingEnumerator.PAUSED);
    }

    private FakeSetup setUpBy(String destination) {
        FakeSetup fake = new FakeSetup(destination);
        setup = fake;
        enumerator = enumerator(RepeatingState.fresh());
        return fake;
    }

    private void begin() {
        enumerator.start();
        register(0);
        register(1);
    }

    private void finish() {
        report(0, new ReaderReport.Finished(RUN, 0, 25));
        report(1, new ReaderReport.Finished(RUN, 0, 25));
    }

    private void register(int subtask, RunSplit... reported) {
        context.readers.put(
                subtask, ReaderInfo.createReaderInfo(subtask, "host", List.of(reported)));
        enumerator.addReader(subtask);
    }

    private void loseReader(int subtask) {
        context.readers.remove(subtask);
        enumerator.addSplitsBack(List.of(), subtask);
    }

    private void report(int subtask, ReaderReport report) {
        enumerator.handleSourceEvent(subtask, report);
    }

    private SourceEvent last(int subtask) {
        List<SourceEvent> events = context.getSentEvents().get(subtask);
        return events.get(events.size() - 1);
    }

    /** A context in which a test registers readers with the splits they report. */
    private static final class Context extends TestingSplitEnumeratorContext<RunSplit> {

        private final Map<Integer, ReaderInfo> readers = new TreeMap<>();

        Context() {
            super(2);
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        @Override
        public void assignSplits(SplitsAssignment<RunSplit> splits) {
            readers.forEach((id, reader) -> registerReader(id, reader.getLocation()));
            super.assignSplits(splits);
        }
    }

    /** Returns the destination that the test sets, or throws the exception that it sets. */
    private static final class FakeSetup implements RunSetup {

        private static final long serialVersionUID = 1L;

        private final List<Long> prepared = new ArrayList<>();
        private String destination;
        private Optional<Exception> failure = Optional.empty();

        private FakeSetup(String destination) {
            this.destination = destination;
        }

        @Override
        public String prepare(long run) throws Exception {
            if (failure.isPresent()) {
                throw failure.get();
            }
            prepared.add(run);
            return destination;
        }
    }

    /** Records all events. */
    private record Listener(List<String> events, List<OptionalLong> newest) implements RunListener {

        @Override
        public void resumed(OptionalLong run) {
            newest.add(run);
        }

        @Override
        public void started(long run) {
            events.add("started " + run);
        }

        @Override
        public void slowSetUp(long run, boolean ended) {
            events.add((ended ? "set-up has ended " : "set-up is slow ") + run);
        }

        @Override
        public void progress(long run, long rows) {
            events.add("progress " + run + " " + rows);
        }

        @Override
        public void failed(long run, String reason) {
            events.add("failed " + run + " " + reason);
        }

        @Override
        public void notSetUp(long run, String reason) {
            events.add("not set up " + run + " " + reason);
        }

        @Override
        public void interrupted(long run, String reason) {
            events.add("interrupted " + run + " " + reason);
        }

        @Override
        public void held(long run, String reason) {
            events.add("held " + run + " " + reason);
        }

        @Override
        public void doubtful(long run, String reason) {
            events.add("doubtful " + run + " " + reason);
        }
    }
}
