/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * A stateless view over one table. Its rows carry no timestamps: the planner drops them. Watermarks
 * pass, in their place among the rows.
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

    @Override
    public DataStream<RowData> stream(
            StreamExecutionEnvironment environment,
            String uid,
            List<String> wanted,
            Function<TableRead, DataStream<RowData>> reader)
            throws UnreadableTableException {
        TableRead read = base.read(base.definition().getResolvedSchema().getColumnNames());
        DataStream<RowData> rows = reader.apply(read);
        DataStream<RowData> viewed =
                ViewPlanner.over(environment, Map.of(base, rows), statements).stream(name, wanted);
        nameOperators(uid, viewed.getTransformation(), rows.getTransformation());
        return viewed;
    }

    /** The planner gives no stable uids. */
    private static void nameOperators(String uid, Transformation<?> last, Transformation<?> first) {
        Set<Transformation<?>> before = new HashSet<>(first.getTransitivePredecessors());
        List<Transformation<?>> between = new ArrayList<>(last.getTransitivePredecessors());
        between.removeAll(before);
        for (int i = 0; i < between.size(); i++) {
            between.get(i).setUid(uid + "/view-" + i);
        }
    }
}
