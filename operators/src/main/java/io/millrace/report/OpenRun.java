/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.NoticeKind;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.ledger.LedgerText;
import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunTimes;
import io.millrace.report.run.RunWarning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Adds up the reports of all stages and subtasks on one run. Pure. */
final class OpenRun {

    /** Further warnings of a run are counted by their code, with {@link #OTHER_DETAILS}. */
    static final int DISTINCT_WARNINGS = 100;

    static final String OTHER_DETAILS = "(other details)";

    private static final DeliveryTally NO_OPERATIONS = new DeliveryTally(0, 0, 0, 0);

    private final String sync;
    private final long run;
    private DiffTally rows;
    private RunNotes notes;
    private final TreeMap<String, RunWarning> warnings = new TreeMap<>();

    /** The last counts of each subtask of the outbox. */
    private final TreeMap<Integer, DeliveryNotice> deliveries = new TreeMap<>();

    /** What each subtask waits for; not in state, because it is reported again after a failure. */
    private final TreeMap<Integer, DeliveryNotice> waits = new TreeMap<>();

    OpenRun(String sync, long run) {
        this.sync = sync;
        this.run = run;
        this.rows = new DiffTally(run, 0, 0, 0, 0, 0, 0, 0);
        this.notes = RunNotes.of(run);
    }

    DiffTally rows() {
        return rows;
    }

    Collection<DeliveryNotice> deliveries() {
        return deliveries.values();
    }

    Collection<RunWarning> warnings() {
        return warnings.values();
    }

    RunNotes notes() {
        return notes;
    }

    void restore(DiffTally tally) {
        rows = rows.plus(tally);
    }

    void restore(RunNotes restored) {
        notes = restored;
    }

    void restore(RunWarning warning) {
        warnings.merge(
                name(warning.code(), warning.detail()),
                warning,
                (before, more) ->
                        new RunWarning(
                                run,
                                before.code(),
                                before.detail(),
                                before.times() + more.times()));
    }

    /** Counts of one subtask of the diff, which it reports once. */
    void compared(DiffTally tally, long now) {
        rows = rows.plus(tally);
        notes = notes.readAt(now);
    }

    /** Counts of one subtask of the outbox. They are totals: the last ones count. */
    void delivered(DeliveryNotice counts) {
        deliveries.merge(counts.subtask(), counts, OpenRun::withStop);
    }

    /**
     * The later counts. If delivery was stopped before a failure, only the counts from before the
     * failure have the reason.
     */
    private static DeliveryNotice withStop(DeliveryNotice before, DeliveryNotice last) {
        boolean reasonIsLost = last.code().isEmpty() && !before.code().isEmpty();
        return reasonIsLost
                ? new DeliveryNotice(
                        last.kind(),
                        last.run(),
                        last.subtask(),
                        last.key(),
                        last.identifier(),
                        before.code(),
                        before.detail(),
                        last.attempts(),
                        last.tally())
                : last;
    }

    void warned(String code, String detail) {
        String cleanCode = LedgerText.bounded(code, LedgerText.CODE);
        String cleanDetail = LedgerText.bounded(detail, LedgerText.KEY);
        boolean known = warnings.containsKey(name(cleanCode, cleanDetail));
        boolean room = warnings.size() < DISTINCT_WARNINGS;
        restore(new RunWarning(run, cleanCode, known || room ? cleanDetail : OTHER_DETAILS, 1));
    }

    private static String name(String code, String detail) {
        return code + '\n' + detail;
    }

    /** Rows that the ledger counts and does not list. */
    void leftOut(long more) {
        notes = notes.leftOut(more);
    }

    /** Why a subtask withholds removals. */
    void withheld(DeliveryNotice reason) {
        notes = notes.withheld(reason.code(), reason.detail());
    }

    /** What one subtask waits for. The last report counts. */
    void waits(DeliveryNotice wait) {
        waits.put(wait.subtask(), wait);
    }

    /** What all subtasks wait for, one element a reason; empty if rows are being sent. */
    List<RunWait> waits() {
        Map<String, RunWait> byReason = new TreeMap<>();
        waits.values().stream()
                .flatMap(delivery -> wait(delivery).stream())
                .forEach(wait -> byReason.merge(wait.reason(), wait, RunWait::together));
        return List.copyOf(byReason.values());
    }

    private static Optional<RunWait> wait(DeliveryNotice delivery) {
        if (delivery.attempts() == 0 && delivery.code().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new RunWait(
                        delivery.code().isEmpty() ? RunWait.UNKNOWN_USERS : delivery.code(),
                        delivery.attempts(),
                        Optional.of(delivery.detail())
                                .filter(text -> !text.isEmpty())
                                .map(Instant::parse)));
    }

    /** The report of the run while it is delivered. */
    RunReport soFar() {
        return report(RunStatus.RUNNING, 0, sum(deliveries.values().stream()), Cause.NONE);
    }

    /**
     * The final report. It counts only settled subtasks: after a change of parallelism, progress of
     * a subtask that no longer exists would count twice.
     */
    RunReport whole(long now) {
        DeliveryTally delivered =
                sum(
                        deliveries.values().stream()
                                .filter(delivery -> delivery.kind() == NoticeKind.SETTLED));
        Cause stop =
                deliveries.values().stream()
                        .filter(delivery -> !delivery.code().isEmpty())
                        .findFirst()
                        .map(stopped -> new Cause(stopped.code(), stopped.detail()))
                        .orElse(Cause.NONE);
        if (!stop.isNone()) {
            return report(RunStatus.STOPPED, now, delivered, stop);
        }
        return delivered.withheld() > 0
                ? report(RunStatus.HELD, now, delivered, removalsWithheld(delivered.withheld()))
                : report(RunStatus.COMPLETE, now, delivered, Cause.NONE);
    }

    private Cause removalsWithheld(long removals) {
        String message =
                String.format(
                        Locale.ROOT,
                        "%,d %s withheld, all else was delivered: %s. If the rows are to be"
                                + " removed: ./millrace approve DIR --sync %s --run %d",
                        removals,
                        removals == 1 ? "removal is" : "removals are",
                        notes.withheldReason(),
                        sync,
                        run);
        return new Cause(notes.withheldCode(), message);
    }

    private RunReport report(
            RunStatus status, long finishedAt, DeliveryTally delivered, Cause cause) {
        return new RunReport(
                sync,
                run,
                status,
                new RunTimes(run, notes.readAt(), finishedAt),
                rows,
                delivered,
                notes.rowsLeftOut(),
                cause);
    }

    private static DeliveryTally sum(Stream<DeliveryNotice> deliveries) {
        return deliveries.map(DeliveryNotice::tally).reduce(NO_OPERATIONS, DeliveryTally::plus);
    }

    /** The warnings of the final report: those of the stages, and those of its counts. */
    List<RunWarning> warnings(RunReport report) {
        List<RunWarning> all = new ArrayList<>(warnings.values());
        if (report.rows().adopted() > 0) {
            all.add(RunWarning.adopted(run, report.rows().adopted()));
        }
        if (!report.rowsAddUp()) {
            all.add(contradiction("rows read and what became of them differ: " + report.rows()));
        }
        if (!report.operationsAddUp()) {
            all.add(
                    contradiction(
                            "operations and what became of them differ: " + report.delivered()));
        }
        return List.copyOf(all);
    }

    private RunWarning contradiction(String detail) {
        return new RunWarning(run, RunWarning.DOES_NOT_ADD_UP, detail, 1);
    }
}
