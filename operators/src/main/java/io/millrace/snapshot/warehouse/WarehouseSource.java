/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.PackingSettings;
import io.millrace.row.UnmarkedChunk;
import io.millrace.snapshot.SelfPackingSource;
import io.millrace.snapshot.warehouse.range.RemainingRanges;
import io.millrace.snapshot.warehouse.range.RemainingRangesSerializer;
import io.millrace.snapshot.warehouse.range.TableRange;
import io.millrace.snapshot.warehouse.range.TableRangeSerializer;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;

/**
 * Reads every row of a table or query once, in parallel ranges: of a stored table's pages, or of
 * the primary key, in key order within a range. After a failure, a range continues after the last
 * row of the checkpoint. If the snapshot of the ranges is gone, the whole table is read again.
 */
final class WarehouseSource<T>
        implements Source<T, TableRange, RemainingRanges>, SelfPackingSource {

    private static final long serialVersionUID = 1L;

    private final WarehouseTable table;
    private final RangeRecordCollector.Factory<T> collector;

    private WarehouseSource(WarehouseTable table, RangeRecordCollector.Factory<T> collector) {
        this.table = table;
        this.collector = collector;
    }

    static WarehouseSource<RowData> of(WarehouseTable table) {
        return new WarehouseSource<>(table, (columns, encoder) -> new PlainRangeCollector());
    }

    @Override
    public Source<UnmarkedChunk.Batch, ?, ?> packed(PackingSettings packing) {
        return new WarehouseSource<>(table, PackingRangeCollector.factory(packing));
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<TableRange, RemainingRanges> createEnumerator(
            SplitEnumeratorContext<TableRange> context) {
        return restoreEnumerator(context, RemainingRanges.unplanned());
    }

    @Override
    public SplitEnumerator<TableRange, RemainingRanges> restoreEnumerator(
            SplitEnumeratorContext<TableRange> context, RemainingRanges remaining) {
        return new WarehouseEnumerator(table, context, remaining);
    }

    @Override
    public SourceReader<T, TableRange> createReader(SourceReaderContext context) {
        return new WarehouseReader<>(table, collector, context);
    }

    @Override
    public SimpleVersionedSerializer<TableRange> getSplitSerializer() {
        return new TableRangeSerializer();
    }

    @Override
    public SimpleVersionedSerializer<RemainingRanges> getEnumeratorCheckpointSerializer() {
        return new RemainingRangesSerializer();
    }
}
