/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.table.data.RowData;

/** Reads one range at a time and asks for the next when it is through. */
@SuppressWarnings("try") // Flink declares close() as it likes.
final class WarehouseReader
        extends SingleThreadMultiplexSourceReaderBase<KeyedRow, RowData, TableRange, RangeState> {

    WarehouseReader(WarehouseTable table, SourceReaderContext context) {
        super(
                () -> new WarehouseSplitReader(table, context.getIndexOfSubtask()),
                (keyed, output, state) -> {
                    output.collect(keyed.row());
                    state.advance(keyed);
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
