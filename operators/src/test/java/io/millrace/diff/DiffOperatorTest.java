/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.row.ChunkFixture;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowChunk;
import io.millrace.row.RowCodec;
import io.millrace.row.RowHash;
import io.millrace.row.RowLayout;
import io.millrace.row.RowRoute;
import io.millrace.row.RowText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DiffOperatorTest.Key.class)
class DiffOperatorTest {

    /** Kinds of keys, which state stores in different ways. */
    enum Key {
        NUMBER(DataTypes.BIGINT()) {
            @Override
            Object of(long id) {
                return id;
            }
        },
        NUMBERS_FAR_APART(DataTypes.BIGINT()) {
            @Override
            Object of(long id) {
                return id * 10_000 - 300_000;
            }
        },
        HUGE_NUMBER(DataTypes.BIGINT()) {
            @Override
            Object of(long id) {
                return (id << 40) - 5;
            }
        },
        DECIMAL(DataTypes.DECIMAL(12, 0)) {
            @Override
            Object of(long id) {
                return DecimalData.fromUnscaledLong(id * 100, 12, 0);
            }
        },
        DAY(DataTypes.DATE()) {
            @Override
            Object of(long id) {
                return (int) id;
            }
        },
        TEXT(DataTypes.STRING()) {
            @Override
            Object of(long id) {
                return StringData.fromString("key-" + id);
            }
        };

        private final DataType type;

        Key(DataType type) {
            this.type = type;
        }

        abstract Object of(long id);

        RowLayout layout(List<Integer> kept) {
            RowType columns =
                    (RowType)
                            DataTypes.ROW(
                                            DataTypes.FIELD("id", type),
                                            DataTypes.FIELD("email", DataTypes.STRING()))
                                    .getLogicalType();
            return new RowLayout(columns, List.of(0), 1, IdentifierKind.EMAIL, kept);
        }
    }

    @Parameter Key key;

    private ChunkFixture rows;
    private ResendPolicy resendPolicy = ResendPolicy.EVERY_CHANGE;
    private long backlogBytes = 1 << 20;
    private DiffMemory memory = new DiffMemory(64 << 20);
    private FirstRun firstRun = FirstRun.SEND;
    private long builtAt;
    private boolean paused;
    private KeyedOneInputStreamOperatorTestHarness<Long, RowChunk, Change> diff;
    private final Map<RowHash, Long> ids = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        rows = new ChunkFixture(key.layout(List.of()));
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
    void anUnchangedRunEmitsNothing() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        clearOutput();

