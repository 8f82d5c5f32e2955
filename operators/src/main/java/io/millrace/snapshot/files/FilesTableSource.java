/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** The planner's source of a {@code files} table: insert-only, bounded, with column projection. */
final class FilesTableSource implements ScanTableSource, SupportsProjectionPushDown {

    private FilesTable table;

    FilesTableSource(FilesTable table) {
        this.table = table;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        return SourceProvider.of(FilesSource.of(table));
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
        return new FilesTableSource(table);
    }

    @Override
    public String asSummaryString() {
        return "files " + table.location().path();
    }
}
