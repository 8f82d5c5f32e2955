/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyBuckets;
import io.millrace.row.KeyForm;
import io.millrace.row.RowChunk;
import io.millrace.row.RowHash;
import io.millrace.row.RowLayout;
import io.millrace.row.RowText;
import io.millrace.row.RowView;
import java.io.Serializable;
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
import org.apache.flink.api.common.state.OperatorStateStore;
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
 * Finds out what a run has added, changed and removed. Rows arrive in chunks keyed by their bucket;
 * those that are not unchanged are gathered, and compared bucket by bucket when there are enough of
 * them, at a checkpoint and at the end of the run. When the run's watermark says that all of it was
 * read, keys it did not show are removed, in steps between which checkpoints and rows pass; the
 * watermark goes on behind the last of them. So are the identities that rows have left for another;
 * of a key that was duplicated in the run, none is.
 *
 * <p>A run that was given up has no watermark, so nothing is removed for it; the next complete one
 * covers it. When the definition of the primary key has changed since the state was written, no key
 * is what it was: every row is added, and what the old keys asked for is withdrawn, not removed. If
 * the {@link FirstRun} is adopted, no row is added before there is a baseline.
 */
public final class DiffOperator extends AbstractStreamOperator<Change>
        implements OneInputStreamOperator<RowChunk, Change> {

    /** Counts of each complete run. */
    public static final OutputTag<DiffTally> TALLIES =
            new OutputTag<>("tallies", TypeInformation.of(DiffTally.class));

    /** Rows that take no part in their run. */
    public static final OutputTag<SkippedRow> HELD_ROWS =
            new OutputTag<>("held-rows", TypeInformation.of(SkippedRow.class));

    private static final long serialVersionUID = 1L;

    private static final int SCAN_STEP = 1_000;
    private static final int HELD_ROWS_TOLD = 1_000;
    private static final byte[] NO_ROW = new byte[0];

    private final Policy policy;
    private final long backlogBytes;
    private final transient DiffMemory memory;
    private final RowText keyText;
    private final MailboxExecutor mailbox;

    /**
     * What is compared, and what becomes of it.
     *
     * @param builtAt when the job was built, in epoch milliseconds
     * @param paused whether a scan that is not at its end waits
     */
    record Policy(
            RowLayout layout, ResendPolicy asking, FirstRun firstRun, long builtAt, boolean paused)
            implements Serializable {}

    private transient LastSeen lastSeen;
    private transient RowBacklog backlog;
    private transient KeyBuckets buckets;
    private transient RowDetails details;

    /** Indexes of rows in a chunk. */
    private transient int[] waiting;

    /** True if no row has come since the last checkpoint. */
    private transient boolean rests;

    private transient KeyDefinitionChange otherKeys;
    private transient Baseline baseline;

    private transient Map<Long, RunCounts> counts;

    /** One of {@code counts}, or none: spares the look-up of the run of most rows. */
    private transient RunCounts lastCounted;

    private transient Map<Long, Integer> told;
    private transient long lastBoundary;

    /** Runs whose end is known and whose vanished keys are not all found; the first is scanned. */
    private transient Deque<Long> scans;

    private transient ListState<RunCounts> countsState;
    private transient ListState<Long> boundaryState;
    private transient ListState<Long> scanState;

    DiffOperator(
            StreamOperatorParameters<Change> parameters,
            Policy policy,
            long backlogBytes,
            DiffMemory memory) {
        super(parameters);
        this.policy = policy;
        this.memory = memory;
        this.backlogBytes = backlogBytes;
        this.keyText = RowText.ofKey(policy.layout());
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        buckets = new KeyBuckets(policy.layout(), policy.layout().key());
        details = new RowDetails(policy.layout(), policy.asking());
        lastSeen = new LastSeen(getKeyedStateBackend(), details.keptColumns(), memory);
        backlog =
                new RowBacklog(
                        memory,
                        backlogBytes,
                        getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks());
        counts = new HashMap<>();
        lastCounted = new RunCounts(Long.MIN_VALUE);
        told = new HashMap<>();
        waiting = new int[0];
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
        restoreBaseline(context.getOperatorStateStore());
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

    private void restoreBaseline(OperatorStateStore store) throws Exception {
        baseline = new Baseline(store, policy.firstRun(), policy.builtAt());
        otherKeys =
                new KeyDefinitionChange(store, buckets.definition(), baseline.isBegunOtherwise());
        if (otherKeys.isNew()) {
            baseline.beginAgain();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (!scans.isEmpty() && !policy.paused()) {
            startScan();
        }
    }

    @Override
    public void processElement(StreamRecord<RowChunk> element) throws Exception {
        RowChunk chunk = element.getValue();
        rests = false;
        otherKeys.rowOf(chunk.run(), chunk.attempt());
        if (!backlog.takes(chunk)) {
            compare();
        }
        if (scans.isEmpty() && !otherKeys.areLeft()) {
            sift(chunk);
        } else {
            backlog.add(chunk);
        }
        if (backlog.isFull()) {
            backlog.makeRoom(this::compareBucket);
            lastSeen.weigh(chunk.run());
        }
    }

    /**
     * While a scan goes on, or there are old keys, each bucket must first be rid of what is gone.
     */
    private void sift(RowChunk chunk) throws Exception {
        if (waiting.length < chunk.rows()) {
            waiting = new int[chunk.rows()];
        }
        int count = lastSeen.sift(chunk, waiting);
        countsOf(chunk.run()).countUnchanged(chunk.rows() - count);
        backlog.add(chunk, waiting, count);
    }

    /** Where no row has come since the checkpoint before, the run may have been given up. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        compare();
        if (rests) {
            backlog.rest();
            lastSeen.rest();
        } else {
            lastSeen.writeMarks();
            rests = true;
        }
    }

    private void compare() throws Exception {
        if (!backlog.isEmpty()) {
            backlog.drain(this::compareBucket);
        }
    }

    private void compareBucket(long bucket, RowBacklog.Rows rows) throws Exception {
        setCurrentKey(bucket);
        otherKeys.forget(lastSeen, new Found(backlog.run()));
        for (long scanned : scans) {
            lastSeen.forgetUpTo(scanned, new Found(scanned));
        }
        Optional<RowView> first = firstWithKey(rows);
        if (first.isPresent()) {
            KeyForm form =
                    first.get().place() == KeyBuckets.NO_PLACE
                            ? KeyForm.HASH
                            : buckets.placedForm();
            lastSeen.visit(form, details, visit -> compare(visit, first.get(), rows));
        }
    }

    private Optional<RowView> firstWithKey(RowBacklog.Rows rows) {
        while (rows.hasNext()) {
            RowView row = rows.next();
            if (!row.isKeyless()) {
                return Optional.of(row);
            }
            countKeyless(row);
        }
        return Optional.empty();
    }

    private void compare(BlockComparison visit, RowView first, RowBacklog.Rows rows) {
        see(visit, first);
        while (rows.hasNext()) {
            RowView row = rows.next();
            if (row.isKeyless()) {
                countKeyless(row);
            } else {
                see(visit, row);
            }
        }
    }

    private void countKeyless(RowView row) {
        countsOf(row.run()).countKeyless();
        tell(row, SkippedRow.Reason.NULL_KEY);
    }

    private void see(BlockComparison visit, RowView row) {
        RowComparison sighting = visit.see(row);
        countsOf(row.run()).count(sighting.counted());
        if (sighting.isNewDuplicate()) {
            tell(row, SkippedRow.Reason.DUPLICATE_KEY);
        }
        if (sighting.withdrawnFrom().isPresent()) {
            takeBack(row.run(), key(row), sighting.withdrawnFrom().get(), visit.values());
        }
        if (sighting.change().isPresent()) {
            emit(sighting.change().get(), row.run(), key(row), visit.route(), visit.values());
        }
    }

    private void takeBack(long run, RowHash key, long route, byte[] values) {
        switch (policy.asking()) {
            case ANEW -> emit(ChangeKind.WITHDRAWN, run, key, route, NO_ROW);
            case ONCE -> emit(ChangeKind.HELD, run, key, route, values);
        }
    }

    private static RowHash key(RowView row) {
        return new RowHash(row.keyHigh(), row.keyLow());
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        compare();
        backlog.rest();
        lastSeen.rest();
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
        baseline.complete(run);
        scans.addLast(run);
        if (scans.size() == 1) {
            startScan();
        }
    }

    private void startScan() throws Exception {
        lastSeen.startScan();
        mailbox.execute(this::scanOn, "look for keys that vanished in run " + scans.getFirst());
    }

    private void scanOn() throws Exception {
        long run = scans.getFirst();
        if (lastSeen.scan(SCAN_STEP, () -> forgetUpTo(run))) {
            mailbox.execute(this::scanOn, "look for keys that vanished in run " + run);
            return;
        }
        scans.removeFirst();
        otherKeys.areGone();
        DiffTally tally = countsOf(run).toTally();
        output.collect(
                TALLIES, new StreamRecord<>(baseline.adopts(run) ? tally.asBaseline() : tally));
        counts.keySet().removeIf(counted -> counted <= run);
        lastCounted = new RunCounts(Long.MIN_VALUE);
        told.keySet().removeIf(counted -> counted <= run);
        super.processWatermark(new Watermark(run));
        if (!scans.isEmpty()) {
            startScan();
        }
    }

    private int forgetUpTo(long run) throws Exception {
        otherKeys.forget(lastSeen, new Found(run));
        return lastSeen.forgetUpTo(run, new Found(run));
    }

    /**
     * What the scan of a run finds is told, or only withdrawn, as long as there may be keys of
     * another definition.
     */
    private final class Found implements LastSeen.Findings {

        private final long run;

        private Found(long run) {
            this.run = run;
        }

        @Override
        public void vanished(long bucket, Entry entry) {
            if (entry.standing() == SeenRow.Standing.DUPLICATE_NEVER_PASSED_ON) {
                return;
            }
            RowHash key = entry.id().key(bucket);
            if (otherKeys.areLeft()) {
                emit(ChangeKind.WITHDRAWN, run, key, entry.route(), NO_ROW);
            } else {
                countsOf(run).countRemoved();
                remove(key, entry);
            }
        }

        /** A row that named nobody at last had not left the one it named before. */
        private void remove(RowHash key, Entry entry) {
            long route = entry.route();
            if (route == key.low() && entry.kept().length > 0) {
                emit(ChangeKind.WITHDRAWN, run, key, route, NO_ROW);
                route = details.routeOfKept(entry.kept(), key.low());
            }
            countIfItRemoves(key, entry.kept());
            emit(ChangeKind.REMOVED, run, key, route, entry.kept());
        }

        /** A row without an identifier has nothing to remove. */
        private void countIfItRemoves(RowHash key, byte[] kept) {
            if (kept.length > 0 && details.routeOfKept(kept, key.low()) != key.low()) {
                countsOf(run).countRemoval();
            }
        }

        @Override
        public void left(FormerIdentity move) {
            RowHash key = new RowHash(move.keyHigh(), move.keyLow());
            if (otherKeys.areLeft()) {
                emit(ChangeKind.WITHDRAWN, run, key, move.route(), NO_ROW);
            } else {
                countIfItRemoves(key, move.kept());
                emit(ChangeKind.MOVED, run, key, move.route(), move.kept());
            }
        }
    }

    /** What becomes the baseline is not told; what an earlier definition told is withdrawn. */
    private void emit(ChangeKind kind, long run, RowHash key, long route, byte[] row) {
        if (kind != ChangeKind.WITHDRAWN && baseline.adopts(run)) {
            return;
        }
        Change change = new Change(kind, run, key.high(), key.low(), route, row);
        output.collect(new StreamRecord<>(change));
    }

    /**
     * Counts are complete; single rows are told up to a limit, lest a wrong key floods the line.
     */
    private void tell(RowView row, SkippedRow.Reason reason) {
        if (told.merge(row.run(), 1, Integer::sum) <= HELD_ROWS_TOLD) {
            SkippedRow held = new SkippedRow(row.run(), reason, keyText.of(row.values()));
            output.collect(HELD_ROWS, new StreamRecord<>(held));
        }
    }

    private RunCounts countsOf(long run) {
        if (lastCounted.run != run) {
            lastCounted = counts.computeIfAbsent(run, RunCounts::new);
        }
        return lastCounted;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        countsState.update(List.copyOf(counts.values()));
        boundaryState.update(lastBoundary == Long.MIN_VALUE ? List.of() : List.of(lastBoundary));
        scanState.update(List.copyOf(scans));
        otherKeys.snapshot();
        baseline.snapshot();
    }

    @Override
    public void finish() throws Exception {
        compare();
        lastSeen.rest();
        while (!scans.isEmpty() && !policy.paused()) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (lastSeen != null) {
            lastSeen.close();
        }
        if (backlog != null) {
            backlog.rest();
        }
        super.close();
    }
}
