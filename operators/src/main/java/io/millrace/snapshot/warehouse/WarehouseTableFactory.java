/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.RowType;

/** Creates the table source of {@code 'connector' = 'warehouse'} for Flink SQL. */
public final class WarehouseTableFactory implements DynamicTableSourceFactory {

    public static final String IDENTIFIER = "warehouse";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(WarehouseOptions.URL);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(
                WarehouseOptions.USERNAME,
                WarehouseOptions.PASSWORD,
                WarehouseOptions.TABLE_NAME,
                WarehouseOptions.QUERY,
                WarehouseOptions.SCAN_PARTITION_NUM,
                WarehouseOptions.SCAN_FETCH_SIZE,
                WarehouseOptions.SCAN_SHARED_SNAPSHOT,
                WarehouseOptions.SCAN_COMPLETE_WHEN,
                WarehouseOptions.DRIVER,
                WarehouseOptions.CONNECT_TIMEOUT,
                WarehouseOptions.CONNECT_ATTEMPTS,
                WarehouseOptions.QUERY_TIMEOUT);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.createTableFactoryHelper(this, context)
                .validateExcept(WarehouseOptions.PROPERTIES_PREFIX);
        ResolvedCatalogTable declared = context.getCatalogTable();
        RowType columns = (RowType) context.getPhysicalRowDataType().getLogicalType();
        return new WarehouseTableSource(
                WarehouseDefinition.table(
                        declared.getOptions(),
                        columns,
                        declared.getResolvedSchema()
                                .getPrimaryKey()
                                .map(key -> key.getColumns())
                                .orElse(List.of())));
    }
}
