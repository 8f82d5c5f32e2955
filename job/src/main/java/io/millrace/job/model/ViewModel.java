/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import io.millrace.job.definition.problem.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * A stateless view over one table, of which only the columns it has use for are read. Its rows
 * carry no timestamps: the planner drops them. Watermarks pass, in their place among the rows.
 *
 * @param tables that the view may name, even if it reads only one
 * @param statements the views that it may be made of, itself last
 * @param statements the views over the same table that it may be made of, itself last
 */
public record ViewModel(
        String name,
        Location at,
        BaseTable base,
        RowType columns,
        List<BaseTable> tables,
        List<ViewStatement> statements)
        implements Model {

    public ViewModel {
        tables = List.copyOf(tables);
        statements = List.copyOf(statements);
    }

    /** The table's own key, if the view has all its columns under the same names. */
    @Override
    public List<String> primaryKey() {
        return columns.getFieldNames().containsAll(base.primaryKey())
                ? base.primaryKey()
                : List.of();
    }

    @Override
    public Optional<TableRead> asRead(List<String> wanted) {
        return Optional.empty();
    }

    /**
     * In the order of the view's columns, which often is that of the table's. If it is, and all the
     * view has use for is wanted, and it computes nothing, its rows are those of the table.
     */
    @Override
    public Rows rows(
            StreamExecutionEnvironment environment,
            String uid,
            List<String> wanted,
            Function<TableRead, DataStream<RowData>> reader)
            throws UnreadableTableException {
        List<String> inOrder =
                columns.getFieldNames().stream().filter(Set.copyOf(wanted)::contains).toList();
        List<String> read =
                new ViewInspector(tables, environment.getConfiguration())
                        .inspect(name, inOrder, statements)
                        .columns();
        DataStream<RowData> rows =
                new TableModel(base).rows(environment, uid, read, reader).stream();
        DataStream<RowData> viewed = view(environment, new ReadRows(rows, read), inOrder);
        nameOperators(uid, viewed.getTransformation(), rows.getTransformation());
        return new Rows(viewed, RowTypes.select(columns, inOrder));
    }

    private DataStream<RowData> view(
            StreamExecutionEnvironment environment,
            StreamCatalog.Streams rows,
            List<String> wanted) {
        return ViewPlanner.over(environment, tables, rows, statements).stream(name, wanted);
    }

    /**
     * The rows that are read, in place of the table.
     *
     * @param columns of the rows
     */
    private record ReadRows(DataStream<RowData> rows, List<String> columns)
            implements StreamCatalog.Streams {

        /** If all are read, scans of the table may differ, so none may leave out any. */
        @Override
        public boolean canLeaveOutColumns(BaseTable table) {
            return !columns.equals(DataType.getFieldNames(table.columns()));
        }

        @Override
        public DataStream<RowData> of(BaseTable table, List<String> wanted) {
            if (!wanted.equals(columns)) {
                throw new IllegalStateException(
                        "the planner wants " + wanted + " of " + table + ", it was " + columns);
            }
            // Each time another one: the planner takes it for its own.
            return rows.forward();
        }
    }

    /**
     * The planner gives no stable uids and names, and describes operators with the literals of the
     * view, which may come from the environment.
     */
    private static void nameOperators(String uid, Transformation<?> last, Transformation<?> first) {
        Set<Transformation<?>> before = new HashSet<>(first.getTransitivePredecessors());
        List<Transformation<?>> between = new ArrayList<>(last.getTransitivePredecessors());
        between.removeAll(before);
        for (int i = 0; i < between.size(); i++) {
            between.get(i).setUid(uid + "/view-" + i);
            between.get(i).setName(uid + "/view");
            between.get(i).setDescription(uid + "/view");
        }
    }
}
