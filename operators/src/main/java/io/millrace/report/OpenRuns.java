/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.report.run.RunWarning;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The runs of a sync that are not over. After a failure, the stages report a run again that is over
 * already: it is not opened again. Pure.
 */
final class OpenRuns {

    private final String sync;
    private final TreeMap<Long, OpenRun> open = new TreeMap<>();
    private long lastFinished = Long.MIN_VALUE;

    OpenRuns(String sync) {
        this.sync = sync;
    }

    /**
     * What a checkpoint holds.
     *
     * @param lastFinished the last run that is over; {@link Long#MIN_VALUE} if none is
     */
    record State(
            List<DiffTally> rows,
            List<DeliveryNotice> deliveries,
            List<RunWarning> warnings,
            List<RunNotes> notes,
            long lastFinished) {}

    State state() {
        return new State(
                open.values().stream().map(OpenRun::rows).toList(),
                open.values().stream().flatMap(run -> run.deliveries().stream()).toList(),
                open.values().stream().flatMap(run -> run.warnings().stream()).toList(),
                open.values().stream().map(OpenRun::notes).toList(),
                lastFinished);
    }

    /** Adds the state of a checkpoint; called before the first run is opened. */
    void restore(State state) {
        state.rows().forEach(tally -> get(tally.run()).restore(tally));
        state.deliveries().forEach(delivery -> get(delivery.run()).delivered(delivery));
        state.warnings().forEach(warning -> get(warning.run()).restore(warning));
        state.notes().forEach(notes -> get(notes.run()).restore(notes));
        lastFinished = state.lastFinished();
    }

    /** The run, which is opened if this is its first report; empty if it is over. */
    Optional<OpenRun> find(long run) {
        return isOver(run) ? Optional.empty() : Optional.of(get(run));
    }

    private OpenRun get(long run) {
        return open.computeIfAbsent(run, id -> new OpenRun(sync, id));
    }

    boolean isOver(long run) {
        return run <= lastFinished;
    }

    /** The run is over, and so is each run that began before it. */
    void finish(long run) {
        lastFinished = Math.max(lastFinished, run);
        open.headMap(lastFinished, true).clear();
    }
}
