/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Writes the ledger of one sync, with parallelism 1. Adds up the counts of all stages, lists rows
 * that were not delivered, and at the outbox's watermark of a run writes and emits the final
 * report. By then the diff has reported the run, as the outbox sends nothing before the checkpoint
 * after it. The diff's own watermark is not used: it is not repeated after a failure.
 *
 * <p>The ledger is written before each checkpoint, so that it holds what state does not. After a
 * failure the same is written again.
 */
final class ReportOperator extends AbstractStreamOperator<RunReport>
        implements TwoInputStreamOperator<ReportInput, DeliveryNotice, RunReport> {

    private static final long serialVersionUID = 1L;

    /** Rows are listed when this number of them waits, or at the next checkpoint or progress. */
    static final int ROWS_AT_ONCE = 500;

    static final long PROGRESS_MILLIS = 1_000;

    private final String sync;
    private final LedgerConnection connection;
    private final LedgerSettings settings;

    private transient OpenRuns runs;
    private transient Ledger ledger;
    private transient WaitGauges gauges;
    private transient List<LedgerRow> unlisted;
    private transient long progressAt;
    private transient boolean restored;

    private transient ListState<DiffTally> rowsState;
    private transient ListState<DeliveryNotice> deliveriesState;
    private transient ListState<RunWarning> warningsState;
    private transient ListState<RunNotes> notesState;
    private transient ListState<Long> lastFinishedState;

    ReportOperator(String sync, LedgerConnection connection, LedgerSettings settings) {
        this.sync = sync;
        this.connection = connection;
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        restored = context.isRestored();
        OperatorStateStore store = context.getOperatorStateStore();
        rowsState = list(store, "rows", DiffTally.class);
        deliveriesState = list(store, "deliveries", DeliveryNotice.class);
        warningsState = list(store, "warnings", RunWarning.class);
        notesState = list(store, "notes", RunNotes.class);
        lastFinishedState = list(store, "last-finished", Long.class);
        long lastFinished = read(lastFinishedState).stream().reduce(Long.MIN_VALUE, Math::max);
        runs = new OpenRuns(sync);
        runs.restore(
                new OpenRuns.State(
                        read(rowsState),
                        read(deliveriesState),
                        read(warningsState),
                        read(notesState),
                        lastFinished));
    }

    @Override
    public void open() throws Exception {
        super.open();
        ledger = new Ledger(connection, sync, settings);
        if (restored) {
            ledger.resumed(now());
        }
        gauges = new WaitGauges(getMetricGroup());
        unlisted = new ArrayList<>();
    }

    @Override
    public void processElement1(StreamRecord<ReportInput> element) {
        ReportInput input = element.getValue();
        switch (input.kind()) {
            case TALLY -> {
                DiffTally tally = input.tally();
                runs.find(tally.run()).ifPresent(run -> run.compared(tally, now()));
            }
            case SKIPPED -> list(LedgerRow.of(input.skipped(), now()));
        }
    }

    @Override
    public void processElement2(StreamRecord<DeliveryNotice> element) {
        DeliveryNotice notice = element.getValue();
        switch (notice.kind()) {
            case ROW_REJECTED, ROW_QUARANTINED, ROW_WITHHELD -> list(LedgerRow.of(notice, now()));
            case WARNING, REMOVALS_WITHHELD, WAITING, PROGRESS, SETTLED ->
                    runs.find(notice.run()).ifPresent(run -> ofRun(run, notice));
        }
    }

    private void ofRun(OpenRun run, DeliveryNotice notice) {
        switch (notice.kind()) {
            case WARNING -> run.warned(notice.code(), notice.detail());
            case REMOVALS_WITHHELD -> run.withheld(notice);
            case WAITING -> waiting(run, notice);
            case PROGRESS, SETTLED -> {
                run.delivered(notice);
                progress(run);
            }
            case ROW_REJECTED, ROW_QUARANTINED, ROW_WITHHELD ->
                    throw new IllegalArgumentException(notice.kind() + " is about a row");
        }
    }

    @Override
    public void processWatermark1(Watermark mark) {}

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        // The maximum is the end of input, and not a run.
        if (mark.getTimestamp() != Long.MAX_VALUE) {
            runs.find(mark.getTimestamp()).ifPresent(run -> finish(run, mark.getTimestamp()));
        }
        processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        OpenRuns.State state = runs.state();
        rowsState.update(state.rows());
        deliveriesState.update(state.deliveries());
        warningsState.update(state.warnings());
        notesState.update(state.notes());
        lastFinishedState.update(List.of(state.lastFinished()));
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (ledger != null) {
            ledger.close();
        }
        super.close();
    }

    private void list(LedgerRow row) {
        if (runs.isOver(row.run())) {
            return;
        }
        unlisted.add(row);
        if (unlisted.size() >= ROWS_AT_ONCE) {
            flush();
        }
    }

    private void waiting(OpenRun run, DeliveryNotice notice) {
        run.waits(notice);
        List<RunWait> waits = run.waits();
        gauges.show(waits);
        ledger.waiting(
                notice.run(), waits.stream().map(wait -> wait.warning(notice.run())).toList());
    }

    private void progress(OpenRun run) {
        long now = now();
        if (now - progressAt >= PROGRESS_MILLIS) {
            progressAt = now;
            flush();
            ledger.delivering(run.soFar(), now);
        }
    }

    private void finish(OpenRun run, long id) {
        flush();
        RunReport report = run.whole(now());
        if (!report.addsUp()) {
            LOG.warn("Run {} of {} does not add up: {}", id, sync, report);
        }
        ledger.finished(report, run.warnings(report));
        runs.finish(id);
        gauges.show(List.of());
        output.collect(new StreamRecord<>(report, id));
    }

    private void flush() {
        while (!unlisted.isEmpty()) {
            long id = unlisted.get(0).run();
            List<LedgerRow> ofRun = unlisted.stream().filter(row -> row.run() == id).toList();
            long leftOut = ledger.list(id, ofRun);
            runs.find(id).ifPresent(run -> run.leftOut(leftOut));
            unlisted.removeIf(row -> row.run() == id);
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private static <T> ListState<T> list(OperatorStateStore store, String name, Class<T> type)
            throws Exception {
        return store.getListState(new ListStateDescriptor<>(name, TypeInformation.of(type)));
    }

    private static <T> List<T> read(ListState<T> state) throws Exception {
        return StreamSupport.stream(state.get().spliterator(), false).toList();
    }
}
