/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Expressions;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.types.DataType;

/**
 * Plans views over streams that stand in for the tables. Each use has a table environment of its
 * own, so nothing one view registers is seen by another.
 */
final class ViewPlanner {

    /**
     * A column views can't name by accident: it lets Flink pass the watermarks of the stream on.
     */
    private static final String RUN_TIME = "__millrace_run";

    private final StreamTableEnvironment tables;

    ViewPlanner(StreamExecutionEnvironment environment) {
        this.tables = ModelCatalog.tableEnvironment(environment);
    }

    void table(BaseTable table, DataStream<RowData> rows) {
        Schema.Builder schema = Schema.newBuilder();
        for (DataTypes.Field field : DataType.getFields(table.columns())) {
            schema.column(field.getName(), field.getDataType().nullable());
        }
        schema.columnByMetadata(RUN_TIME, DataTypes.TIMESTAMP_LTZ(3), "rowtime", true);
        schema.watermark(RUN_TIME, "SOURCE_WATERMARK()");
        tables.createTemporaryView(ViewStatement.quote(table.name()), rows, schema.build());
    }

    void view(ViewStatement view) {
        tables.executeSql(view.sql());
    }

    /** The view's rows with these columns. Fails with Flink's exceptions if it can't be planned. */
    DataStream<RowData> stream(String view, List<String> columns) {
        Table selected =
                tables.from(ViewStatement.quote(view))
                        .select(columns.stream().map(Expressions::$).toArray(Expression[]::new));
        DataType produced = RowTypes.nullable(selected.getResolvedSchema().toPhysicalRowDataType());
        return tables.toDataStream(selected, produced.bridgedTo(RowData.class));
    }

    /** Views that don't plan are left out: they have been reported where they stand. */
    static ViewPlanner over(
            StreamExecutionEnvironment environment,
            Map<BaseTable, DataStream<RowData>> tables,
            List<ViewStatement> views) {
        ViewPlanner planner = new ViewPlanner(environment);
        tables.forEach(planner::table);
        views.forEach(planner::view);
        return planner;
    }
}
