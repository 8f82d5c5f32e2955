/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.IdentifierKind;
import io.millrace.snapshot.RowCodec;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.SnapshotRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiffOperatorTest {

    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("email", DataTypes.STRING()))
                            .getLogicalType();
    private static final RowLayout LAYOUT =
            new RowLayout(COLUMNS, List.of(0), 1, IdentifierKind.EMAIL);

    private KeyedOneInputStreamOperatorTestHarness<Tuple2<Long, Long>, SnapshotRow, Change> diff;

    @BeforeEach
    void start() throws Exception {
        diff = harness(1, 0);
        diff.open();
    }

    @AfterEach
    void stop() throws Exception {
        diff.close();
    }

    @Test
    void theFirstRunAddsEveryRow() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);

        assertThat(changes()).containsExactly("ADDED 1", "ADDED 2");
        assertThat(tallies()).containsExactly(new DiffTally(1, 2, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void anUnchangedRunSaysNothing() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        forgetOutput();

        see(2, row(2, "b"), row(1, "a"));
        end(2);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(2, 2, 0, 0, 0, 2, 0, 0));
    }

    @Test
    void changedAndRemovedRowsAreFound() throws Exception {
        see(1, row(1, "a"), row(2, "b"), row(3, "c"));
        end(1);
        forgetOutput();

        see(2, row(1, "a"), row(2, "b2"), row(4, "d"));
        end(2);

        assertThat(changes())
                .containsExactlyInAnyOrder("WITHDRAWN 2", "CHANGED 2", "ADDED 4", "REMOVED 3");
        assertThat(tallies()).containsExactly(new DiffTally(2, 3, 1, 1, 1, 1, 0, 0));
    }

    @Test
    void theWatermarkComesBehindTheRemovals() throws Exception {
        see(1, row(1, "a"));
        end(1);
        forgetOutput();

        end(2);

        assertThat(diff.getOutput()).last().isEqualTo(new Watermark(2));
        assertThat(changes()).containsExactly("REMOVED 1");
    }

    @Test
    void theEndOfInputRemovesNothing() throws Exception {
        see(1, row(1, "a"));
        end(1);
        forgetOutput();

        diff.processWatermark(new Watermark(Long.MAX_VALUE));
        diff.endInput();

        assertThat(changes()).isEmpty();
    }

    @Test
    void aRunWithoutAnEndRemovesNothing() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        forgetOutput();

        see(2, row(1, "a"));
        see(3, row(1, "a"), row(2, "b"));
        end(3);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(3, 2, 0, 0, 0, 2, 0, 0));
    }

    @Test
    void aDuplicatedKeyIsHeldBackAndNeverRemoved() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        forgetOutput();

        see(2, row(1, "x"), row(1, "y"), row(1, "z"), row(2, "b"), row(2, "b"));
        end(2);

        assertThat(changes()).containsExactly("WITHDRAWN 1", "CHANGED 1", "WITHDRAWN 1");
        assertThat(tallies()).containsExactly(new DiffTally(2, 5, 0, 0, 0, 0, 5, 0));
        assertThat(held())
                .containsExactly(
                        new HeldRow(2, HeldRow.Reason.DUPLICATE_KEY, "id=1"),
                        new HeldRow(2, HeldRow.Reason.DUPLICATE_KEY, "id=2"));
        forgetOutput();

        see(3, row(1, "a"), row(2, "b"));
        end(3);

        assertThat(changes())
                .as("1 may have been withdrawn unsent, 2 was not")
                .contains("CHANGED 1");
        assertThat(tallies()).containsExactly(new DiffTally(3, 2, 0, 1, 0, 1, 0, 0));
    }

    @Test
    void aKeyThatWasOnlyEverDuplicatedIsAddedOnceItIsNot() throws Exception {
        see(1, row(1, "x"), row(1, "y"));
        end(1);
        forgetOutput();

        see(2, row(1, "x"));
        end(2);

        assertThat(changes()).containsExactly("ADDED 1");
        assertThat(tallies()).containsExactly(new DiffTally(2, 1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void aKeyThatWasOnlyEverDuplicatedLeavesWithoutARemoval() throws Exception {
        see(1, row(1, "x"), row(1, "y"));
        end(1);
        forgetOutput();

        end(2);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(2, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aRowReadAgainAfterAFailureIsNoDuplicate() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        seeAgain(1, 1, row(1, "a"), row(2, "b2"));
        end(1);

        assertThat(tallies()).containsExactly(new DiffTally(1, 2, 2, 0, 0, 0, 0, 0));
        assertThat(changes()).containsExactly("ADDED 1", "ADDED 2", "WITHDRAWN 2", "CHANGED 2");
    }

    @Test
    void anUnchangedRowThatChangedBeforeItWasReadAgainCountsAsChanged() throws Exception {
        see(1, row(1, "a"));
        end(1);
        forgetOutput();

        see(2, row(1, "a"));
        seeAgain(2, 1, row(1, "b"));
        end(2);

        assertThat(tallies()).containsExactly(new DiffTally(2, 1, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void aRowWithoutAKeyIsCountedAndTold() throws Exception {
        see(1, keyless(1, "a"));
        end(1);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(1, 1, 0, 0, 0, 0, 0, 1));
        assertThat(held()).containsExactly(new HeldRow(1, HeldRow.Reason.NULL_KEY, "id=NULL"));
    }

    @Test
    void aRowOfAnOlderRunChangesNothing() throws Exception {
        see(2, row(1, "new"));
        end(2);
        forgetOutput();

        see(1, row(1, "old"));

        assertThat(changes()).isEmpty();
    }

    @Test
    void aRepeatedBoundaryGoesOnButCountsNothing() throws Exception {
        see(1, row(1, "a"));
        end(1);
        forgetOutput();

        diff.processWatermark(new Watermark(1));

        assertThat(tallies()).isEmpty();
        assertThat(diff.getOutput()).containsExactly(new Watermark(1));
    }

    @Test
    void aScanInterruptedByAFailureStartsAgain() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        see(2, row(1, "a"));
        diff.processWatermark(new Watermark(2));
        OperatorSubtaskState midScan = snapshotWithoutRunningMails();

        restart(midScan);
        runMails();

        assertThat(changes()).containsExactly("REMOVED 2");
        assertThat(tallies()).containsExactly(new DiffTally(2, 1, 0, 0, 1, 1, 0, 0));
    }

    @Test
    void aKeyThatComesBackDuringTheScanIsRemovedFirstAndAddedThen() throws Exception {
        see(1, row(1, "a"));
        end(1);
        forgetOutput();
        diff.processWatermark(new Watermark(2));

        see(3, row(1, "a"));
        runMails();
        end(3);

        assertThat(changes()).containsExactly("REMOVED 1", "ADDED 1");
        assertThat(tallies())
                .containsExactly(
                        new DiffTally(2, 0, 0, 0, 1, 0, 0, 0),
                        new DiffTally(3, 1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void countsAndKeysAddUpWhenTheOperatorIsSplit() throws Exception {
        for (long id = 0; id < 100; id++) {
            see(1, row(id, "u" + id));
        }
        end(1);
        for (long id = 0; id < 50; id++) {
            see(2, row(id, "u" + id));
        }
        OperatorSubtaskState whole = diff.snapshot(1, 1);
        long removed = 0;
        long unchanged = 0;
        for (int subtask = 0; subtask < 2; subtask++) {
            diff.close();
            diff = harness(2, subtask);
            diff.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            whole, 128, 1, 2, subtask));
            diff.open();
            diff.processWatermark(new Watermark(2));
            runMails();
            removed += tallies().stream().mapToLong(DiffTally::removed).sum();
            unchanged += tallies().stream().mapToLong(DiffTally::unchanged).sum();
        }

        assertThat(removed).isEqualTo(50);
        assertThat(unchanged).isEqualTo(50);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Tuple2<Long, Long>, SnapshotRow, Change>
            harness(int parallelism, int subtask) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new DiffOperatorFactory(LAYOUT),
                row -> Tuple2.of(row.keyHigh(), row.keyLow()),
                Types.TUPLE(Types.LONG, Types.LONG),
                128,
                parallelism,
                subtask);
    }

    private void restart(OperatorSubtaskState state) throws Exception {
        diff.close();
        diff = harness(1, 0);
        diff.initializeState(state);
        diff.open();
    }

    private OperatorSubtaskState snapshotWithoutRunningMails() throws Exception {
        return diff.snapshot(1, 1);
    }

    private void see(long run, SnapshotRow... rows) throws Exception {
        seeAgain(run, 0, rows);
    }

    private void seeAgain(long run, int attempt, SnapshotRow... rows) throws Exception {
        for (SnapshotRow row : rows) {
            diff.processElement(
                    new StreamRecord<>(
                            new SnapshotRow(
                                    run,
                                    attempt,
                                    row.keyHigh(),
                                    row.keyLow(),
                                    row.hashHigh(),
                                    row.hashLow(),
                                    row.route(),
                                    row.keyless(),
                                    row.row())));
        }
    }

    private void end(long run) throws Exception {
        diff.processWatermark(new Watermark(run));
        runMails();
    }

    private void runMails() throws Exception {
        while (diff.getTaskMailbox().hasMail()) {
            diff.getTaskMailbox().take(0).run();
        }
    }

    private void forgetOutput() {
        diff.getOutput().clear();
        clear(diff.getSideOutput(DiffOperator.TALLIES));
        clear(diff.getSideOutput(DiffOperator.HELD_ROWS));
    }

    private static void clear(Queue<?> queue) {
        if (queue != null) {
            queue.clear();
        }
    }

    private List<String> changes() {
        return diff.extractOutputStreamRecords().stream()
                .map(StreamRecord::getValue)
                .map(change -> change.kind() + " " + change.keyLow())
                .toList();
    }

    private List<DiffTally> tallies() {
        return values(diff.getSideOutput(DiffOperator.TALLIES));
    }

    private List<HeldRow> held() {
        return values(diff.getSideOutput(DiffOperator.HELD_ROWS));
    }

    private static <T> List<T> values(Queue<StreamRecord<T>> queue) {
        List<T> values = new ArrayList<>();
        if (queue != null) {
            queue.forEach(record -> values.add(record.getValue()));
        }
        return values;
    }

    private static SnapshotRow row(long id, String email) {
        byte[] bytes =
                RowCodec.of(COLUMNS).encode(GenericRowData.of(id, StringData.fromString(email)));
        return new SnapshotRow(0, 0, 0, id, 0, email.hashCode(), email.hashCode(), false, bytes);
    }

    private static SnapshotRow keyless(long hash, String email) {
        byte[] bytes =
                RowCodec.of(COLUMNS).encode(GenericRowData.of(null, StringData.fromString(email)));
        return new SnapshotRow(0, 0, 0, hash, 0, 0, 0, true, bytes);
    }
}
