/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Plans a view and inspects the resulting operators, to find out which table and columns the view
 * reads and whether it is stateless.
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
            "Run it in the warehouse: CREATE TABLE with 'connector' = 'warehouse' and 'query' ="
                    + " 'SELECT ...' in the warehouse's own SQL";

    private final List<BaseTable> bases;
    private final Configuration options;

    /**
     * @param options the options of the environment in which the view is planned for the job
     */
    ViewInspector(List<BaseTable> bases, ReadableConfig options) {
        this.bases = bases;
        this.options = Configuration.fromMap(options.toMap());
    }

    /**
     * The table and columns that a view reads.
     *
     * @param columns the columns of the table that the view uses, in the planner's order; all
     *     columns if two scans use different ones, or if the view uses none
     */
    record Reading(BaseTable table, List<String> columns) {}

    /**
     * Returns what must be read for these columns of a view.
     *
     * @throws UnreadableTableException if the view can't be planned, or is stateful
     */
    Reading inspect(String view, List<String> columns, List<ViewStatement> statements)
            throws UnreadableTableException {
        StandIns standIns = new StandIns(options);
        List<Transformation<?>> tree = plan(standIns, statements, view, columns);
        List<BaseTable> read = standIns.readings.stream().map(Reading::table).distinct().toList();
        if (!read.isEmpty()) {
            requireStateless(tree);
        }
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
        List<Reading> readings = standIns.readings.stream().distinct().toList();
        boolean isOnce = readings.size() == 1 && !readings.get(0).columns().isEmpty();
        return isOnce
                ? readings.get(0)
                : new Reading(read.get(0), DataType.getFieldNames(read.get(0).columns()));
    }

    private List<Transformation<?>> plan(
            StandIns standIns, List<ViewStatement> statements, String view, List<String> columns)
            throws UnreadableTableException {
        try {
            return ViewPlanner.over(standIns.environment, bases, standIns, statements).stream(
                            view, columns)
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
    }

    private static void requireStateless(List<Transformation<?>> tree)
            throws UnreadableTableException {
        List<String> stateful =
                tree.stream()
                        .filter(transformation -> !isStateless(transformation))
                        .map(Transformation::getName)
                        .toList();
        if (!stateful.isEmpty()) {
            throw new UnreadableTableException(
                    stateful.stream()
                            .map(ViewInspector::stateful)
                            .flatMap(Optional::stream)
                            .findFirst()
                            .orElse("does not work on each row alone: " + stateful.get(0)),
                    QUERY);
        }
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

    /** Placeholder streams; records which scans the planner requests. */
    private static final class StandIns implements StreamCatalog.Streams {

        private final StreamExecutionEnvironment environment;
        private final List<Reading> readings = new ArrayList<>();

        private StandIns(Configuration options) {
            environment = StreamExecutionEnvironment.getExecutionEnvironment(options);
        }

        @Override
        public boolean canLeaveOutColumns(BaseTable table) {
            return true;
        }

        @Override
        public DataStream<RowData> of(BaseTable table, List<String> columns) {
            readings.add(new Reading(table, columns));
            return environment
                    .fromSource(
                            new NumberSequenceSource(1, 1),
                            WatermarkStrategy.noWatermarks(),
                            table.name())
                    .map(number -> (RowData) new GenericRowData(columns.size()))
                    .returns(
                            InternalTypeInfo.of(
                                    RowTypes.select(
                                            (RowType) table.columns().getLogicalType(), columns)));
        }
    }
}
