/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;

/**
 * Every row of a table or query once, in parallel ranges of the primary key and in its order within
 * a range. After a failure a range goes on behind the last row a checkpoint knows.
 */
final class WarehouseSource implements Source<RowData, KeyRange, RemainingRanges> {

    private static final long serialVersionUID = 1L;

    private final WarehouseTable table;

    WarehouseSource(WarehouseTable table) {
        this.table = table;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<KeyRange, RemainingRanges> createEnumerator(
            SplitEnumeratorContext<KeyRange> context) {
        return restoreEnumerator(context, new RemainingRanges(false, List.of()));
    }

    @Override
    public SplitEnumerator<KeyRange, RemainingRanges> restoreEnumerator(
            SplitEnumeratorContext<KeyRange> context, RemainingRanges remaining) {
        return new WarehouseEnumerator(table, context, remaining);
    }

    @Override
    public SourceReader<RowData, KeyRange> createReader(SourceReaderContext context) {
        return new WarehouseReader(table, context);
    }

    @Override
    public SimpleVersionedSerializer<KeyRange> getSplitSerializer() {
        return new KeyRangeSerializer();
    }

    @Override
    public SimpleVersionedSerializer<RemainingRanges> getEnumeratorCheckpointSerializer() {
        return new RemainingRangesSerializer();
    }
}
