/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.diff.DiffTally;
import io.millrace.diff.SkippedRow;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.NoticeKind;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.Cause;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // the harness closes with any exception
class ReportOperatorTest {

    private static final String SYNC = "customers";
    private static final long RUN = 1_790_000_000_000L;
    private static final long NEXT = RUN + 60_000;

    @TempDir Path directory;

    private LedgerConnection database;

    @BeforeEach
    void locate() {
        database = LedgerConnection.embedded(directory.resolve("ledger"));
    }

    @Test
    void countsOfAllSubtasksAddUpToOneReport() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, tally(RUN));
            send(harness, tally(RUN));
            send(harness, counts(NoticeKind.PROGRESS, RUN, 0, 1, ""));
            send(harness, counts(NoticeKind.SETTLED, RUN, 0, 3, ""));
            send(harness, counts(NoticeKind.SETTLED, RUN, 1, 4, ""));
            deliveredUpTo(harness, RUN);

            RunReport report = only(harness);
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(report.rows()).isEqualTo(new DiffTally(RUN, 20, 4, 2, 2, 12, 2, 0));
            assertThat(report.delivered()).isEqualTo(new DeliveryTally(7, 7, 0, 0));
            assertThat(report.addsUp()).isTrue();
            assertThat(inLedger(RUN)).isEqualTo(report);
        }
    }

    @Test
    void aRunThatWithholdsRemovalsIsHeldAndReportsHowToApproveThem() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, tally(RUN));
            send(harness, delivery(NoticeKind.ROW_WITHHELD, "id=7", "withheld"));
            send(harness, delivery(NoticeKind.REMOVALS_WITHHELD, "", "removalLimit"));
            send(harness, settled(0, new DeliveryTally(20, 5, 0, 15, 15)));
            send(harness, settled(1, new DeliveryTally(30, 5, 0, 25, 25)));
            deliveredUpTo(harness, RUN);

            RunReport report = only(harness);
            assertThat(report.status()).isEqualTo(RunStatus.HELD);
            assertThat(report.delivered()).isEqualTo(new DeliveryTally(50, 10, 0, 40, 40));
            assertThat(report.addsUp()).isTrue();
            assertThat(report.cause().code()).isEqualTo("removalLimit");
            assertThat(report.cause().message())
                    .startsWith("40 removals are withheld, all else was delivered: in words.")
                    .endsWith("./millrace approve DIR --sync " + report.sync() + " --run " + RUN);
            assertThat(inLedger(RUN)).isEqualTo(report);
        }
    }

    private static DeliveryNotice settled(int subtask, DeliveryTally tally) {
        return new DeliveryNotice(NoticeKind.SETTLED, RUN, subtask, "", "", "", "", 0, tally);
    }

    @Test
    void aRunWhoseDeliveryWasStoppedHasTheCause() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, counts(NoticeKind.SETTLED, RUN, 0, 3, ""));
            send(harness, counts(NoticeKind.SETTLED, RUN, 1, 3, "badKey"));
            deliveredUpTo(harness, RUN);

            assertThat(only(harness).status()).isEqualTo(RunStatus.STOPPED);
            assertThat(inLedger(RUN).cause()).isEqualTo(new Cause("badKey", "in words"));
        }
    }

    @Test
    void aWaitIsInTheLedgerUntilTheRunIsOver() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, waiting(0, 2, "2026-11-21T10:43:20Z"));
            send(harness, waiting(1, 1, "2026-11-21T10:43:21Z"));
            assertThat(warnings())
                    .containsExactly(
                            new RunWarning(
                                    RUN,
                                    RunWarning.WAITING,
                                    "for users who may not be visible yet, until 10:43:21 UTC",
                                    3));
            send(harness, waiting(0, 0, "2026-11-21T10:43:20Z"));
            assertThat(warnings()).extracting(RunWarning::times).containsExactly(1L);

            send(harness, counts(NoticeKind.SETTLED, RUN, 0, 3, ""));
            deliveredUpTo(harness, RUN);
            assertThat(warnings()).extracting(RunWarning::code).doesNotContain(RunWarning.WAITING);
        }
    }

    @Test
    void eachReasonForAWaitIsReportedInWords() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, waiting("unknownUsers", 0, 2, "2026-11-21T10:43:20Z"));
            send(harness, waiting("rateLimit", 1, 700, "2026-11-21T10:43:09Z"));
            send(harness, waiting("rateLimit", 2, 300, ""));
            send(harness, waiting("checkpoint", 3, 0, ""));
            send(harness, waiting("newerReason", 4, 1, ""));
            assertThat(warnings())
                    .extracting(RunWarning::times, RunWarning::detail)
                    .containsExactlyInAnyOrder(
                            tuple(2L, "for users who may not be visible yet, until 10:43:20 UTC"),
                            tuple(1_000L, "for the rate limit of Iterable, until 10:43:09 UTC"),
                            tuple(0L, "for a checkpoint"),
                            tuple(1L, "for newerReason"));

            for (int subtask = 0; subtask <= 4; subtask++) {
                send(harness, waiting("", subtask, 0, ""));
            }
            assertThat(warnings()).isEmpty();
        }
    }

    private static DeliveryNotice waiting(int subtask, int rows, String until) {
        return waiting("", subtask, rows, until);
    }

    private static DeliveryNotice waiting(String reason, int subtask, int rows, String until) {
        return new DeliveryNotice(
                NoticeKind.WAITING,
                RUN,
                subtask,
                "",
                "",
                reason,
                until,
                rows,
                new DeliveryTally(0, 0, 0, 0));
    }

    @Test
    void aStopStaysWhenItsSubtaskReportsAgain() throws Exception {
        OperatorSubtaskState checkpoint;
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, counts(NoticeKind.SETTLED, RUN, 0, 3, "badKey"));
            checkpoint = harness.snapshot(1, 1);
        }
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.initializeState(checkpoint);
            harness.open();
            send(harness, counts(NoticeKind.PROGRESS, RUN, 0, 2, ""));
            send(harness, counts(NoticeKind.SETTLED, RUN, 0, 2, ""));
            send(harness, counts(NoticeKind.SETTLED, RUN, 1, 1, ""));
            deliveredUpTo(harness, RUN);

            assertThat(only(harness).status()).isEqualTo(RunStatus.STOPPED);
            assertThat(only(harness).cause()).isEqualTo(new Cause("badKey", "in words"));
            assertThat(only(harness).delivered().operations()).isEqualTo(3);
        }
    }

    @Test
    void aStopOfASubtaskThatNoLongerExistsStays() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, counts(NoticeKind.SETTLED, RUN, 1, 3, "badKey"));
            send(harness, counts(NoticeKind.PROGRESS, RUN, 1, 0, ""));
            send(harness, counts(NoticeKind.SETTLED, RUN, 0, 3, ""));
            deliveredUpTo(harness, RUN);

            assertThat(only(harness).status()).isEqualTo(RunStatus.STOPPED);
            assertThat(only(harness).delivered().operations()).isEqualTo(3);
        }
    }

    @Test
    void aRunIsOverWhenItIsDeliveredWithoutTheWatermarkOfTheDiff() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, tally(RUN));
            send(harness, counts(NoticeKind.SETTLED, RUN, 0, 3, ""));
            harness.processWatermark1(new Watermark(NEXT));
            assertThat(harness.extractOutputValues()).isEmpty();

            deliveredUpTo(harness, RUN);
            assertThat(inLedger(RUN)).isEqualTo(only(harness));
        }
    }

    @Test
    void countsSurviveAFailureAndAreNotCountedTwice() throws Exception {
        OperatorSubtaskState checkpoint;
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, tally(RUN));
            send(harness, row("id=1"));
            harness.prepareSnapshotPreBarrier(1);
            checkpoint = harness.snapshot(1, 1);
            send(harness, tally(RUN));
            send(harness, row("id=2"));
        }
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.initializeState(checkpoint);
            harness.open();
            send(harness, tally(RUN));
            send(harness, row("id=2"));
            deliveredUpTo(harness, RUN);

            assertThat(only(harness).rows().read()).isEqualTo(20);
        }
        try (LedgerReader reader = new LedgerReader(database)) {
            assertThat(reader.rows(SYNC, RUN, 10))
                    .extracting(LedgerRow::key)
                    .containsExactly("id=1", "id=2");
        }
    }

    @Test
    void aRepeatedBoundaryIsNotASecondRun() throws Exception {
        OperatorSubtaskState checkpoint;
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, tally(RUN));
            deliveredUpTo(harness, RUN);
            checkpoint = harness.snapshot(1, 1);
        }
        RunReport before = inLedger(RUN);
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.initializeState(checkpoint);
            harness.open();
            send(harness, tally(RUN));
            deliveredUpTo(harness, RUN);

            assertThat(harness.extractOutputValues()).isEmpty();
        }
        assertThat(inLedger(RUN)).isEqualTo(before);
    }

    @Test
    void theCountsOfARunWithoutAnEndAreDiscarded() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, tally(RUN));
            send(harness, tally(NEXT));
            deliveredUpTo(harness, NEXT);

            assertThat(only(harness).rows().read()).isEqualTo(10);
        }
    }

    @Test
    void theEndOfTheInputIsNotARun() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            deliveredUpTo(harness, Long.MAX_VALUE);

            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void aRunThatDoesNotAddUpIsWrittenWithAWarning() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            send(harness, ReportInput.of(new DiffTally(RUN, 5, 0, 0, 0, 4, 0, 0)));
            deliveredUpTo(harness, RUN);

            assertThat(only(harness).addsUp()).isFalse();
        }
        try (LedgerReader reader = new LedgerReader(database)) {
            assertThat(reader.warnings(SYNC, RUN))
                    .extracting(RunWarning::code)
                    .containsExactly(RunWarning.DOES_NOT_ADD_UP);
        }
    }

    @Test
    void rowsAndWarningsAreListedWithTheirReasons() throws Exception {
        try (TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                harness()) {
            harness.open();
            for (int i = 0; i < 15; i++) {
                send(harness, row("id=" + (10 + i)));
            }
            send(
                    harness,
                    ReportInput.of(new SkippedRow(RUN, SkippedRow.Reason.DUPLICATE_KEY, "id=1")));
            send(harness, delivery(NoticeKind.WARNING, "", "filteredOutFields"));
            send(harness, delivery(NoticeKind.WARNING, "", "filteredOutFields"));
            deliveredUpTo(harness, RUN);

            assertThat(only(harness).rowsLeftOut()).isEqualTo(6);
        }
        try (LedgerReader reader = new LedgerReader(database)) {
            assertThat(reader.rows(SYNC, RUN, 100)).hasSize(10);
            assertThat(reader.warnings(SYNC, RUN))
                    .containsExactly(new RunWarning(RUN, "filteredOutFields", "in words", 2));
        }
    }

    private TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness()
            throws Exception {
        LedgerSettings settings = new LedgerSettings(Duration.ofSeconds(5), 10, Duration.ofDays(7));
        TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness =
                new TwoInputStreamOperatorTestHarness<>(
                        new ReportOperator(SYNC, database, settings));
        harness.setProcessingTime(RUN + 500);
        return harness;
    }

    private RunReport inLedger(long run) {
        try (LedgerReader reader = new LedgerReader(database)) {
            return reader.run(SYNC, run).orElseThrow();
        }
    }

    private List<RunWarning> warnings() {
        try (LedgerReader reader = new LedgerReader(database)) {
            return reader.warnings(SYNC, RUN);
        }
    }

    private static void send(
            TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness,
            ReportInput input)
            throws Exception {
        harness.processElement1(new StreamRecord<>(input, RUN));
    }

    private static void send(
            TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness,
            DeliveryNotice delivery)
            throws Exception {
        harness.processElement2(new StreamRecord<>(delivery, RUN));
    }

    private static void deliveredUpTo(
            TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness,
            long run)
            throws Exception {
        harness.processWatermark2(new Watermark(run));
    }

    private static RunReport only(
            TwoInputStreamOperatorTestHarness<ReportInput, DeliveryNotice, RunReport> harness) {
        List<RunReport> reports = harness.extractOutputValues();
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    private static ReportInput tally(long run) {
        return ReportInput.of(new DiffTally(run, 10, 2, 1, 1, 6, 1, 0));
    }

    private static DeliveryNotice row(String key) {
        return delivery(NoticeKind.ROW_REJECTED, key, "invalidEmails");
    }

    private static DeliveryNotice delivery(NoticeKind kind, String key, String code) {
        return new DeliveryNotice(
                kind, RUN, 0, key, "", code, "in words", 1, new DeliveryTally(0, 0, 0, 0));
    }

    private static DeliveryNotice counts(
            NoticeKind kind, long run, int subtask, long accepted, String stop) {
        return new DeliveryNotice(
                kind,
                run,
                subtask,
                "",
                "",
                stop,
                stop.isEmpty() ? "" : "in words",
                0,
                new DeliveryTally(accepted, accepted, 0, 0));
    }
}
