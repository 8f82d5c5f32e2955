/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.Change;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffTally;
import io.millrace.job.definition.option.ProjectOptions;
import io.millrace.job.model.UnreadableTableException;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.topology.ChangeStages;
import io.millrace.row.RowChunk;
import io.millrace.snapshot.RunListener;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The stages of a sync from the source to the changes, as in the product; the changes are counted
 * and dropped. A {@link RunBarrier} starts each run.
 */
final class DiffLine {

    private static final Trigger AT_ONCE = new Trigger.Every(Duration.ofMillis(1));

    private final StreamExecutionEnvironment environment;
    private final SyncPlan sync;
    private final StateLayout layout;
    private final String barrier;

    DiffLine(
            StreamExecutionEnvironment environment,
            SyncPlan sync,
            StateLayout layout,
            String barrier) {
        this.environment = environment;
        this.sync = sync;
        this.layout = layout;
        this.barrier = barrier;
    }

    void build() throws UnreadableTableException {
        environment.setMaxParallelism(ProjectOptions.MAX_PARALLELISM);
        environment.getConfig().enableObjectReuse();
        ChangeStages stages = new ChangeStages(environment, sync, new BarrierRuns(barrier));
        DataStream<RowChunk> rows = stages.snapshot();
        SingleOutputStreamOperator<Change> changes =
                switch (layout) {
                    case PACKED -> stages.diff(rows);
                    case PLAIN -> plainDiff(rows);
                };
        collect(changes.getSideOutput(DiffOperator.TALLIES), "tallies");
        count(changes);
    }

    /** Runs that wait at a barrier. */
    private record BarrierRuns(String barrier) implements ChangeStages.Runs {

        @Override
        public Trigger trigger() {
            return AT_ONCE;
        }

        @Override
        public RunListener listener() {
            return RunListener.none();
        }

        @Override
        public <T> Source<T, ?, ?> source(Source<T, ?, ?> ofModel) {
            return GatedSource.of(ofModel, barrier);
        }
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

    /** Chained to the diff, so that a tally arrives before the end of its run. */
    private void collect(DataStream<DiffTally> tallies, String stage) {
        tallies.sinkTo(new TallyCollector(barrier)).name(name(stage)).uid(name(stage));
    }

    private void count(DataStream<Change> changes) {
        changes.sinkTo(new ChangeCounter(barrier)).name(name("end")).uid(name("end"));
    }

    private String name(String stage) {
        return sync.name() + "/" + stage;
    }
}
