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
 * A stateless view over one table. Only the columns that the view uses are read. The planner drops
 * the timestamps of the rows and forwards watermarks in order.
 *
 * @param tables all tables that the statements may reference
 * @param statements the views over the same table that the view may use, and the view itself, last
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

    /** The table's primary key, if the view has all key columns under the same names. */
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
     * The columns are in the view's order, which is often the table's. A view that computes nothing
     * then passes the rows of the table unchanged.
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
     * The stream that replaces the table.
     *
     * @param columns of the rows
     */
    private record ReadRows(DataStream<RowData> rows, List<String> columns)
            implements StreamCatalog.Streams {

        /**
         * If all columns are read, scans of the table may use different ones, so no scan may leave
         * out a column.
         */
        @Override
        public boolean canLeaveOutColumns(BaseTable table) {
            return !columns.equals(DataType.getFieldNames(table.columns()));
        }

        @Override
        public DataStream<RowData> of(BaseTable table, List<String> wanted) {
            if (!wanted.equals(columns)) {
                throw new IllegalStateException(
                        "the planner requires " + wanted + " of " + table + ", it was " + columns);
            }
            // A new stream for each scan, because the planner modifies the stream it receives.
            return rows.forward();
        }
    }

    /**
     * The planner assigns no stable uids and names. Its descriptions contain the literals of the
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
