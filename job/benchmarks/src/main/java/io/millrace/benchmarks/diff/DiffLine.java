/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.Change;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffOperatorFactory;
import io.millrace.diff.DiffTally;
import io.millrace.diff.InheritedRows;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.TableRead;
import io.millrace.job.plan.UnreadableTableException;
import io.millrace.snapshot.RepeatingSource;
import io.millrace.snapshot.RowChunk;
import io.millrace.snapshot.RowPacking;
import io.millrace.snapshot.RunListener;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/**
 * The line of a sync as the product has it, from the source to the changes, which are counted and
 * dropped. Runs follow each other as a {@link Meeting} lets them.
 */
final class DiffLine {

    private static final Trigger AT_ONCE = new Trigger.Every(Duration.ofMillis(1));

    private final StreamExecutionEnvironment environment;
    private final SyncPlan sync;
    private final Layout layout;
    private final String meeting;

    DiffLine(StreamExecutionEnvironment environment, SyncPlan sync, Layout layout, String meeting) {
        this.environment = environment;
        this.sync = sync;
        this.layout = layout;
        this.meeting = meeting;
    }

    void build() throws UnreadableTableException {
        environment.setMaxParallelism(ProjectDefinition.MAX_PARALLELISM);
        environment.getConfig().enableObjectReuse();
        DataStream<RowChunk> rows = snapshot();
        switch (layout) {
            case PACKED -> {
                SingleOutputStreamOperator<Change> found = diff(rows);
                SingleOutputStreamOperator<Change> changes = inherit(found);
                collect(found.getSideOutput(DiffOperator.TALLIES), "tallies");
                collect(changes.getSideOutput(DiffOperator.TALLIES), "corrections");
                count(changes);
            }
            case PLAIN -> {
                SingleOutputStreamOperator<Change> changes = plainDiff(rows);
                collect(changes.getSideOutput(DiffOperator.TALLIES), "tallies");
                count(changes);
            }
        }
    }

    private DataStream<RowChunk> snapshot() throws UnreadableTableException {
        return sync.model().stream(
                        environment,
                        sync.name(),
                        sync.layout().columns().getFieldNames(),
                        this::repeat)
                .transform(
                        name("stamp"),
                        TypeInformation.of(RowChunk.class),
                        new RowPacking(sync.layout(), sync.mappingFingerprint()))
                .uid(name("stamp"));
    }

    private DataStream<RowData> repeat(TableRead read) {
        InternalTypeInfo<RowData> type = InternalTypeInfo.of(read.produced());
        return environment
                .fromSource(
                        new RepeatingSource<>(
                                GatedSource.of(read.source(), meeting),
                                AT_ONCE,
                                sync.guard(),
                                RunListener.none(),
                                type),
                        WatermarkStrategy.noWatermarks(),
                        name("snapshot"),
                        type)
                .uid(name("snapshot"));
    }

    private SingleOutputStreamOperator<Change> diff(DataStream<RowChunk> rows) {
        return rows.keyBy(RowChunk::bucket, Types.LONG)
                .transform(
                        name("diff"),
                        TypeInformation.of(Change.class),
                        new DiffOperatorFactory(sync.layout()))
                .uid(name("blocks"));
    }

    private SingleOutputStreamOperator<Change> inherit(DataStream<Change> changes) {
        return changes.keyBy(
                        change -> Tuple2.of(change.keyHigh(), change.keyLow()),
                        Types.TUPLE(Types.LONG, Types.LONG))
                .transform(
                        name("inherit"),
                        TypeInformation.of(Change.class),
                        new InheritedRows(sync.mappingFingerprint()))
                .uid(name("diff"));
    }

    private SingleOutputStreamOperator<Change> plainDiff(DataStream<RowChunk> rows) {
        return rows.flatMap(new PlainRows())
                .returns(TypeInformation.of(PlainRow.class))
                .name(name("unpack"))
                .uid(name("unpack"))
                .keyBy(
                        row -> Tuple2.of(row.keyHigh(), row.keyLow()),
                        Types.TUPLE(Types.LONG, Types.LONG))
                .transform(name("diff"), TypeInformation.of(Change.class), new PlainDiff())
                .uid(name("diff"));
    }

    /** Chained to what counts, so that a tally is there before its run's end. */
    private void collect(DataStream<DiffTally> tallies, String stage) {
        tallies.sinkTo(new TallyCollector(meeting)).name(name(stage)).uid(name(stage));
    }

    private void count(DataStream<Change> changes) {
        changes.sinkTo(new ChangeCounter(meeting)).name(name("end")).uid(name("end"));
    }

    private String name(String stage) {
        return sync.name() + "/" + stage;
    }
}
