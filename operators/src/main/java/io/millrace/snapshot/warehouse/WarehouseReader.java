/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.range.RangeRecord;
import io.millrace.snapshot.warehouse.range.RangeState;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/**
 * Reads one range at a time and requests the next one early: Flink closes a split reader, and with
 * it the connection, as soon as the reader has no split.
 */
@SuppressWarnings("try") // Flink's close() may throw any exception.
final class WarehouseReader<T>
        extends SingleThreadMultiplexSourceReaderBase<RangeRecord<T>, T, TableRange, RangeState> {

    /** The range that is being read, and the next one. */
    private static final int ASSIGNED_RANGES = 2;

    private boolean mayHaveMore = true;

    WarehouseReader(
            WarehouseTable table,
            RangeRecordCollector.Factory<T> collector,
            SourceReaderContext context) {
        super(
                () -> new WarehouseSplitReader<>(table, collector, context.getIndexOfSubtask()),
                (emitted, output, state) -> {
                    output.collect(emitted.record());
                    state.advance(emitted);
                },
                context.getConfiguration(),
                context);
    }

    @Override
    public void start() {
        requestRange();
    }

    @Override
    public void addSplits(List<TableRange> ranges) {
        super.addSplits(ranges);
        requestRange();
    }

    @Override
    protected void onSplitFinished(Map<String, RangeState> finished) {
        requestRange();
    }

    @Override
    public void notifyNoMoreSplits() {
        mayHaveMore = false;
        super.notifyNoMoreSplits();
    }

    private void requestRange() {
        if (mayHaveMore && getNumberOfCurrentlyAssignedSplits() < ASSIGNED_RANGES) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected RangeState initializedState(TableRange range) {
        return range.state();
    }

    @Override
    protected TableRange toSplitType(String splitId, RangeState state) {
        return state.toRange();
    }
}
