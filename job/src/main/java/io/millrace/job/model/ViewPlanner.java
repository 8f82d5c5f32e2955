/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Expressions;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.types.DataType;

/**
 * Plans views over streams that replace the tables. Each planner has its own table environment, so
 * views of one are not visible to another.
 */
final class ViewPlanner {

    private final StreamTableEnvironment tables;

    private ViewPlanner(StreamTableEnvironment tables) {
        this.tables = tables;
    }

    /** Creates a planner with these views. All of them must be valid. */
    @SuppressWarnings("deprecation") // A catalog created from options could not hold streams.
    static ViewPlanner over(
            StreamExecutionEnvironment environment,
            Collection<BaseTable> bases,
            StreamCatalog.Streams streams,
            List<ViewStatement> views) {
        StreamTableEnvironment tables =
                ModelCatalog.tableEnvironment(
                        environment,
                        EnvironmentSettings.newInstance().withBuiltInCatalogName("unused"));
        StreamCatalog catalog =
                new StreamCatalog(
                        bases.stream()
                                .collect(Collectors.toMap(BaseTable::name, Function.identity())),
                        streams);
        tables.registerCatalog(StreamCatalog.NAME, catalog);
        tables.useCatalog(StreamCatalog.NAME);
        views.forEach(view -> tables.executeSql(view.sql()));
        return new ViewPlanner(tables);
    }

    /**
     * Returns the view's rows with these columns. Throws Flink's unchecked exceptions if the view
     * can't be planned.
     */
    DataStream<RowData> stream(String view, List<String> columns) {
        Table selected =
                tables.from(ViewStatement.quote(view))
                        .select(columns.stream().map(Expressions::$).toArray(Expression[]::new));
        DataType produced = RowTypes.nullable(selected.getResolvedSchema().toPhysicalRowDataType());
        return tables.toDataStream(selected, produced.bridgedTo(RowData.class));
    }
}
