/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import io.millrace.job.definition.problem.Location;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.ScanTableSource.ScanRuntimeProvider;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.runtime.connector.source.ScanRuntimeProviderContext;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

/**
 * A {@code CREATE TABLE} statement of the models, which is read through its connector.
 *
 * @param definition options, schema and key; the options may hold secrets
 * @param at where it is declared
 */
public record BaseTable(ObjectIdentifier identifier, ResolvedCatalogTable definition, Location at) {

    private static final String QUERY_HINT =
            "Read it with 'connector' = 'warehouse', or another connector that has a bounded"
                    + " source";

    public String name() {
        return identifier.getObjectName();
    }

    public String connector() {
        return definition.getOptions().getOrDefault(FactoryUtil.CONNECTOR.key(), "");
    }

    /** All physical columns with the types declared. */
    public DataType columns() {
        return definition.getResolvedSchema().toPhysicalRowDataType();
    }

    /** Names of the primary key's columns in the order declared; empty if there is none. */
    public List<String> primaryKey() {
        return definition
                .getResolvedSchema()
                .getPrimaryKey()
                .map(UniqueConstraint::getColumns)
                .orElse(List.of());
    }

    /** Names of the computed and metadata columns. No source produces them. */
    public List<String> otherColumns() {
        return definition.getResolvedSchema().getColumns().stream()
                .filter(column -> !column.isPhysical())
                .map(Column::getName)
                .toList();
    }

    public boolean hasWatermark() {
        return !definition.getResolvedSchema().getWatermarkSpecs().isEmpty();
    }

    /**
     * Returns a bounded read of these physical columns. Each call creates a new source.
     *
     * @throws UnreadableTableException if the connector is unknown, misconfigured or not bounded
     */
    public TableRead read(List<String> wanted) throws UnreadableTableException {
        List<String> names = DataType.getFieldNames(columns());
        int[] indexes = wanted.stream().mapToInt(names::indexOf).toArray();
        DynamicTableSource created = create();
        if (!(created instanceof ScanTableSource scan)) {
            throw new UnreadableTableException(
                    "connector '" + connector() + "' can only look up single rows", QUERY_HINT);
        }
        if (!scan.getChangelogMode().containsOnly(RowKind.INSERT)) {
            throw new UnreadableTableException(
                    "connector '" + connector() + "' reads a stream of changes, not rows",
                    QUERY_HINT);
        }
        if (scan instanceof SupportsProjectionPushDown projecting) {
            Projection projection = Projection.of(indexes);
            DataType projected = projection.project(columns());
            projecting.applyProjection(projection.toNestedIndexes(), projected);
            List<Integer> inOrder = IntStream.range(0, indexes.length).boxed().toList();
            return new TableRead(this, source(scan), rowType(projected), inOrder);
        }
        return new TableRead(
                this, source(scan), rowType(columns()), IntStream.of(indexes).boxed().toList());
    }

    private DynamicTableSource create() throws UnreadableTableException {
        try {
            return FactoryUtil.createDynamicTableSource(
                    null,
                    identifier,
                    definition,
                    Map.of(),
                    new Configuration(),
                    Thread.currentThread().getContextClassLoader(),
                    false);
        } catch (RuntimeException e) {
            throw new UnreadableTableException(PlannerFault.rootMessage(e), "", e);
        }
    }

    private Source<RowData, ?, ?> source(ScanTableSource scan) throws UnreadableTableException {
        ScanRuntimeProvider provider;
        try {
            provider = scan.getScanRuntimeProvider(ScanRuntimeProviderContext.INSTANCE);
        } catch (RuntimeException e) {
            throw new UnreadableTableException(PlannerFault.rootMessage(e), "", e);
        }
        if (!provider.isBounded()) {
            throw unbounded();
        }
        if (!(provider instanceof SourceProvider sources)) {
            throw new UnreadableTableException(
                    "connector '"
                            + connector()
                            + "' has no source that can be read again (it offers "
                            + provider.getClass().getSimpleName()
                            + ")",
                    QUERY_HINT);
        }
        Source<RowData, ?, ?> source = sources.createSource();
        if (source.getBoundedness() != Boundedness.BOUNDED) {
            throw unbounded();
        }
        return source;
    }

    private UnreadableTableException unbounded() {
        return new UnreadableTableException(
                "connector '" + connector() + "' is unbounded with these options",
                "A model is read as a whole on each run: use a bounded connector or option");
    }

    private static RowType rowType(DataType type) {
        return (RowType) type.getLogicalType();
    }

    /** Leaves out the options, which may hold secrets. */
    @Override
    public String toString() {
        return "table '" + name() + "' at " + at;
    }
}
