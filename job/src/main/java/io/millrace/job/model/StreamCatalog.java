/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.ValidationException;
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
 * A catalog whose tables are streams of the job. The planner uses their rows without conversion and
 * forwards their watermarks. For a stream registered directly it would copy each row and assign a
 * timestamp.
 */
final class StreamCatalog extends GenericInMemoryCatalog {

    static final String NAME = "default_catalog";
    private static final String DATABASE = "default_database";

    private final Streams streams;
    private final Map<String, BaseTable> tables;

    /** Creates the streams of tables once the planner requires them. */
    interface Streams {

        /**
         * Whether the planner may leave out columns, which may differ for each scan of the table.
         * If not, each scan has all columns.
         */
        boolean canLeaveOutColumns(BaseTable table);

        /**
         * Returns the rows of a table. May be called more than once for one table.
         *
         * @param columns of the rows, in this order
         */
        DataStream<RowData> of(BaseTable table, List<String> columns);
    }

    /**
     * @param tables by name
     */
    StreamCatalog(Map<String, BaseTable> tables, Streams streams) {
        super(NAME, DATABASE);
        this.tables = Map.copyOf(tables);
        this.streams = streams;
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
            if (!context.getCatalogTable().getOptions().isEmpty()) {
                throw new ValidationException(
                        "OPTIONS hints can't be used on table '" + table.name() + "'");
            }
            Scan scan = new Scan(streams, table, DataType.getFieldNames(table.columns()));
            return streams.canLeaveOutColumns(table) ? new ProjectedScan(scan) : scan;
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

    /** A scan of all columns, or of the projected ones. */
    private record Scan(Streams streams, BaseTable table, List<String> columns)
            implements ScanTableSource {

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }

        @Override
        public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
            return new DataStreamScanProvider() {
                @Override
                public DataStream<RowData> produceDataStream(
                        ProviderContext ofPlan, StreamExecutionEnvironment environment) {
                    return streams.of(table, columns);
                }

                @Override
                public boolean isBounded() {
                    return false;
                }
            };
        }

        @Override
        public DynamicTableSource copy() {
            return this;
        }

        @Override
        public String asSummaryString() {
            return table.toString();
        }
    }

    /** A scan with projection push-down. */
    private static final class ProjectedScan
            implements ScanTableSource, SupportsProjectionPushDown {

        private Scan scan;

        ProjectedScan(Scan scan) {
            this.scan = scan;
        }

        @Override
        public boolean supportsNestedProjection() {
            return false;
        }

        @Override
        public void applyProjection(int[][] projected, DataType produced) {
            scan = new Scan(scan.streams(), scan.table(), DataType.getFieldNames(produced));
        }

        @Override
        public ChangelogMode getChangelogMode() {
            return scan.getChangelogMode();
        }

        @Override
        public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
            return scan.getScanRuntimeProvider(context);
        }

        @Override
        public DynamicTableSource copy() {
            return new ProjectedScan(scan);
        }

        @Override
        public String asSummaryString() {
            return scan.asSummaryString();
        }
    }
}
