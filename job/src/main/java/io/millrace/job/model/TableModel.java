/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import io.millrace.job.definition.problem.Location;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

/** A model that is a table. */
public record TableModel(BaseTable base) implements Model {

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public Location at() {
        return base.at();
    }

    @Override
    public RowType columns() {
        return RowTypes.nullable((RowType) base.columns().getLogicalType());
    }

    @Override
    public List<String> primaryKey() {
        return base.primaryKey();
    }

    @Override
    public Optional<TableRead> asRead(List<String> columns) throws UnreadableTableException {
        return Optional.of(base.read(columns)).filter(TableRead::isProjected);
    }

    @Override
    public Rows rows(
            StreamExecutionEnvironment environment,
            String uid,
            List<String> columns,
            Function<TableRead, DataStream<RowData>> reader)
            throws UnreadableTableException {
        TableRead read = base.read(columns);
        DataStream<RowData> rows = reader.apply(read);
        RowType type = RowTypes.select(columns(), columns);
        return new Rows(read.isProjected() ? rows : project(rows, read, type, uid), type);
    }

    private static DataStream<RowData> project(
            DataStream<RowData> rows, TableRead read, RowType type, String uid) {
        return rows.map(new ColumnProjection(read.produced(), read.positions()))
                .returns(InternalTypeInfo.of(type))
                .name(uid + "/project")
                .uid(uid + "/project");
    }
}
