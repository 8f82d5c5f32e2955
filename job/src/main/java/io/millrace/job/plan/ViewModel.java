/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.Location;
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
 * @param statements the views over the same table that it may be made of, itself last
 */
public record ViewModel(
        String name, Location at, BaseTable base, RowType columns, List<ViewStatement> statements)
        implements Model {

    public ViewModel {
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
     * In the order of the view's columns, which often is that of the table's: then those that the
     * view only passes on are not touched.
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
                new ViewInspector(List.of(base)).look(name, inOrder, statements).columns();
        DataStream<RowData> rows =
                new TableModel(base).rows(environment, uid, read, reader).stream();
        String source = rows.getTransformation().getName();
        DataStream<RowData> viewed = view(environment, new ReadRows(rows, read), inOrder);
        nameOperators(uid, viewed.getTransformation(), rows.getTransformation(), source);
        return new Rows(viewed, RowTypes.select(columns, inOrder));
    }

    private DataStream<RowData> view(
            StreamExecutionEnvironment environment, StreamCatalog.Rows rows, List<String> wanted) {
        return ViewPlanner.over(environment, List.of(base), rows, statements).stream(name, wanted);
    }

    /**
     * The rows that are read, in place of the table.
     *
     * @param columns of the rows
     */
    private record ReadRows(DataStream<RowData> rows, List<String> columns)
            implements StreamCatalog.Rows {

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
            return rows;
        }
    }

    /** The planner gives no stable uids, and names what it reads as if it were its own. */
    private static void nameOperators(
            String uid, Transformation<?> last, Transformation<?> first, String firstName) {
        first.setName(firstName);
        first.setDescription(firstName);
        Set<Transformation<?>> before = new HashSet<>(first.getTransitivePredecessors());
        List<Transformation<?>> between = new ArrayList<>(last.getTransitivePredecessors());
        between.removeAll(before);
        for (int i = 0; i < between.size(); i++) {
            between.get(i).setUid(uid + "/view-" + i);
        }
    }
}
