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
import java.util.List;
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
 * Finds what a run has added, changed and removed. Rows arrive in chunks, keyed by their bucket.
 * Rows that are not unchanged wait in a backlog, and are compared bucket by bucket when there are
 * enough of them, at a checkpoint, and at the end of the run. The watermark of a run reports that
 * all its rows were read. Then keys that are absent are removed, and former identities are emitted,
 * in steps between which checkpoints and rows pass. After the last step the watermark is emitted.
 *
 * <p>A run that was given up has no watermark, so nothing is removed for it. If the definition of
 * the primary key has changed since the state was written, every row is added, and pending
 * operations of the old keys are withdrawn. If the {@link FirstRun} is adopted, nothing is emitted
 * before there is a baseline.
 */
public final class DiffOperator extends AbstractStreamOperator<Change>
        implements OneInputStreamOperator<RowChunk, Change> {

    /** Counts of each complete run. */
    public static final OutputTag<DiffTally> TALLIES =
            new OutputTag<>("tallies", TypeInformation.of(DiffTally.class));

    /** Rows that take no part in their run. */
    public static final OutputTag<SkippedRow> SKIPPED_ROWS =
            new OutputTag<>("skipped-rows", TypeInformation.of(SkippedRow.class));

    private static final long serialVersionUID = 1L;

    private static final int SCAN_STEP = 1_000;

    private final Policy policy;
    private final long backlogBytes;
    private final transient DiffMemory memory;
    private final RowText keyText;
    private final MailboxExecutor mailbox;

    /**
     * What is compared, and what follows from it.
     *
     * @param builtAt when the job was built, in epoch milliseconds
     * @param paused whether a scan that is not complete is not continued
     */
    record Policy(
            RowLayout layout,
            ResendPolicy resendPolicy,
            FirstRun firstRun,
            long builtAt,
            boolean paused)
            implements Serializable {}

    private transient LastSeen lastSeen;
    private transient UnchangedFilter filter;
    private transient VanishedScan scan;
    private transient RowBacklog backlog;
    private transient KeyBuckets buckets;
    private transient RowDetails details;
    private transient KeyDefinitionChange keyChange;
    private transient Baseline baseline;
    private transient DiffOutput out;

    /** Indexes of rows in a chunk. */
    private transient int[] waiting;

    /** True if no row has arrived since the last checkpoint. */
    private transient boolean idle;

    private transient long lastBoundary;

    /** Complete runs whose scan is not complete; the first one is scanned. */
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
        int keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        buckets = new KeyBuckets(policy.layout(), policy.layout().key());
        details = new RowDetails(policy.layout(), policy.resendPolicy());
        lastSeen = new LastSeen(getKeyedStateBackend(), details.keptColumns());
        filter = new UnchangedFilter(lastSeen, memory);
        scan = new VanishedScan(lastSeen);
        backlog = new RowBacklog(memory, backlogBytes, keyGroups);
        waiting = new int[0];
        restoreBaseline(context.getOperatorStateStore());
        out = new DiffOutput(output, baseline, keyText);
        restoreRuns(context.getOperatorStateStore());
    }

    private void restoreBaseline(OperatorStateStore store) throws Exception {
        baseline = new Baseline(store, policy.firstRun(), policy.builtAt());
        keyChange =
                new KeyDefinitionChange(store, buckets.definition(), baseline.isBegunOtherwise());
        if (keyChange.isNew()) {
            baseline.beginAgain();
        }
    }

    private void restoreRuns(OperatorStateStore store) throws Exception {
        countsState =
                store.getListState(
                        new ListStateDescriptor<>(
                                "run-counts", TypeInformation.of(RunCounts.class)));
        boundaryState =
                store.getUnionListState(new ListStateDescriptor<>("last-boundary", Types.LONG));
        scanState = store.getUnionListState(new ListStateDescriptor<>("scans", Types.LONG));
        for (RunCounts part : countsState.get()) {
            out.countsOf(part.run).add(part);
        }
        lastBoundary = Long.MIN_VALUE;
        for (long boundary : boundaryState.get()) {
            lastBoundary = Math.max(lastBoundary, boundary);
        }
        TreeSet<Long> incomplete = new TreeSet<>();
        scanState.get().forEach(incomplete::add);
        scans = new ArrayDeque<>(incomplete);
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
        idle = false;
        keyChange.arrives(chunk.run(), chunk.attempt());
        if (!backlog.accepts(chunk)) {
            compare();
        }
        // During a scan, and with old keys, each bucket must be cleaned before it is compared.
        if (scans.isEmpty() && !keyChange.isActive()) {
            filter(chunk);
        } else {
            backlog.add(chunk);
        }
        if (backlog.isFull()) {
            backlog.makeRoom(this::compareBucket);
            filter.disableIfUseless(chunk.run());
        }
    }

    private void filter(RowChunk chunk) throws Exception {
        if (waiting.length < chunk.rows()) {
            waiting = new int[chunk.rows()];
        }
        int count = filter.filter(chunk, waiting);
        out.countsOf(chunk.run()).countUnchanged(chunk.rows() - count);
        backlog.add(chunk, waiting, count);
    }

    /** If no row has arrived since the last checkpoint, the run may have been given up. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        compare();
        if (idle) {
            backlog.release();
            filter.release();
        } else {
            filter.writeMarks();
            idle = true;
        }
    }

    private void compare() throws Exception {
        if (!backlog.isEmpty()) {
            backlog.drain(this::compareBucket);
        }
    }

    private void compareBucket(long bucket, RowBacklog.Rows rows) throws Exception {
        setCurrentKey(bucket);
        keyChange.removeOldKeys(scan, vanishedIn(backlog.run()));
        for (long scanned : scans) {
            scan.removeUpTo(scanned, vanishedIn(scanned));
        }
        Optional<RowView> first = firstWithKey(rows);
        if (first.isPresent()) {
            boolean isHash = first.get().place() == KeyBuckets.NO_PLACE;
            KeyForm form = isHash ? KeyForm.HASH : buckets.placedForm();
            lastSeen.compare(
                    form,
                    filter.takeMarks(),
                    details,
                    comparison -> compare(comparison, first.get(), rows));
        }
    }

    private VanishedRows vanishedIn(long run) {
        return new VanishedRows(run, out, details, keyChange);
    }

    private Optional<RowView> firstWithKey(RowBacklog.Rows rows) {
        while (rows.hasNext()) {
            RowView row = rows.next();
            if (!row.isKeyless()) {
                return Optional.of(row);
            }
            skipKeyless(row);
        }
        return Optional.empty();
    }

    private void compare(BlockComparison comparison, RowView first, RowBacklog.Rows rows) {
        compare(comparison, first);
        while (rows.hasNext()) {
            RowView row = rows.next();
            if (row.isKeyless()) {
                skipKeyless(row);
            } else {
                compare(comparison, row);
            }
        }
    }

    private void skipKeyless(RowView row) {
        out.countsOf(row.run()).countKeyless();
        out.skip(row, SkippedRow.Reason.NULL_KEY);
    }

    private void compare(BlockComparison block, RowView row) {
        RowComparison result = block.compare(row);
        out.countsOf(row.run()).count(result.counted());
        if (result.isNewDuplicate()) {
            out.skip(row, SkippedRow.Reason.DUPLICATE_KEY);
        }
        if (result.withdrawnRoute().isPresent()) {
            withdraw(row.run(), key(row), result.withdrawnRoute().get(), block.values());
        }
        if (result.change().isPresent()) {
            out.emit(result.change().get(), row.run(), key(row), block.route(), block.values());
        }
    }

    private void withdraw(long run, RowHash key, long route, byte[] values) {
        switch (policy.resendPolicy()) {
            case EVERY_CHANGE -> out.withdraw(run, key, route);
            case ONCE -> out.emit(ChangeKind.HELD, run, key, route, values);
        }
    }

    private static RowHash key(RowView row) {
        return new RowHash(row.keyHigh(), row.keyLow());
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        compare();
        backlog.release();
        filter.release();
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
        scan.start();
        mailbox.execute(this::continueScan, "scan for vanished keys of run " + scans.getFirst());
    }

    private void continueScan() throws Exception {
        long run = scans.getFirst();
        if (scan.step(SCAN_STEP, () -> removeUpTo(run))) {
            mailbox.execute(this::continueScan, "scan for vanished keys of run " + run);
            return;
        }
        scans.removeFirst();
        keyChange.complete();
        out.complete(run);
        super.processWatermark(new Watermark(run));
        if (!scans.isEmpty()) {
            startScan();
        }
    }

    private int removeUpTo(long run) throws Exception {
        VanishedRows vanished = vanishedIn(run);
        keyChange.removeOldKeys(scan, vanished);
        return scan.removeUpTo(run, vanished);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        countsState.update(out.counts());
        boundaryState.update(lastBoundary == Long.MIN_VALUE ? List.of() : List.of(lastBoundary));
        scanState.update(List.copyOf(scans));
        keyChange.snapshot();
        baseline.snapshot();
    }

    @Override
    public void finish() throws Exception {
        compare();
        filter.release();
        while (!scans.isEmpty() && !policy.paused()) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (scan != null) {
            scan.end();
            filter.close();
        }
        if (backlog != null) {
            backlog.release();
        }
        super.close();
    }
}
