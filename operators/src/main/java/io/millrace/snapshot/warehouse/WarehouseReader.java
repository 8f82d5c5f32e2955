/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.range.Emission;
import io.millrace.snapshot.warehouse.range.RangeState;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/**
 * Reads one range at a time and has the next one at hand: Flink gives up a split reader, and with
 * it the connection, as soon as there is nothing to read.
 */
@SuppressWarnings("try") // Flink declares close() as it likes.
final class WarehouseReader<T>
        extends SingleThreadMultiplexSourceReaderBase<Emission<T>, T, TableRange, RangeState> {

    /** The one that is being read, and the next. */
    private static final int AT_HAND = 2;

    private boolean mayBeMore = true;

    WarehouseReader(
            WarehouseTable table, Gathering.Factory<T> gathering, SourceReaderContext context) {
        super(
                () -> new WarehouseSplitReader<>(table, gathering, context.getIndexOfSubtask()),
                (emission, output, state) -> {
                    output.collect(emission.record());
                    state.advance(emission);
                },
                context.getConfiguration(),
                context);
    }

    @Override
    public void start() {
        askForMore();
    }

    @Override
    public void addSplits(List<TableRange> ranges) {
        super.addSplits(ranges);
        askForMore();
    }

    @Override
    protected void onSplitFinished(Map<String, RangeState> finished) {
        askForMore();
    }

    @Override
    public void notifyNoMoreSplits() {
        mayBeMore = false;
        super.notifyNoMoreSplits();
    }

    private void askForMore() {
        if (mayBeMore && getNumberOfCurrentlyAssignedSplits() < AT_HAND) {
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
