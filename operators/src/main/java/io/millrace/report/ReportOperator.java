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
 * Keeps the ledger of one sync: adds up what comes, lists the rows that did not get through, and at
 * the outbox's watermark of a run writes its final record and emits it. What the diff says of the
 * run is here by then, as the outbox lets nothing go before a checkpoint behind it; the diff's own
 * watermark says nothing more, and is not repeated after a failure. Runs with parallelism 1. The
 * ledger is written before a checkpoint passes, so what is not in state is in the ledger; after a
 * failure the same is written again.
 */
final class ReportOperator extends AbstractStreamOperator<RunReport>
        implements TwoInputStreamOperator<ReportInput, DeliveryNotice, RunReport> {

    private static final long serialVersionUID = 1L;

    /** Rows that wait to be listed together. */
    static final int ROWS_AT_ONCE = 500;

    static final long PROGRESS_MILLIS = 1_000;

    private final String sync;
    private final LedgerConnection connection;
    private final LedgerSettings settings;

    private transient RunTallies tallies;
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
        tallies = new RunTallies(sync);
        tallies.remember(
                new RunTallies.Memory(
                        read(rowsState),
                        read(deliveriesState),
                        read(warningsState),
                        read(notesState),
                        read(lastFinishedState).stream()
                                .mapToLong(Long::longValue)
                                .max()
                                .orElse(Long.MIN_VALUE)));
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
            case TALLY -> tallies.tally(input.tally(), now());
            case HELD -> list(LedgerRow.of(input.held(), now()));
        }
    }

    @Override
    public void processElement2(StreamRecord<DeliveryNotice> element) {
        delivery(element.getValue());
    }

    @Override
    public void processWatermark1(Watermark mark) {}

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        long run = mark.getTimestamp();
        // The last watermark of all says that the input ends, which is no run.
        if (run != Long.MAX_VALUE && !tallies.isOver(run)) {
            finish(run);
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
        RunTallies.Memory memory = tallies.memory();
        rowsState.update(memory.rows());
        deliveriesState.update(memory.deliveries());
        warningsState.update(memory.warnings());
        notesState.update(memory.notes());
        lastFinishedState.update(List.of(memory.lastFinished()));
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

    private void delivery(DeliveryNotice delivery) {
        switch (delivery.kind()) {
            case ROW_REJECTED, ROW_QUARANTINED, ROW_WITHHELD -> list(LedgerRow.of(delivery, now()));
            case WARNING -> tallies.warning(delivery.run(), delivery.code(), delivery.detail());
            case WAITING -> waiting(delivery);
            case REMOVALS_WITHHELD -> tallies.withheld(delivery);
            case PROGRESS, SETTLED -> {
                tallies.counts(delivery);
                progress(delivery.run());
            }
        }
    }

    private void list(LedgerRow row) {
        if (tallies.isOver(row.run())) {
            return;
        }
        unlisted.add(row);
        if (unlisted.size() >= ROWS_AT_ONCE) {
            flush();
        }
    }

    private void waiting(DeliveryNotice delivery) {
        tallies.waits(delivery);
        if (!tallies.isOver(delivery.run())) {
            List<RunWait> waits = tallies.waiting(delivery.run());
            gauges.show(waits);
            ledger.waiting(
                    delivery.run(),
                    waits.stream().map(wait -> wait.warning(delivery.run())).toList());
        }
    }

    private void progress(long run) {
        long now = now();
        if (now - progressAt >= PROGRESS_MILLIS && !tallies.isOver(run)) {
            progressAt = now;
            flush();
            ledger.delivering(tallies.soFar(run), now);
        }
    }

    private void finish(long run) {
        flush();
        RunReport report = tallies.whole(run, now());
        List<RunWarning> warnings = tallies.warnings(report);
        if (!report.addsUp()) {
            LOG.warn("Run {} of {} does not add up: {}", run, sync, report);
        }
        ledger.finished(report, warnings);
        tallies.finish(run);
        gauges.show(List.of());
        output.collect(new StreamRecord<>(report, run));
    }

    private void flush() {
        while (!unlisted.isEmpty()) {
            long run = unlisted.get(0).run();
            List<LedgerRow> ofRun = unlisted.stream().filter(row -> row.run() == run).toList();
            tallies.leftOut(run, ledger.list(run, ofRun));
            unlisted.removeIf(row -> row.run() == run);
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
