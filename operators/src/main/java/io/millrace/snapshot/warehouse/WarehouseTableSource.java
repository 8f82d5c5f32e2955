/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** A {@code warehouse} table for the planner: insert-only, bounded, with projection push-down. */
final class WarehouseTableSource implements ScanTableSource, SupportsProjectionPushDown {

    private WarehouseTable table;

    WarehouseTableSource(WarehouseTable table) {
        this.table = table;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        return SourceProvider.of(WarehouseSource.of(table));
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projected, DataType produced) {
        table = table.withColumns((RowType) produced.getLogicalType());
    }

    @Override
    public DynamicTableSource copy() {
        return new WarehouseTableSource(table);
    }

    @Override
    public String asSummaryString() {
        return "warehouse " + table.relation().description();
    }
}
