/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Reads one range at a time and asks for the next when it is through. */
@SuppressWarnings("try") // Flink declares close() as it likes.
final class WarehouseReader<T>
        extends SingleThreadMultiplexSourceReaderBase<Emission<T>, T, TableRange, RangeState> {

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
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected void onSplitFinished(Map<String, RangeState> finished) {
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
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
