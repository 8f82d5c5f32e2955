/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

/**
 * Finds out what a view reads and whether it works row by row, by planning it and looking at the
 * operators that come of it.
 */
final class ViewInspector {

    private static final Pattern NODE =
            Pattern.compile("(?:produced by node |^)([A-Za-z]+)(?=[\\[(]|$)");
    private static final Map<String, String> WORDS =
            Map.ofEntries(
                    Map.entry("Join", "a join"),
                    Map.entry("MultiJoin", "a join"),
                    Map.entry("IntervalJoin", "a join"),
                    Map.entry("TemporalJoin", "a join"),
                    Map.entry("LookupJoin", "a join"),
                    Map.entry("GroupAggregate", "an aggregate or DISTINCT"),
                    Map.entry("GlobalGroupAggregate", "an aggregate or DISTINCT"),
                    Map.entry("OverAggregate", "an OVER window"),
                    Map.entry("WindowAggregate", "a window"),
                    Map.entry("Rank", "a top-n"),
                    Map.entry("Deduplicate", "a top-n"),
                    Map.entry("Limit", "LIMIT"),
                    Map.entry("SortLimit", "ORDER BY with LIMIT"),
                    Map.entry("Sort", "ORDER BY"),
                    Map.entry("Match", "MATCH_RECOGNIZE"));

    private static final String QUERY =
            "Let the warehouse do it: CREATE TABLE with 'connector' = 'warehouse' and 'query' ="
                    + " 'SELECT ...' in the warehouse's own SQL";

    private final List<BaseTable> bases;

    ViewInspector(List<BaseTable> bases) {
        this.bases = bases;
    }

    /** The one table the view reads. */
    BaseTable base(String view, List<String> columns, List<ViewStatement> statements)
            throws UnreadableTableException {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        Map<Integer, BaseTable> ids = new TreeMap<>();
        Map<BaseTable, DataStream<RowData>> streams = new LinkedHashMap<>();
        for (BaseTable base : bases) {
            DataStream<RowData> rows = standIn(environment, base);
            streams.put(base, rows);
            ids.put(rows.getTransformation().getId(), base);
        }
        List<Transformation<?>> tree = plan(environment, streams, statements, view, columns);
        List<BaseTable> read =
                tree.stream()
                        .map(Transformation::getId)
                        .distinct()
                        .filter(ids::containsKey)
                        .map(ids::get)
                        .toList();
        if (read.size() != 1) {
            throw new UnreadableTableException(
                    read.isEmpty()
                            ? "reads no table"
                            : "reads more than one table: "
                                    + read.get(0).name()
                                    + ", "
                                    + read.get(1).name(),
                    "A run is one reading of one table. " + QUERY);
        }
        return read.get(0);
    }

    private static List<Transformation<?>> plan(
            StreamExecutionEnvironment environment,
            Map<BaseTable, DataStream<RowData>> streams,
            List<ViewStatement> statements,
            String view,
            List<String> columns)
            throws UnreadableTableException {
        List<Transformation<?>> tree;
        try {
            tree =
                    ViewPlanner.over(environment, streams, statements).stream(view, columns)
                            .getTransformation()
                            .getTransitivePredecessors();
        } catch (RuntimeException e) {
            String message = PlannerFault.rootMessage(e);
            throw new UnreadableTableException(
                    stateful(message)
                            .orElse("can't be planned as a view over a stream: " + message),
                    QUERY,
                    e);
        }
        for (Transformation<?> transformation : tree) {
            if (!isStateless(transformation)) {
                String name = transformation.getName();
                throw new UnreadableTableException(
                        stateful(name).orElse("needs state for " + name), QUERY);
            }
        }
        return tree;
    }

    private static boolean isStateless(Transformation<?> transformation) {
        if (transformation instanceof OneInputTransformation<?, ?> one) {
            return one.getStateKeySelector() == null;
        }
        return transformation instanceof SourceTransformation
                || transformation instanceof UnionTransformation;
    }

    private static Optional<String> stateful(String text) {
        Matcher matcher = NODE.matcher(text);
        while (matcher.find()) {
            String words = WORDS.get(matcher.group(1));
            if (words != null) {
                return Optional.of(
                        "needs "
                                + words
                                + ", which would have to remember rows from one run to the next; a"
                                + " view works on each row alone");
            }
        }
        return Optional.empty();
    }

    private static DataStream<RowData> standIn(
            StreamExecutionEnvironment environment, BaseTable base) {
        RowType type = RowTypes.nullable((RowType) base.columns().getLogicalType());
        int arity = type.getFieldCount();
        return environment
                .fromSource(
                        new NumberSequenceSource(1, 1),
                        WatermarkStrategy.noWatermarks(),
                        base.name())
                .map(number -> (RowData) new GenericRowData(arity))
                .returns(InternalTypeInfo.of(type));
    }
}
