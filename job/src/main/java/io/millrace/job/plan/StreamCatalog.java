/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.table.types.DataType;

/**
 * A catalog whose tables are streams of the job. The planner takes their rows as they are, and lets
 * their watermarks pass; it would copy and time each row of a stream that it is given directly.
 */
final class StreamCatalog extends GenericInMemoryCatalog {

    static final String NAME = "default_catalog";
    private static final String DATABASE = "default_database";

    private final Rows rows;
    private final Map<String, BaseTable> tables;

    /** Makes the stream of a table when the planner has found that it needs one. */
    interface Rows {

        /** Whether the planner may leave out columns; else it is always given all. */
        boolean canLeaveOutColumns(BaseTable table);

        /**
         * May be asked for one table more than once.
         *
         * @param columns of the rows, in this order
         */
        DataStream<RowData> of(BaseTable table, List<String> columns);
    }

    /**
     * @param tables by name
     */
    StreamCatalog(Map<String, BaseTable> tables, Rows rows) {
        super(NAME, DATABASE);
        this.tables = Map.copyOf(tables);
        this.rows = rows;
    }

    @Override
    public void open() {
        super.open();
        tables.values().forEach(this::create);
    }

    private void create(BaseTable table) {
        Schema.Builder schema = Schema.newBuilder();
        for (DataTypes.Field field : DataType.getFields(table.columns())) {
            schema.column(field.getName(), field.getDataType().nullable());
        }
        CatalogTable stream = CatalogTable.newBuilder().schema(schema.build()).build();
        try {
            createTable(table.identifier().toObjectPath(), stream, false);
        } catch (TableAlreadyExistException | DatabaseNotExistException e) {
            throw new IllegalStateException(table + " can't be planned", e);
        }
    }

    @Override
    public Optional<Factory> getFactory() {
        return Optional.of(new Scans());
    }

    private final class Scans implements DynamicTableSourceFactory {

        @Override
        public DynamicTableSource createDynamicTableSource(Context context) {
            BaseTable table = tables.get(context.getObjectIdentifier().getObjectName());
            List<String> all = DataType.getFieldNames(table.columns());
            return rows.canLeaveOutColumns(table)
                    ? new ProjectedScan(rows, table, all)
                    : new Scan(rows, table, all);
        }

        @Override
        public String factoryIdentifier() {
            return "stream";
        }

        @Override
        public Set<ConfigOption<?>> requiredOptions() {
            return Set.of();
        }

        @Override
        public Set<ConfigOption<?>> optionalOptions() {
            return Set.of();
        }
    }

    private static class Scan implements ScanTableSource {

        final Rows rows;
        final BaseTable table;
        List<String> columns;

        Scan(Rows rows, BaseTable table, List<String> columns) {
            this.rows = rows;
            this.table = table;
            this.columns = columns;
        }

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }

        @Override
        public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
            List<String> scanned = List.copyOf(columns);
            return new DataStreamScanProvider() {
                @Override
                public DataStream<RowData> produceDataStream(
                        ProviderContext ofPlan, StreamExecutionEnvironment environment) {
                    return rows.of(table, scanned);
                }

                @Override
                public boolean isBounded() {
                    return false;
                }
            };
        }

        @Override
        public DynamicTableSource copy() {
            return new Scan(rows, table, columns);
        }

        @Override
        public String asSummaryString() {
            return table.toString();
        }
    }

    private static final class ProjectedScan extends Scan implements SupportsProjectionPushDown {

        ProjectedScan(Rows rows, BaseTable table, List<String> columns) {
            super(rows, table, columns);
        }

        @Override
        public boolean supportsNestedProjection() {
            return false;
        }

        @Override
        public void applyProjection(int[][] projected, DataType produced) {
            columns = DataType.getFieldNames(produced);
        }

        @Override
        public DynamicTableSource copy() {
            return new ProjectedScan(rows, table, columns);
        }
    }
}
