/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowHash;
import io.millrace.row.RowText;
import io.millrace.row.RowView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * What the diff emits: changes, skipped rows and the counts of runs. All rows are counted; only the
 * first skipped rows of a run are emitted, so that a wrong key does not flood the line.
 */
final class DiffOutput {

    private static final int SKIPPED_ROWS_EMITTED = 1_000;
    private static final byte[] NO_ROW = {};

    private final Output<StreamRecord<Change>> output;
    private final Baseline baseline;
    private final RowText keyText;
    private final Map<Long, RunCounts> counts = new HashMap<>();
    private final Map<Long, Integer> skipped = new HashMap<>();

    /** One of {@code counts}, or none: most rows are of the same run as the row before. */
    private RunCounts lastCounted = new RunCounts(Long.MIN_VALUE);

    DiffOutput(Output<StreamRecord<Change>> output, Baseline baseline, RowText keyText) {
        this.output = output;
        this.baseline = baseline;
        this.keyText = keyText;
    }

    RunCounts countsOf(long run) {
        if (lastCounted.run != run) {
            lastCounted = counts.computeIfAbsent(run, RunCounts::new);
        }
        return lastCounted;
    }

    /** The counts of all runs that are not complete. */
    List<RunCounts> counts() {
        return List.copyOf(counts.values());
    }

    /** Emits a change; none if the run becomes the baseline. */
    void emit(ChangeKind kind, long run, RowHash key, long route, byte[] row) {
        if (!baseline.adopts(run)) {
            collect(new Change(kind, run, key.high(), key.low(), route, row));
        }
    }

    /** Emits that pending operations must not be sent, also in a run that becomes the baseline. */
    void withdraw(long run, RowHash key, long route) {
        collect(new Change(ChangeKind.WITHDRAWN, run, key.high(), key.low(), route, NO_ROW));
    }

    private void collect(Change change) {
        output.collect(new StreamRecord<>(change));
    }

    void skip(RowView row, SkippedRow.Reason reason) {
        if (skipped.merge(row.run(), 1, Integer::sum) <= SKIPPED_ROWS_EMITTED) {
            SkippedRow skippedRow = new SkippedRow(row.run(), reason, keyText.of(row.values()));
            output.collect(DiffOperator.SKIPPED_ROWS, new StreamRecord<>(skippedRow));
        }
    }

    /** Emits the tally of a run, and removes the counts up to this run. */
    void complete(long run) {
        DiffTally tally = countsOf(run).toTally();
        output.collect(
                DiffOperator.TALLIES,
                new StreamRecord<>(baseline.adopts(run) ? tally.asBaseline() : tally));
        counts.keySet().removeIf(counted -> counted <= run);
        skipped.keySet().removeIf(counted -> counted <= run);
        lastCounted = new RunCounts(Long.MIN_VALUE);
    }
}
