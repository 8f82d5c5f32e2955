/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.run.Cause;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RowReason;
import io.millrace.report.run.RowReason.Example;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunTimes;
import io.millrace.report.run.RunWarning;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunLineTest {

    private static final long RUN = Instant.parse("2026-11-21T10:42:06.400Z").toEpochMilli();

    private final RunLine line = new RunLine(ZoneOffset.UTC, Palette.PLAIN);

    @Test
    void aRunWithoutAFlawIsOneLineBelowItsHeader() {
        assertThat(line.header())
                .isEqualTo(
                        "run       sync              read      added  changed  remove"
                                + "d  unchanged    accepted rejected pending     took");
        assertThat(line.finished(run(RunStatus.COMPLETE, 0, Cause.NONE), List.of(), List.of()))
                .containsExactly(
                        "10:42:06  customers        5,000        +12      ~31       -"
                                + "2      4,957 →        45        0       0    0.8 s  ok");
    }

    @Test
    void pendingRowsAreNotOkAndHaveAReason() {
        RowReason quarantined =
                new RowReason(LedgerRow.Kind.QUARANTINED, "invalidEmails", 2, List.of());
        RunReport run =
                report(
                        RunStatus.COMPLETE,
                        new RunTimes(RUN, RUN + 300, RUN + 800),
                        new DeliveryTally(50, 45, 0, 5),
                        0,
                        Cause.NONE);

        assertThat(line.finished(run, List.of(quarantined), List.of()))
                .satisfies(lines -> assertThat(lines.get(0)).endsWith("0.8 s  pending"))
                .contains(
                        "          5 rows pending: 2 quarantined until they change or are released,"
                                + " 3 rejected in earlier runs, tried again after a pause");
        assertThat(line.finished(run, List.of(), List.of()))
                .contains(
                        "          5 rows pending: 5 rejected in earlier runs, tried again"
                                + " after a pause");
    }

    @Test
    void theTimeInWhichTheJobWasStoppedIsPrintedAndNotCounted() {
        RunReport run =
                report(
                        RunStatus.COMPLETE,
                        new RunTimes(RUN, RUN + 300, RUN + 7_200_800, 7_200_000),
                        new DeliveryTally(45, 45, 0, 0),
                        0,
                        Cause.NONE);

        assertThat(line.finished(run, List.of(), List.of()))
                .satisfies(lines -> assertThat(lines.get(0)).endsWith("0.8 s  ok"))
                .contains(
                        "          the job was stopped for 2 h 00 min during the run; this"
                                + " time is not counted");
    }

    @Test
    void progressShowsWhatWaits() {
        RunReport run =
                report(
                        RunStatus.RUNNING,
                        new RunTimes(RUN, RUN + 300, 0),
                        new DeliveryTally(45, 42, 0, 0),
                        0,
                        Cause.NONE);
        RunWarning waits =
                new RunWarning(
                        RUN, RunWarning.WAITING, "for answers of Iterable, until 10:43:21 UTC", 3);
        RunWarning uncounted = new RunWarning(RUN, RunWarning.WAITING, "for a checkpoint", 0);

        assertThat(line.progress(run, RUN + 4_000, List.of(waits, uncounted)))
                .isEqualTo(
                        "10:42:06  customers    delivering  42 of 45 accepted  4.0 s  3 rows wait"
                                + " for answers of Iterable, until 10:43:21 UTC  waits for a"
                                + " checkpoint");
    }

    @Test
    void aFailedRunHasItsReasonBelow() {
        Cause cause = new Cause(Cause.SOURCE_FAILED, "connection refused");

        assertThat(line.finished(run(RunStatus.FAILED, 0, cause), List.of(), List.of()))
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).endsWith("0.8 s  FAILED"))
                .last()
                .isEqualTo("          sourceFailed: connection refused");
    }

    @Test
    void everyEndingHasItsColumnsInTheSamePlace() {
        Cause cause = new Cause("badKey", "");
        String whole =
                line.finished(run(RunStatus.COMPLETE, 0, Cause.NONE), List.of(), List.of()).get(0);
        String failed = line.finished(run(RunStatus.FAILED, 0, cause), List.of(), List.of()).get(0);

        assertThat(failed.indexOf("0.8 s")).isEqualTo(whole.indexOf("0.8 s"));
        assertThat(line.header().length()).isEqualTo(whole.indexOf("0.8 s") + "0.8 s".length());
    }

    @Test
    void rejectedRowsAreSummedUpByReasonWithAFewOfTheirKeys() {
        RowReason reason =
                new RowReason(
                        LedgerRow.Kind.REJECTED,
                        "invalidEmails",
                        1_234,
                        List.of(
                                new Example("id=1", "not an address"),
                                new Example("id=2", "not an address"),
                                new Example("id=3", "too long")));

        assertThat(
                        line.finished(
                                run(RunStatus.COMPLETE, 7, Cause.NONE),
                                List.of(reason),
                                List.of(new RunWarning(RUN, "filteredOutFields", "plan", 2))))
                .satisfies(lines -> assertThat(lines.get(0)).endsWith("0.8 s  rejects"))
                .contains(
                        "          warning: filteredOutFields: plan (2 times)",
                        "          1,234 × invalidEmails: id=1, id=2 (not an address), id=3"
                                + " (too long), …",
                        "          7 more rows are counted, not listed",
                        "          all rows: SELECT * FROM millrace_rows WHERE sync ="
                                + " 'customers' AND run = "
                                + RUN);
    }

    @Test
    void durationsAreReadable() {
        assertThat(RunLine.duration(Duration.ofMillis(840))).isEqualTo("0.8 s");
        assertThat(RunLine.duration(Duration.ofMillis(59_960))).isEqualTo("1 min 00 s");
        assertThat(RunLine.duration(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
        assertThat(RunLine.duration(Duration.ofMinutes(72))).isEqualTo("1 h 12 min");
    }

    @Test
    void colourIsForTerminalsWhoseOwnerHasNothingAgainstIt() {
        assertThat(Palette.of(true, Map.of())).isEqualTo(Palette.COLOUR);
        assertThat(Palette.of(true, Map.of("NO_COLOR", "1"))).isEqualTo(Palette.PLAIN);
        assertThat(Palette.of(false, Map.of())).isEqualTo(Palette.PLAIN);
        assertThat(new RunLine(ZoneOffset.UTC, Palette.COLOUR).header()).startsWith("\u001B[2m");
    }

    private static RunReport run(RunStatus status, long rejected, Cause cause) {
        return report(
                status,
                new RunTimes(RUN, RUN + 300, RUN + 800),
                new DeliveryTally(45, 45 - rejected, rejected, 0),
                rejected,
                cause);
    }

    private static RunReport report(
            RunStatus status,
            RunTimes times,
            DeliveryTally delivered,
            long rowsLeftOut,
            Cause cause) {
        return new RunReport(
                "customers",
                RUN,
                status,
                times,
                new DiffTally(RUN, 5_000, 12, 31, 2, 4_957, 0, 0),
                delivered,
                rowsLeftOut,
                cause);
    }
}
