/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.RowType;

/** The factory of {@code 'connector' = 'files'}; Flink SQL finds it as a service. */
public final class FilesTableFactory implements DynamicTableSourceFactory {

    public static final String IDENTIFIER = "files";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(FilesOptions.PATH, FilesOptions.FORMAT);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        Set<ConfigOption<?>> optional = new HashSet<>(FilesOptions.ALL);
        optional.removeAll(requiredOptions());
        return optional;
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.createTableFactoryHelper(this, context).validate();
        return new FilesTableSource(
                FilesDefinition.table(
                        context.getCatalogTable().getOptions(),
                        (RowType) context.getPhysicalRowDataType().getLogicalType()));
    }
}
