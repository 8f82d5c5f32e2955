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

/**
 * Adds up what the stages say of each run until it is over. What is said of a run that is over is
 * said again, after a failure, and not counted. Knows no Flink and no database.
 */
final class RunTallies {

    /** Distinct warnings told apart per run; further ones are counted by code. */
    static final int DISTINCT_WARNINGS = 100;

    static final String OTHER_DETAILS = "(other details)";

    private static final DeliveryTally NO_OPERATIONS = new DeliveryTally(0, 0, 0, 0);

    private final String sync;
    private final TreeMap<Long, DiffTally> rows = new TreeMap<>();
    private final TreeMap<Long, TreeMap<Integer, DeliveryNotice>> deliveries = new TreeMap<>();
    private final TreeMap<Long, TreeMap<String, RunWarning>> warnings = new TreeMap<>();
    private final TreeMap<Long, RunNotes> notes = new TreeMap<>();

    /** What waits, by run and subtask; told again after a failure, so it is not remembered. */
    private final TreeMap<Long, TreeMap<Integer, DeliveryNotice>> waits = new TreeMap<>();

    private long lastFinished = Long.MIN_VALUE;

    RunTallies(String sync) {
        this.sync = sync;
    }

    /**
     * All of it, to be kept over a failure.
     *
     * @param lastFinished the last run that is over; {@link Long#MIN_VALUE} if none is
     */
    record Memory(
            List<DiffTally> rows,
            List<DeliveryNotice> deliveries,
            List<RunWarning> warnings,
            List<RunNotes> notes,
            long lastFinished) {}

    Memory memory() {
        return new Memory(
                List.copyOf(rows.values()),
                deliveries.values().stream()
                        .flatMap(bySubtask -> bySubtask.values().stream())
                        .toList(),
                warnings.values().stream().flatMap(byText -> byText.values().stream()).toList(),
                List.copyOf(notes.values()),
                lastFinished);
    }

    void remember(Memory memory) {
        lastFinished = memory.lastFinished();
        memory.rows().forEach(tally -> rows.merge(tally.run(), tally, DiffTally::plus));
        memory.deliveries().forEach(this::put);
        memory.warnings().forEach(this::put);
        memory.notes().forEach(note -> notes.put(note.run(), note));
    }

    /** True if nothing that is said of the run counts any more. */
    boolean isOver(long run) {
        return run <= lastFinished;
    }

    void tally(DiffTally tally, long now) {
        if (isOver(tally.run())) {
            return;
        }
        rows.merge(tally.run(), tally, DiffTally::plus);
        notes.put(tally.run(), noted(tally.run()).readAt(now));
    }

    /** Counts are totals: the last word of a subtask is the one that counts. */
    void counts(DeliveryNotice delivery) {
        if (!isOver(delivery.run())) {
            put(delivery);
        }
    }

    void warning(long run, String code, String detail) {
        if (isOver(run)) {
            return;
        }
        TreeMap<String, RunWarning> ofRun = warnings.computeIfAbsent(run, key -> new TreeMap<>());
        String cleanCode = LedgerText.bounded(code, LedgerText.CODE);
        String cleanDetail = LedgerText.bounded(detail, LedgerText.KEY);
        boolean known = ofRun.containsKey(name(cleanCode, cleanDetail));
        boolean room = ofRun.size() < DISTINCT_WARNINGS;
        put(new RunWarning(run, cleanCode, known || room ? cleanDetail : OTHER_DETAILS, 1));
    }

    void leftOut(long run, long more) {
        if (more > 0 && !isOver(run)) {
            notes.put(run, noted(run).leftOut(more));
        }
    }

    /** Why removals are withheld, by any subtask. */
    void withheld(DeliveryNotice reason) {
        if (!isOver(reason.run())) {
            notes.put(reason.run(), noted(reason.run()).withheld(reason.code(), reason.detail()));
        }
    }

    /** The last word of a subtask on what waits is the one that counts. */
    void waits(DeliveryNotice delivery) {
        if (!isOver(delivery.run())) {
            waits.computeIfAbsent(delivery.run(), key -> new TreeMap<>())
                    .put(delivery.subtask(), delivery);
        }
    }

