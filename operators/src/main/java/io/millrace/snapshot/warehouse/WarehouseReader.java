/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.table.data.RowData;

/** Reads one range at a time and asks for the next when it is through. */
@SuppressWarnings("try") // Flink declares close() as it likes.
final class WarehouseReader
        extends SingleThreadMultiplexSourceReaderBase<KeyedRow, RowData, KeyRange, KeyRangeState> {

    WarehouseReader(WarehouseTable table, SourceReaderContext context) {
        super(
                () -> new WarehouseSplitReader(table, context.getIndexOfSubtask()),
                (keyed, output, state) -> {
                    output.collect(keyed.row());
                    state.advance(keyed.key());
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
    protected void onSplitFinished(Map<String, KeyRangeState> finished) {
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected KeyRangeState initializedState(KeyRange range) {
        return new KeyRangeState(range);
    }

    @Override
    protected KeyRange toSplitType(String splitId, KeyRangeState state) {
        return state.toRange();
    }
}