        see(2, row(2, "b"), row(1, "a"));
        end(2);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(2, 2, 0, 0, 0, 2, 0, 0));
    }

    @Test
    void changedAndRemovedRowsAreFound() throws Exception {
        see(1, row(1, "a"), row(2, "b"), row(3, "c"));
        end(1);
        clearOutput();

        see(2, row(1, "a"), row(2, "b2"), row(4, "d"));
        end(2);

        assertThat(changes())
                .containsExactlyInAnyOrder("WITHDRAWN 2", "CHANGED 2", "ADDED 4", "REMOVED 3");
        assertThat(tallies()).containsExactly(new DiffTally(2, 3, 1, 1, 1, 1, 0, 0));
    }

    @Test
    void theWatermarkIsEmittedAfterTheRemovals() throws Exception {
        see(1, row(1, "a"));
        end(1);
        clearOutput();

        end(2);

        assertThat(diff.getOutput()).last().isEqualTo(new Watermark(2));
        assertThat(changes()).containsExactly("REMOVED 1");
    }

    @Test
    void theEndOfInputRemovesNothing() throws Exception {
        see(1, row(1, "a"));
        end(1);
        clearOutput();

        diff.processWatermark(new Watermark(Long.MAX_VALUE));
        diff.endInput();

        assertThat(changes()).isEmpty();
    }

    @Test
    void aRunWithoutAnEndRemovesNothing() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        clearOutput();

        see(2, row(1, "a"));
        see(3, row(1, "a"), row(2, "b"));
        end(3);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(3, 2, 0, 0, 0, 2, 0, 0));
    }

    @Test
    void aDuplicatedKeyIsSkippedAndNeverRemoved() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        clearOutput();

        see(2, row(1, "x"), row(1, "y"), row(1, "z"), row(2, "b"), row(2, "b"));
        end(2);

        assertThat(changes()).containsExactly("WITHDRAWN 1", "CHANGED 1", "WITHDRAWN 1");
        assertThat(tallies()).containsExactly(new DiffTally(2, 5, 0, 0, 0, 0, 5, 0));
        assertThat(held())
                .containsExactlyInAnyOrder(
                        new SkippedRow(2, SkippedRow.Reason.DUPLICATE_KEY, text(row(1, ""))),
                        new SkippedRow(2, SkippedRow.Reason.DUPLICATE_KEY, text(row(2, ""))));
        clearOutput();

        see(3, row(1, "a"), row(2, "b"));
        end(3);

        assertThat(changes())
                .as("1 may have been withdrawn unsent, 2 was not")
                .contains("CHANGED 1");
        assertThat(tallies()).containsExactly(new DiffTally(3, 2, 0, 1, 0, 1, 0, 0));
    }

    @Test
    void aKeyThatWasAlwaysDuplicatedIsAddedOnceItIsSingle() throws Exception {
        see(1, row(1, "x"), row(1, "y"));
        end(1);
        clearOutput();

        see(2, row(1, "x"));
        end(2);

        assertThat(changes()).containsExactly("ADDED 1");
        assertThat(tallies()).containsExactly(new DiffTally(2, 1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void aKeyThatWasAlwaysDuplicatedVanishesWithoutARemoval() throws Exception {
        see(1, row(1, "x"), row(1, "y"));
        end(1);
        clearOutput();

        end(2);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(2, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aRowReadAgainAfterAFailureIsNotADuplicate() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        seeAgain(1, 1, row(1, "a"), row(2, "b2"));
        end(1);

        assertThat(tallies()).containsExactly(new DiffTally(1, 2, 2, 0, 0, 0, 0, 0));
        assertThat(changes()).containsExactly("ADDED 1", "ADDED 2", "WITHDRAWN 2", "CHANGED 2");
    }

    @Test
    void anUnchangedRowThatChangesBeforeItIsReadAgainCountsAsChanged() throws Exception {
        see(1, row(1, "a"));
        end(1);
        clearOutput();

        see(2, row(1, "a"));
        seeAgain(2, 1, row(1, "b"));
        end(2);

        assertThat(tallies()).containsExactly(new DiffTally(2, 1, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void twoRowsOfOneAttemptAreDuplicatesInAnyAttempt() throws Exception {
        for (int later = 0; later < 4; later++) {
            long run = 1 + later;
            seeAgain(run, 0, row(50 + run, "a"), row(50 + run, "a"));
            seeAgain(run, later, row(run, "b"));
            end(run);

            assertThat(tallies())
                    .as("others of attempt %d", later)
                    .last()
                    .extracting(DiffTally::added, DiffTally::duplicate)
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void aRowWithoutAKeyIsCountedAndSkipped() throws Exception {
        see(1, keyless("a"));
        end(1);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(1, 1, 0, 0, 0, 0, 0, 1));
        assertThat(held())
                .containsExactly(new SkippedRow(1, SkippedRow.Reason.NULL_KEY, "id=NULL"));
    }

    @Test
    void aRowOfAnOlderRunChangesNothing() throws Exception {
        see(2, row(1, "new"));
        end(2);
        clearOutput();

        see(1, row(1, "old"));

        assertThat(changes()).isEmpty();
    }

    @Test
    void aRepeatedBoundaryIsEmittedAndCountsNothing() throws Exception {
        see(1, row(1, "a"));
        end(1);
        clearOutput();

        diff.processWatermark(new Watermark(1));

        assertThat(tallies()).isEmpty();
        assertThat(diff.getOutput()).containsExactly(new Watermark(1));
    }

    @Test
    void aScanThatAFailureInterruptedStartsAgain() throws Exception {
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
    void theRowsOfAnAdoptedFirstRunAreTheBaseline() throws Exception {
        adopt(0);
        see(1_000, row(1, "ada"), row(2, "bo"), row(3, "cy"));
        end(1_000);
        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(1_000, 3, 0, 0, 0, 3, 0, 0, 3, 0));
        restart(snapshotWithoutRunningMails());

        see(2_000, row(1, "ada"), row(2, "bob"), row(4, "di"));
        end(2_000);

        assertThat(changes()).containsExactly("WITHDRAWN 2", "CHANGED 2", "REMOVED 3", "ADDED 4");
        assertThat(tallies()).containsExactly(new DiffTally(2_000, 3, 1, 1, 1, 1, 0, 0));
    }

    @Test
    void afterAFirstRunThatWasGivenUpTheNextIsAdopted() throws Exception {
        adopt(0);
        see(1_000, row(1, "ada"), row(2, "bo"));
        see(2_000, row(1, "ida"), row(3, "cy"));
        restart(snapshotWithoutRunningMails());
        end(2_000);
        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(2_000, 2, 0, 0, 0, 2, 0, 0, 2, 0));

        see(3_000, row(1, "ida"), row(2, "bo"), row(3, "cy"));
        end(3_000);

        assertThat(changes()).containsExactly("ADDED 2");
    }

    /** Otherwise a message is sent again to a user whose row was duplicated when state was lost. */
    @Test
    void aKeyThatIsDuplicatedInAnAdoptedRunIsAdoptedIfRowsAreSentOnce() throws Exception {
        resendPolicy = ResendPolicy.ONCE;
        adopt(0);
        see(1_000, row(1, "ada"), row(1, "bo"));
        end(1_000);

        see(2_000, row(1, "ada"));
        end(2_000);

        assertThat(changes()).containsExactly("CHANGED 1");
    }

    /** Changes that the first run emitted before it was to be adopted are withdrawn. */
    @Test
    void aFirstRunThatIsAdoptedFromItsMiddleOnEmitsNothing() throws Exception {
        see(1_000, row(1, "ada"), row(2, "bo"));
        OperatorSubtaskState midRun = snapshotWithoutRunningMails();
        clearOutput();
        firstRun = FirstRun.ADOPT;
        builtAt = 1_500;
        restart(midRun);

        seeAgain(1_000, 1, row(3, "cy"));
        end(1_000);
        assertThat(changes()).containsExactly("WITHDRAWN 1", "WITHDRAWN 2");
        clearOutput();
        see(2_000, row(1, "ada"), row(2, "bo"), row(3, "cy"));
        end(2_000);
        assertThat(changes()).isEmpty();
        see(3_000, row(1, "ada"), row(2, "bo"), row(3, "cy"), row(4, "di"));
        end(3_000);

        assertThat(changes()).containsExactly("ADDED 4");
    }

    @Test
    void anAdoptedFirstRunThatIsToBeSentFromItsMiddleOnIsSent() throws Exception {
        adopt(0);
        see(1_000, row(1, "ada"), row(2, "bo"));
        OperatorSubtaskState midRun = snapshotWithoutRunningMails();
        firstRun = FirstRun.SEND;
        builtAt = 1_500;
        restart(midRun);

        see(2_000, row(1, "ada"), row(2, "bo"));
        end(2_000);

        assertThat(changes()).filteredOn(change -> change.startsWith("ADDED")).hasSize(2);
    }

    @Test
    void withAnotherKeyTheRowsAreAdoptedAgain() throws Exception {
        RowData[] all = {both(1, 2), both(2, 1), both(3, 3), both(4, 9)};
        firstRun = FirstRun.ADOPT;
        builtAt = 2_500;
        readInPartAndGoOnWithOtherKey(all);

        seeAgain(2_000, 1, all[0], all[1]);
        end(2_000);
        see(3_000, all);
        end(3_000);
        see(4_000, all);
        end(4_000);

        assertThat(sent()).extracting(Change::kind).containsOnly(ChangeKind.WITHDRAWN);
        assertThat(tallies()).last().isEqualTo(new DiffTally(4_000, 4, 0, 0, 0, 4, 0, 0));
    }

    private void adopt(long now) throws Exception {
        firstRun = FirstRun.ADOPT;
        builtAt = now;
        restart(OperatorSubtaskState.builder().build());
    }

    @Test
    void aPausedDiffContinuesItsScanWhenItIsNoLongerPaused() throws Exception {
        see(1_000, row(1, "ada"), row(2, "bo"));
        end(1_000);
        see(2_000, row(1, "ada"));
        diff.processWatermark(new Watermark(2_000));
        OperatorSubtaskState midScan = snapshotWithoutRunningMails();
        paused = true;
        restart(midScan);
        runMails();
        assertThat(changes()).isEmpty();
        OperatorSubtaskState kept = snapshotWithoutRunningMails();

        paused = false;
        restart(kept);
        runMails();

        assertThat(changes()).containsExactly("REMOVED 2");
    }

    @Test
    void aKeyThatReturnsDuringTheScanIsRemovedAndThenAdded() throws Exception {
        see(1, row(1, "a"));
        end(1);
        clearOutput();
        diff.processWatermark(new Watermark(2));

        see(3, row(1, "a"));
        diff.prepareSnapshotPreBarrier(7);
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
        OperatorSubtaskState whole = snapshotWithoutRunningMails();
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

    @Test
    void randomChangesEqualThoseOfAMap() throws Exception {
        Random random = new Random(key.ordinal());
        Map<Long, String> before = new HashMap<>();
        for (long run = 1; run <= 12; run++) {
            Map<Long, String> now = new HashMap<>(before);
            int changes = run == 1 ? 3_000 : random.nextInt(400);
            for (int i = 0; i < changes; i++) {
                long id = random.nextInt(4_000);
                if (random.nextInt(4) == 0) {
                    now.remove(id);
                } else {
                    now.put(id, "u" + id + "-" + random.nextInt(3));
                }
            }
            List<Long> order = new ArrayList<>(now.keySet());
            Collections.shuffle(order, random);
            for (int i = 0; i < order.size(); i++) {
                see(run, row(order.get(i), now.get(order.get(i))));
                if (i % 700 == 699) {
                    diff.prepareSnapshotPreBarrier(i);
                }
            }
            List<String> emitted = new ArrayList<>();
            if (run % 4 == 0) {
                OperatorSubtaskState state = snapshotWithoutRunningMails();
                emitted.addAll(emitted());
                restart(state);
            }
            end(run);
            emitted.addAll(emitted());

            assertThat(emitted).containsExactlyInAnyOrderElementsOf(differences(before, now));
            clearOutput();
            before = now;
        }
    }

    /**
     * Unchanged rows take another path than the others, if there is memory. The changes must be
     * right in any order of rows, when rows are read again, and after each restart.
     */
    @Test
    void theChangesAppliedInOrderEqualTheLastRead() throws Exception {
        for (long bytes : List.of(64L << 20, 600L << 10, 0L)) {
            memory = new DiffMemory(bytes);
            for (int seed = 0; seed < 4; seed++) {
                backlogBytes = seed % 2 == 0 ? 1 << 20 : 20 << 10;
                restart(OperatorSubtaskState.builder().build());
                follow(new Random(seed));
            }
            diff.close();
            assertThat(memory.take(Long.MAX_VALUE)).isEqualTo(bytes);
            memory = new DiffMemory(bytes);
            diff = harness(1, 0);
            diff.open();
        }
    }

    private void follow(Random random) throws Exception {
        Map<Long, String> table = new HashMap<>();
        Map<Long, String> taken = new HashMap<>();
        for (long run = 1; run <= 10; run++) {
            int share = List.of(3, 40, 100, 4_000).get(random.nextInt(4));
            for (long id = 0; id < 2_000; id++) {
                if (run == 1 || random.nextInt(share) == 0) {
                    change(table, id, random);
                }
            }
            readAll(run, table, taken, random);
            switch (random.nextInt(5)) {
                case 0 -> {}
                case 1 -> diff.processWatermark(new Watermark(run));
                default -> {
                    end(run);
                    assertThat(tallies()).last().returns((long) table.size(), DiffTally::read);
                    take(taken);
                    assertThat(taken).as("run %d", run).isEqualTo(table);
                }
            }
        }
    }

    private static void change(Map<Long, String> table, long id, Random random) {
        if (random.nextInt(5) == 0) {
            table.remove(id);
        } else {
            table.put(id, "u" + id + "-" + random.nextInt(3));
        }
    }

    /**
     * Reads rows in random order, with checkpoints and restarts after which rows are read again.
     */
    private void readAll(long run, Map<Long, String> table, Map<Long, String> taken, Random random)
            throws Exception {
        List<Long> order = new ArrayList<>(new TreeMap<>(table).keySet());
        if (random.nextBoolean()) {
            Collections.shuffle(order, random);
        }
        int attempt = 0;
        for (int from = 0; from < order.size(); ) {
            int to = Math.min(order.size(), from + 1 + random.nextInt(500));
            readTogether(run, attempt, order.subList(from, to), table);
            from = to;
            switch (random.nextInt(6)) {
                case 0 -> compare();
                case 1 -> {
                    OperatorSubtaskState state = snapshotWithoutRunningMails();
                    take(taken);
                    restart(state);
                }
                case 2 -> {
                    attempt++;
                    int again = random.nextInt(from + 1);
                    for (long id : order.subList(again, from)) {
                        if (random.nextInt(20) == 0) {
                            table.put(id, "u" + id + "-" + random.nextInt(3));
                        }
                    }
                    from = again;
                }
                case 3 -> runMails();
                default -> {}
            }
        }
    }

    private void readTogether(long run, int attempt, List<Long> read, Map<Long, String> table)
            throws Exception {
        List<RowData> seen = read.stream().map(id -> row(id, table.get(id))).toList();
        for (RowChunk chunk : rows.fullChunks(run, attempt, seen)) {
            diff.processElement(new StreamRecord<>(chunk));
        }
    }

    private void take(Map<Long, String> taken) {
        assertThat(tallies())
                .allSatisfy(
                        tally ->
                                assertThat(tally.read())
                                        .isEqualTo(
                                                tally.added()
                                                        + tally.changed()
                                                        + tally.unchanged()));
        for (Change change : sent()) {
            switch (change.kind()) {
                case ADDED, CHANGED ->
                        taken.put(id(change), rows.values(change.row()).getString(1).toString());
                case REMOVED -> taken.remove(id(change));
                case WITHDRAWN -> {}
                default -> throw new AssertionError(change);
            }
        }
        clearOutput();
    }

    /** A failing or cancelled task closes its operators and finishes none. */
    @Test
    void memoryIsReleasedWhenATaskFails() throws Exception {
        useMemoryInTheSecondRun();

        diff.getOperator().close();

        assertThat(freeMemory()).isEqualTo(64 << 20);
    }

    @Test
    void memoryIsReleasedWhenARunIsGivenUp() throws Exception {
        useMemoryInTheSecondRun();
        compare();
        assertThat(freeMemory()).as("rows may still arrive").isLessThan(64 << 20);

        compare();

        assertThat(freeMemory()).isEqualTo(64 << 20);
    }

    private void useMemoryInTheSecondRun() throws Exception {
        see(1, row(1, "a"), row(2, "b"), row(3, "c"));
        end(1);
        assertThat(freeMemory()).isEqualTo(64 << 20);
        see(2, row(1, "a"));
        assertThat(freeMemory()).isLessThan(64 << 20);
    }

    private long freeMemory() {
        long free = memory.take(Long.MAX_VALUE);
        memory.giveBack(free);
        return free;
    }

    @Test
    void lateRowsOfTheRunBeforeDoNotDisableTheFilter() throws Exception {
        backlogBytes = 1 << 20;
        restart(OperatorSubtaskState.builder().build());
        RowData[] old = rowsOf(0, 300, "u");
        see(1, old);
        end(1);

        see(2, old);
        see(2, rowsOf(5_000, 15_500, "u"));
        diff.processWatermark(new Watermark(2));
        see(3, rowsOf(5_000, 15_500, "u".repeat(60)));
        runMails();
        see(3, old);

        assertThat(freeMemory()).as("the filter finds unchanged rows").isLessThan(64 << 20);
    }

    private RowData[] rowsOf(long from, long to, String email) {
        return LongStream.range(from, to).mapToObj(id -> row(id, email)).toArray(RowData[]::new);
    }

    @Test
    void unchangedRowsAreStoredBeforeARestart() throws Exception {
        see(1, row(1, "a"), row(2, "b"), row(3, "c"));
        end(1);

        see(2, row(2, "b"));
        restart(snapshotWithoutRunningMails());
        see(2, row(1, "a"));
        restart(snapshotWithoutRunningMails());
        end(2);

        assertThat(changes()).containsExactly("REMOVED 3");
        assertThat(tallies()).containsExactly(new DiffTally(2, 2, 0, 0, 1, 2, 0, 0));
    }

    @Test
    void anUnchangedRowAfterAChangedOneOfItsKeyIsADuplicate() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        clearOutput();

        see(2, row(1, "z"), row(1, "a"), row(2, "b"), row(2, "b"));
        end(2);
        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(2, 4, 0, 0, 0, 0, 4, 0));
        assertThat(held()).hasSize(2);
        clearOutput();

        see(3, row(1, "a"), row(2, "b"));
        end(3);
        assertThat(changes()).isEmpty();
        assertThat(tallies()).containsExactly(new DiffTally(3, 2, 0, 0, 0, 2, 0, 0));
    }

    private static List<String> differences(Map<Long, String> before, Map<Long, String> now) {
        List<String> differences = new ArrayList<>();
        now.forEach(
                (id, email) -> {
                    if (!before.containsKey(id)) {
                        differences.add("ADDED " + id);
                    } else if (!before.get(id).equals(email)) {
                        differences.add("CHANGED " + id);
                    }
                });
        before.keySet().stream()
                .filter(id -> !now.containsKey(id))
                .forEach(id -> differences.add("REMOVED " + id));
        return differences;
    }

    /** The changes emitted for rows, except for those that were withdrawn. */
    private List<String> emitted() {
        return changes().stream().filter(change -> !change.startsWith("WITHDRAWN")).toList();
    }

    @Test
    void aRemovalHasTheKeptColumnsOfItsRow() throws Exception {
        rows = new ChunkFixture(key.layout(List.of(0, 1)));
        restart(OperatorSubtaskState.builder().build());
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        see(2, row(1, "a2"), row(2, "b"));
        end(2);
        clearOutput();

        end(3);

        assertThat(diff.extractOutputStreamRecords().stream().map(StreamRecord::getValue))
                .extracting(change -> rows.values(change.row()).getString(1).toString())
                .containsExactlyInAnyOrder("a2", "b");
    }

    @Test
    void onlyARowWithAnIdentifierCountsAsARemovalInIterable() throws Exception {
        keepBoth();
        see(1, row(1, "a"), row(2, "b"), row(3, null), row(4, "d"));
        end(1);
        clearOutput();

        see(2, row(4, "e"));
        end(2);

        assertThat(tallies()).containsExactly(new DiffTally(2, 1, 0, 1, 3, 0, 0, 0, 0, 3));
        assertThat(tallies().get(0).known()).isEqualTo(4);
    }

    @Test
    void withoutKeptColumnsNoRemovalIsCounted() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        clearOutput();

        see(2, row(1, "a"));
        end(2);

        assertThat(tallies()).containsExactly(new DiffTally(2, 1, 0, 0, 1, 1, 0, 0, 0, 0));
    }

    @Test
    void newKeptColumnsAreStoredForUnchangedRowsToo() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        OperatorSubtaskState state = snapshotWithoutRunningMails();
        rows = new ChunkFixture(key.layout(List.of(0, 1)));
        restart(state);
        see(2, row(1, "a"), row(2, "b"));
        end(2);
        assertThat(changes()).isEmpty();

        end(3);

        assertThat(diff.extractOutputStreamRecords().stream().map(StreamRecord::getValue))
                .extracting(change -> rows.values(change.row()).getString(1).toString())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aFormerIdentityIsEmittedAtTheEndOfTheRun() throws Exception {
        keepBoth();
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        clearOutput();

        see(2, row(1, "a2"), row(2, "b"));
        compare();
        assertThat(kindsAndAddresses()).containsExactly("WITHDRAWN", "CHANGED a2");
        clearOutput();
        end(2);

        assertThat(kindsAndAddresses()).containsExactly("MOVED a");
        assertThat(only().route()).isEqualTo(routeOf("a"));
        assertThat(tallies()).containsExactly(new DiffTally(2, 2, 0, 1, 0, 1, 0, 0, 0, 1));
        clearOutput();
        see(3, row(1, "a2"), row(2, "b"));
        end(3);
        assertThat(kindsAndAddresses()).as("once").isEmpty();
    }

    @Test
    void anIdentityWithAnotherSpellingIsNotAFormerOne() throws Exception {
        keepBoth();
        see(1, row(1, "a"));
        end(1);
        see(2, row(1, "A "));
        end(2);

        assertThat(kindsAndAddresses()).doesNotContain("MOVED a");
    }

    @Test
    void theFormerIdentityOfARunThatWasGivenUpIsEmittedByTheNext() throws Exception {
        keepBoth();
        see(1, row(1, "a"));
        end(1);
        see(2, row(1, "b"));
        restart(snapshotWithoutRunningMails());
        see(3, row(1, "c"));
        compare();
        clearOutput();
        end(3);

        assertThat(kindsAndAddresses()).containsExactlyInAnyOrder("MOVED a", "MOVED b");
    }

    @Test
    void aRowThatRefersToItsIdentityAgainHasNoFormerOne() throws Exception {
        keepBoth();
        see(1, row(1, "a"));
        end(1);
        see(2, row(1, "b"));
        seeAgain(2, 1, row(1, "a"));
        compare();
        clearOutput();
        end(2);

        assertThat(kindsAndAddresses()).isEmpty();
    }

    @Test
    void aDuplicatedKeyHasNoFormerIdentity() throws Exception {
        keepBoth();
        see(1, row(1, "a"));
        end(1);
        see(2, row(1, "b"));
        restart(snapshotWithoutRunningMails());
        see(2, row(1, "c"));
        compare();
        clearOutput();
        end(2);
        assertThat(kindsAndAddresses()).as("neither row counts").isEmpty();

        see(3, row(1, "b"));
        compare();
        assertThat(kindsAndAddresses()).containsExactly("WITHDRAWN", "CHANGED b");
        clearOutput();
        end(3);
        assertThat(kindsAndAddresses()).containsExactly("MOVED a");
    }

    /** The run that was given up may have missed the other row of the key. */
    @Test
    void theFormerIdentityOfAKeyThatIsDuplicatedLaterIsPostponed() throws Exception {
        keepBoth();
        see(1, row(1, "a"));
        end(1);
        see(2, row(1, "b"));
        compare();
        see(3, row(1, "b"), row(1, "a"));
        compare();
        clearOutput();
        end(3);
        assertThat(kindsAndAddresses()).isEmpty();

        see(4, row(1, "b"));
        end(4);
        assertThat(kindsAndAddresses()).containsExactly("MOVED a");
    }

    @Test
    void aRowWithoutAnIdentifierHasNoFormerIdentity() throws Exception {
        keepBoth();
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        see(2, row(1, " "), row(2, " "));
        end(2);
        assertThat(kindsAndAddresses()).doesNotContain("MOVED a", "MOVED b");
        clearOutput();

        see(3, row(1, "c"));
        end(3);

        assertThat(kindsAndAddresses())
                .containsExactlyInAnyOrder(
                        "WITHDRAWN", "CHANGED c", "MOVED a", "WITHDRAWN", "REMOVED b");
        assertThat(sent())
                .filteredOn(change -> change.kind() == ChangeKind.REMOVED)
                .extracting(Change::route)
                .containsExactly(routeOf("b"));
    }

    @Test
    void aRowStoredWithoutTheKeptColumnsHasNoFormerIdentity() throws Exception {
        see(1, row(1, "a"));
        end(1);
        OperatorSubtaskState state = snapshotWithoutRunningMails();
        rows = new ChunkFixture(key.layout(List.of(0, 1)));
        restart(state);
        see(2, row(1, "b"));
        end(2);

        assertThat(kindsAndAddresses()).containsExactly("WITHDRAWN", "CHANGED b");
    }

    /** Another column is the identifier, and the old one is kept too. */
    @Test
    void anotherIdentifierColumnMakesNoFormerIdentity() throws Exception {
        rows = new ChunkFixture(twoNames(1));
        restart(OperatorSubtaskState.builder().build());
        GenericRowData row =
                GenericRowData.of(
                        key.of(1), StringData.fromString("a"), StringData.fromString("nick"));
        see(1, row);
        end(1);
        OperatorSubtaskState state = snapshotWithoutRunningMails();
        rows = new ChunkFixture(twoNames(2), 7);
        restart(state);
        see(2, row);
        end(2);

        assertThat(sent())
                .extracting(Change::kind)
                .containsExactly(ChangeKind.WITHDRAWN, ChangeKind.CHANGED);
    }

    private RowLayout twoNames(int identifier) {
        List<RowType.RowField> fields =
                new ArrayList<>(key.layout(List.of()).columns().getFields());
        fields.add(new RowType.RowField("nick", DataTypes.STRING().getLogicalType()));
        return new RowLayout(
                new RowType(fields),
                List.of(0),
                identifier,
                IdentifierKind.EMAIL,
                List.of(0, 1, 2));
    }

    @Test
    void formerIdentitiesAreRestoredAtAnyParallelism() throws Exception {
        keepBoth();
        List<String> left = new ArrayList<>();
        for (long id = 1; id <= 40; id++) {
            see(1, row(id, "a" + id));
            left.add("MOVED a" + id);
        }
        end(1);
        for (long id = 1; id <= 40; id++) {
            see(2, row(id, "b" + id));
        }
        OperatorSubtaskState state = snapshotWithoutRunningMails();
        List<String> emitted = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            diff.close();
            diff = harness(2, subtask);
            diff.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, 128, 1, 2, subtask));
            diff.open();
            end(2);
            emitted.addAll(kindsAndAddresses());
        }

        assertThat(emitted).containsExactlyInAnyOrderElementsOf(left);
    }

    @Test
    void aRowThatIsSentOnceKeepsItsFirstRoute() throws Exception {
        keepRoutes();
        see(1, row(1, "a"), row(2, " "));
        end(1);
        long ofNobody = only(ChangeKind.ADDED, 2).route();
        clearOutput();

        see(2, row(1, "b"), row(2, "c"));
        restart(snapshotWithoutRunningMails());
        see(3, row(1, "b"), row(2, "d"));
        end(3);

        assertThat(changes()).containsExactly("CHANGED 2");
        assertThat(only(ChangeKind.CHANGED, 2).route()).isEqualTo(ofNobody);
        clearOutput();
        see(4, row(1, " "));
        end(4);
        assertThat(changes()).containsExactly("CHANGED 1", "REMOVED 2");
        assertThat(only(ChangeKind.CHANGED, 1).route()).isEqualTo(routeOf("a"));
        assertThat(only(ChangeKind.REMOVED, 2).route()).isEqualTo(ofNobody);
    }

    @Test
    void aRouteIsKeptWithinTheRunThatAddsTheRow() throws Exception {
        keepRoutes();
        see(1, row(1, "a"));
        seeAgain(1, 1, row(1, "b"));
        end(1);

        assertThat(changes()).containsExactly("ADDED 1", "CHANGED 1");
        assertThat(sent()).extracting(Change::route).containsOnly(routeOf("a"));
    }

    /** The first row may have been sent, so the row must not be sent again as a new one. */
    @Test
    void rowsThatAreSentOnceAreHeldIfTheirKeyIsDuplicated() throws Exception {
        keepRoutes();
        see(1, row(1, "a"), row(1, "b"), row(2, "c"));
        end(1);
        assertThat(changes()).containsExactly("ADDED 1", "HELD 1", "ADDED 2");
        clearOutput();

        see(2, row(1, "b"), row(2, "c"), row(2, "d"));
        end(2);
        assertThat(changes()).containsExactly("CHANGED 1");
        clearOutput();

        see(3, row(1, "b"), row(2, "d"), row(2, "e"));
        end(3);
        assertThat(changes()).containsExactly("CHANGED 2", "HELD 2");
        clearOutput();

        see(4, row(1, "b"), row(2, "c"));
        restart(snapshotWithoutRunningMails());
        end(4);
        assertThat(changes()).isEmpty();
        see(5, row(1, "b"));
        end(5);
        assertThat(changes()).containsExactly("REMOVED 2");
    }

    private void keepRoutes() throws Exception {
        resendPolicy = ResendPolicy.ONCE;
        restart(OperatorSubtaskState.builder().build());
    }

    private Change only(ChangeKind kind, long id) {
        List<Change> found =
                sent().stream()
                        .filter(change -> change.kind() == kind && this.id(change) == id)
                        .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private void compare() throws Exception {
        diff.prepareSnapshotPreBarrier(1);
    }

    private void keepBoth() throws Exception {
        rows = new ChunkFixture(key.layout(List.of(0, 1)));
        restart(OperatorSubtaskState.builder().build());
    }

    private List<Change> sent() {
        List<Change> sent = new ArrayList<>();
        diff.extractOutputStreamRecords().forEach(record -> sent.add(record.getValue()));
        return sent;
    }

    private Change only() {
        assertThat(sent()).hasSize(1);
        return sent().get(0);
    }

    /** Kinds, with the address; the layout is that of {@link #keepBoth}. */
    private List<String> kindsAndAddresses() {
        return sent().stream()
                .map(
                        change ->
                                change.row().length == 0
                                        ? change.kind().toString()
                                        : change.kind()
                                                + " "
                                                + rows.values(change.row()).getString(1))
                .toList();
    }

    private long routeOf(String email) {
        byte[] row = RowCodec.of(rows.layout().columns()).encode(row(99, email));
        return new RowRoute(rows.layout()).of(row, 0);
    }

    @Test
    void anotherKeyWithdrawsAndRemovesNothing() throws Exception {
        see(1, row(1, "a"), row(2, "b"));
        end(1);
        OperatorSubtaskState state = snapshotWithoutRunningMails();
        Map<RowHash, Long> oldIds = Map.copyOf(ids);
        rows =
                new ChunkFixture(
                        new RowLayout(
                                rows.layout().columns(), List.of(1), 1, IdentifierKind.EMAIL));
        restart(state);

        see(2, row(1, "a"), row(2, "b"));
        restart(snapshotWithoutRunningMails());
        end(2);

        ids.putAll(oldIds);
        List<String> changes = changes();
        clearOutput();
        end(3);
        assertThat(changes).contains("WITHDRAWN 1", "WITHDRAWN 2").doesNotContain("REMOVED 1");
        assertThat(changes())
                .as("later runs remove again")
                .containsExactly("REMOVED 1", "REMOVED 2");
    }

    /** Equal values of two keys are values of different rows. */
    @Test
    void anotherKeyOfTheSameValuesAddsAllRowsToo() throws Exception {
        for (ResendPolicy each : ResendPolicy.values()) {
            resendPolicy = each;
            rows = new ChunkFixture(twoKeys(0));
            restart(OperatorSubtaskState.builder().build());
            RowData[] all = {both(1, 2), both(2, 1), both(3, 3), both(4, 9)};
            see(1, all);
            end(1);
            OperatorSubtaskState state = snapshotWithoutRunningMails();
            rows = new ChunkFixture(twoKeys(1));
            restart(state);

            see(2, all[0], all[1]);
            compare();
            restart(snapshotWithoutRunningMails());
            see(2, all[2], all[3]);
            end(2);

            assertThat(tallies()).containsExactly(new DiffTally(2, 4, 4, 0, 0, 0, 0, 0));
            clearOutput();
            see(3, all[0], all[1], all[2]);
            end(3);
            assertThat(sent()).extracting(Change::kind).containsExactly(ChangeKind.REMOVED);
            assertThat(sent())
                    .extracting(change -> new RowHash(change.keyHigh(), change.keyLow()))
                    .containsExactly(rows.keyOf(all[3]));
        }
    }

    /** Rows that the run read with the old key are not in state under the new one. */
    @Test
    void anotherKeyFromTheMiddleOfARunOnRemovesNothing() throws Exception {
        for (ResendPolicy each : ResendPolicy.values()) {
            resendPolicy = each;
            RowData[] all = {both(1, 2), both(2, 1), both(3, 3), both(4, 9)};
            readInPartAndGoOnWithOtherKey(all);

            seeAgain(2_000, 1, all[0], all[1]);
            restart(snapshotWithoutRunningMails());
            seeAgain(2_000, 2, all[1], all[2], all[3]);
            end(2_000);
            see(3_000, all);
            end(3_000);

            assertThat(sent()).extracting(Change::kind).doesNotContain(ChangeKind.REMOVED);
            assertThat(tallies()).last().isEqualTo(new DiffTally(3_000, 4, 0, 0, 0, 4, 0, 0));
        }
    }

    @Test
    void anotherKeyAfterARunThatWasGivenUpAddsAllRows() throws Exception {
        for (ResendPolicy each : ResendPolicy.values()) {
            resendPolicy = each;
            RowData[] all = {both(1, 2), both(2, 1), both(3, 3), both(4, 9)};
            readInPartAndGoOnWithOtherKey(all);

            see(3_000, all);
            end(3_000);

            assertThat(tallies()).containsExactly(new DiffTally(3_000, 4, 4, 0, 0, 0, 0, 0));
            assertThat(sent()).extracting(Change::kind).doesNotContain(ChangeKind.REMOVED);
        }
    }

    @Test
    void theKeyFromBeforeIsAnotherKeyAgain() throws Exception {
        RowData[] all = {both(1, 2), both(2, 1), both(3, 3), both(4, 9)};
        readInPartAndGoOnWithOtherKey(all);
        seeAgain(2_000, 1, all[0], all[1]);
        OperatorSubtaskState ofOtherKey = snapshotWithoutRunningMails();

        rows = new ChunkFixture(twoKeys(0));
        restart(ofOtherKey);
        seeAgain(2_000, 2, all);
        end(2_000);
        see(3_000, all);
        end(3_000);

        assertThat(sent()).extracting(Change::kind).doesNotContain(ChangeKind.REMOVED);
        assertThat(tallies()).last().isEqualTo(new DiffTally(3_000, 4, 0, 0, 0, 4, 0, 0));
    }

    /** Run 1,000 is complete; run 2,000 has read all its rows, and is not complete. */
    private void readInPartAndGoOnWithOtherKey(RowData[] all) throws Exception {
        rows = new ChunkFixture(twoKeys(0));
        restart(OperatorSubtaskState.builder().build());
        see(1_000, all);
        end(1_000);
        see(2_000, all);
        OperatorSubtaskState midRun = snapshotWithoutRunningMails();
        rows = new ChunkFixture(twoKeys(1));
        restart(midRun);
    }

    private RowLayout twoKeys(int position) {
        RowType columns =
                (RowType)
                        DataTypes.ROW(
                                        DataTypes.FIELD("id", key.type),
                                        DataTypes.FIELD("other", key.type),
                                        DataTypes.FIELD("email", DataTypes.STRING()))
                                .getLogicalType();
        return new RowLayout(columns, List.of(position), 2, IdentifierKind.EMAIL);
    }

    private RowData both(long id, long other) {
        return GenericRowData.of(
                key.of(id), key.of(other), StringData.fromString("u" + id + "-" + other));
    }

    private KeyedOneInputStreamOperatorTestHarness<Long, RowChunk, Change> harness(
            int parallelism, int subtask) throws Exception {
        DiffOperatorFactory factory =
                new DiffOperatorFactory(rows.layout(), resendPolicy, backlogBytes, () -> memory)
                        .beginsWith(firstRun, Instant.ofEpochMilli(builtAt));
        return new KeyedOneInputStreamOperatorTestHarness<>(
                paused ? factory.paused() : factory,
                RowChunk::bucket,
                Types.LONG,
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
        diff.prepareSnapshotPreBarrier(1);
        return diff.snapshot(1, 1);
    }

    private void see(long run, RowData... seen) throws Exception {
        seeAgain(run, 0, seen);
    }

    private void seeAgain(long run, int attempt, RowData... seen) throws Exception {
        for (RowChunk chunk : rows.chunks(run, attempt, List.of(seen))) {
            diff.processElement(new StreamRecord<>(chunk));
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

    private void clearOutput() {
        diff.getOutput().clear();
        clear(diff.getSideOutput(DiffOperator.TALLIES));
        clear(diff.getSideOutput(DiffOperator.SKIPPED_ROWS));
    }

    private static void clear(Queue<?> queue) {
        if (queue != null) {
            queue.clear();
        }
    }

    /** By id; rows with one id in the order of arrival. */
    private List<String> changes() {
        return diff.extractOutputStreamRecords().stream()
                .map(StreamRecord::getValue)
                .sorted(Comparator.comparing(this::id))
                .map(change -> change.kind() + " " + id(change))
                .toList();
    }

    private List<DiffTally> tallies() {
        return values(diff.getSideOutput(DiffOperator.TALLIES));
    }

    private List<SkippedRow> held() {
        return values(diff.getSideOutput(DiffOperator.SKIPPED_ROWS));
    }

    private static <T> List<T> values(Queue<StreamRecord<T>> queue) {
        List<T> values = new ArrayList<>();
        if (queue != null) {
            queue.forEach(record -> values.add(record.getValue()));
        }
        return values;
    }

    private Long id(Change change) {
        return Optional.ofNullable(ids.get(new RowHash(change.keyHigh(), change.keyLow())))
                .orElseThrow(() -> new AssertionError("a key nobody has: " + change));
    }

    private String text(RowData row) {
        return RowText.ofKey(rows.layout()).of(row);
    }

    private RowData row(long id, String email) {
        GenericRowData row = GenericRowData.of(key.of(id), StringData.fromString(email));
        ids.put(rows.keyOf(row), id);
        return row;
    }

    private static RowData keyless(String email) {
        return GenericRowData.of(null, StringData.fromString(email));
    }
}