    /** What an open run waits for, of all subtasks; empty if rows are being sent. */
    List<RunWait> waiting(long run) {
        Map<String, RunWait> byReason = new TreeMap<>();
        waits.getOrDefault(run, new TreeMap<>()).values().stream()
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

    /** How an open run stands. */
    RunReport soFar(long run) {
        DeliveryTally delivered = sum(deliveriesOf(run).stream());
        return report(run, RunStatus.RUNNING, 0, delivered, Cause.NONE);
    }

    /**
     * The final word on a run. Only what is settled counts as delivered: after a change of
     * parallelism, progress of a subtask that is gone would count twice.
     */
    RunReport whole(long run, long now) {
        List<DeliveryNotice> settled =
                deliveriesOf(run).stream()
                        .filter(delivery -> delivery.kind() == NoticeKind.SETTLED)
                        .toList();
        DeliveryTally delivered = sum(settled.stream());
        Cause stop =
                deliveriesOf(run).stream()
                        .filter(delivery -> !delivery.code().isEmpty())
                        .findFirst()
                        .map(stopped -> new Cause(stopped.code(), stopped.detail()))
                        .orElse(Cause.NONE);
        if (!stop.isNone()) {
            return report(run, RunStatus.STOPPED, now, delivered, stop);
        }
        return delivered.withheld() > 0
                ? report(run, RunStatus.HELD, now, delivered, withheld(run, delivered.withheld()))
                : report(run, RunStatus.COMPLETE, now, delivered, Cause.NONE);
    }

    private Cause withheld(long run, long removals) {
        RunNotes noted = noted(run);
        String message =
                String.format(
                        Locale.ROOT,
                        "%,d %s withheld, all else was delivered: %s. If the rows are to be"
                                + " removed: ./millrace approve DIR --sync %s --run %d",
                        removals,
                        removals == 1 ? "removal is" : "removals are",
                        noted.withheldReason(),
                        sync,
                        run);
        return new Cause(noted.withheldCode(), message);
    }

    /** The run's warnings; one more if the report contradicts itself. */
    List<RunWarning> warnings(RunReport report) {
        Collection<RunWarning> said = warnings.getOrDefault(report.run(), new TreeMap<>()).values();
        List<RunWarning> all = new ArrayList<>(said);
        if (report.rows().adopted() > 0) {
            all.add(RunWarning.adopted(report.run(), report.rows().adopted()));
        }
        if (!report.rowsAddUp()) {
            all.add(
                    contradiction(
                            report, "rows read and what became of them differ: ", report.rows()));
        }
        if (!report.operationsAddUp()) {
            all.add(
                    contradiction(
                            report,
                            "operations and what became of them differ: ",
                            report.delivered()));
        }
        return List.copyOf(all);
    }

    /** The run is over; whatever was begun before it and never ended is dropped. */
    void finish(long run) {
        lastFinished = Math.max(lastFinished, run);
        Stream.of(rows, deliveries, warnings, notes, waits)
                .forEach(byRun -> byRun.headMap(lastFinished, true).clear());
    }

    private RunReport report(
            long run, RunStatus status, long finishedAt, DeliveryTally delivered, Cause cause) {
        RunNotes noted = noted(run);
        return new RunReport(
                sync,
                run,
                status,
                new RunTimes(run, noted.readAt(), finishedAt),
                rows.getOrDefault(run, new DiffTally(run, 0, 0, 0, 0, 0, 0, 0)),
                delivered,
                noted.rowsLeftOut(),
                cause);
    }

    private void put(DeliveryNotice delivery) {
        deliveries
                .computeIfAbsent(delivery.run(), key -> new TreeMap<>())
                .merge(delivery.subtask(), delivery, RunTallies::lastWord);
    }

    /** What stopped a subtask before a failure it does not know after it; the operations do. */
    private static DeliveryNotice lastWord(DeliveryNotice before, DeliveryNotice last) {
        boolean forgotten = last.code().isEmpty() && !before.code().isEmpty();
        return forgotten
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

    private void put(RunWarning warning) {
        warnings.computeIfAbsent(warning.run(), key -> new TreeMap<>())
                .merge(
                        name(warning.code(), warning.detail()),
                        warning,
                        (said, again) ->
                                new RunWarning(
                                        said.run(),
                                        said.code(),
                                        said.detail(),
                                        said.times() + again.times()));
    }

    private Collection<DeliveryNotice> deliveriesOf(long run) {
        Map<Integer, DeliveryNotice> bySubtask = deliveries.getOrDefault(run, new TreeMap<>());
        return bySubtask.values();
    }

    private RunNotes noted(long run) {
        return notes.getOrDefault(run, RunNotes.of(run));
    }

    private static String name(String code, String detail) {
        return code + '\n' + detail;
    }

    private static RunWarning contradiction(RunReport report, String what, Record counts) {
        return new RunWarning(report.run(), RunWarning.DOES_NOT_ADD_UP, what + counts, 1);
    }

    private static DeliveryTally sum(Stream<DeliveryNotice> deliveries) {
        return deliveries.map(DeliveryNotice::tally).reduce(NO_OPERATIONS, DeliveryTally::plus);
    }
}
