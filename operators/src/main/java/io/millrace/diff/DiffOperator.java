/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RowText;
import io.millrace.snapshot.SnapshotRow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Finds out what a run has added, changed and removed. Rows arrive keyed by their primary key's
 * hash; each is compared with what was last seen of its key and passed on at once if it differs.
 * When the run's watermark says that all of it was read, keys it did not show are removed, in
 * chunks between which checkpoints and rows pass; the watermark goes on behind the last of them.
 *
 * <p>A run that was given up has no watermark, so nothing is removed for it; the next complete one
 * covers it.
 */
public final class DiffOperator extends AbstractStreamOperator<Change>
        implements OneInputStreamOperator<SnapshotRow, Change> {

    /** Counts of each complete run. */
    public static final OutputTag<DiffTally> TALLIES =
            new OutputTag<>("tallies", TypeInformation.of(DiffTally.class));

    /** Rows that take no part in their run. */
    public static final OutputTag<HeldRow> HELD_ROWS =
            new OutputTag<>("held-rows", TypeInformation.of(HeldRow.class));

    private static final long serialVersionUID = 1L;

    private static final int SCAN_CHUNK = 1_000;
    private static final int HELD_ROWS_TOLD = 1_000;
    private static final byte[] NO_ROW = new byte[0];

    private final RowText keyText;
    private final MailboxExecutor mailbox;

    private transient LastSeen lastSeen;
    private transient Map<Long, RunCounts> counts;
    private transient Map<Long, Integer> told;
    private transient long lastBoundary;

    /** Runs whose end is known and whose vanished keys are not all found; the first is scanned. */
    private transient Deque<Long> scans;

    private transient ListState<RunCounts> countsState;
    private transient ListState<Long> boundaryState;
    private transient ListState<Long> scanState;

    DiffOperator(StreamOperatorParameters<Change> parameters, RowLayout layout) {
        super(parameters);
        this.keyText = RowText.ofKey(layout);
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lastSeen = new RowByRow(getKeyedStateBackend());
        counts = new HashMap<>();
        told = new HashMap<>();
        scans = new ArrayDeque<>();
        lastBoundary = Long.MIN_VALUE;
        countsState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "run-counts", TypeInformation.of(RunCounts.class)));
        boundaryState =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("last-boundary", Types.LONG));
        scanState =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("scans", Types.LONG));
        for (RunCounts part : countsState.get()) {
            countsOf(part.run).add(part);
        }
        for (long boundary : boundaryState.get()) {
            lastBoundary = Math.max(lastBoundary, boundary);
        }
        TreeSet<Long> unfinished = new TreeSet<>();
        scanState.get().forEach(unfinished::add);
        scans.addAll(unfinished);
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (!scans.isEmpty()) {
            startScan();
        }
    }

    @Override
    public void processElement(StreamRecord<SnapshotRow> element) throws Exception {
        SnapshotRow row = element.getValue();
        if (row.keyless()) {
            countsOf(row.run()).countKeyless();
            tell(row, HeldRow.Reason.NULL_KEY);
            return;
        }
        Optional<SeenRow> seen = lastSeen.get(row);
        if (seen.isPresent() && isVanishedInOpenScan(seen.get(), row)) {
            lastSeen.forget(row);
            remove(scans.getFirst(), row.keyHigh(), row.keyLow(), seen.get());
            seen = Optional.empty();
        }
        Sighting sighting =
                seen.map(before -> Sighting.of(row, before)).orElseGet(() -> Sighting.first(row));
        if (sighting.remembered().isPresent()) {
            lastSeen.put(row, sighting.remembered().get());
        }
        countsOf(row.run()).count(sighting.counted());
        if (sighting.isNewDuplicate()) {
            tell(row, HeldRow.Reason.DUPLICATE_KEY);
        }
        if (sighting.withdrawnFrom().isPresent()) {
            emit(
                    ChangeKind.WITHDRAWN,
                    row.run(),
                    row.keyHigh(),
                    row.keyLow(),
                    sighting.withdrawnFrom().get(),
                    NO_ROW);
        }
        if (sighting.change().isPresent()) {
            emit(
                    sighting.change().get(),
                    row.run(),
                    row.keyHigh(),
                    row.keyLow(),
                    row.route(),
                    row.row());
        }
    }

    /** The key left the model in the run being scanned and comes back before the scan got to it. */
    private boolean isVanishedInOpenScan(SeenRow seen, SnapshotRow row) {
        return !scans.isEmpty() && seen.run() < scans.getFirst() && row.run() > scans.getFirst();
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        long run = watermark.getTimestamp();
        if (run == Long.MAX_VALUE) {
            super.processWatermark(watermark);
            return;
        }
        if (run <= lastBoundary) {
            if (!scans.contains(run)) {
                super.processWatermark(watermark);
            }
            return;
        }
        lastBoundary = run;
        scans.addLast(run);
        if (scans.size() == 1) {
            startScan();
        }
    }

    private void startScan() throws Exception {
        lastSeen.startScan(scans.getFirst());
        mailbox.execute(this::scanOn, "look for keys that vanished in run " + scans.getFirst());
    }

    private void scanOn() throws Exception {
        long run = scans.getFirst();
        if (lastSeen.scan(SCAN_CHUNK, (high, low, seen) -> remove(run, high, low, seen))) {
            mailbox.execute(this::scanOn, "look for keys that vanished in run " + run);
            return;
        }
        scans.removeFirst();
        output.collect(TALLIES, new StreamRecord<>(countsOf(run).toTally()));
        counts.keySet().removeIf(counted -> counted <= run);
        told.keySet().removeIf(counted -> counted <= run);
        super.processWatermark(new Watermark(run));
        if (!scans.isEmpty()) {
            startScan();
        }
    }

    private void remove(long run, long keyHigh, long keyLow, SeenRow seen) {
        if (seen.standing().isPassedOn()) {
            countsOf(run).countRemoved();
            emit(ChangeKind.REMOVED, run, keyHigh, keyLow, seen.route(), NO_ROW);
        }
    }

    private void emit(
            ChangeKind kind, long run, long keyHigh, long keyLow, long route, byte[] row) {
        output.collect(new StreamRecord<>(new Change(kind, run, keyHigh, keyLow, route, row)));
    }

    /**
     * Counts are complete; single rows are told up to a limit, lest a wrong key floods the line.
     */
    private void tell(SnapshotRow row, HeldRow.Reason reason) {
        if (told.merge(row.run(), 1, Integer::sum) <= HELD_ROWS_TOLD) {
            HeldRow held = new HeldRow(row.run(), reason, keyText.of(row.row()));
            output.collect(HELD_ROWS, new StreamRecord<>(held));
        }
    }

    private RunCounts countsOf(long run) {
        return counts.computeIfAbsent(run, RunCounts::new);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        countsState.update(List.copyOf(counts.values()));
        boundaryState.update(lastBoundary == Long.MIN_VALUE ? List.of() : List.of(lastBoundary));
        scanState.update(List.copyOf(scans));
    }

    @Override
    public void finish() throws Exception {
        while (!scans.isEmpty()) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (lastSeen != null) {
            lastSeen.close();
        }
        super.close();
    }
}
