/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.diff.Change;
import io.millrace.diff.DiffOperatorFactory;
import io.millrace.diff.ResendPolicy;
import io.millrace.job.model.Model;
import io.millrace.job.model.TableRead;
import io.millrace.job.model.UnreadableTableException;
import io.millrace.job.plan.SyncPlan;
import io.millrace.row.PackingSettings;
import io.millrace.row.RowChunk;
import io.millrace.row.RowLayout;
import io.millrace.row.UnmarkedChunk;
import io.millrace.snapshot.BatchRunMarking;
import io.millrace.snapshot.PackingRunMarking;
import io.millrace.snapshot.RepeatingSource;
import io.millrace.snapshot.RowCount;
import io.millrace.snapshot.RunListener;
import io.millrace.snapshot.RunPolicy;
import io.millrace.snapshot.RunSetup;
import io.millrace.snapshot.SelfPackingSource;
import io.millrace.trigger.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/** The first stages of a sync: snapshot and diff. */
public final class ChangeStages {

    private final StreamExecutionEnvironment environment;
    private final SyncPlan sync;
    private final Runs runs;

    /**
     * @param environment the environment, with its maximum parallelism set
     */
    public ChangeStages(StreamExecutionEnvironment environment, SyncPlan sync, Runs runs) {
        this.environment = environment;
        this.sync = sync;
        this.runs = runs;
    }

    /** When runs start, and what happens before and after them. */
    public interface Runs {

        Trigger trigger();

        RunListener listener();

        /** The set-up before each run. */
        default RunSetup setup() {
            return RunSetup.NONE;
        }

        /** Replaces the source of the model. */
        default <T> Source<T, ?, ?> source(Source<T, ?, ?> ofModel) {
            return ofModel;
        }
    }

    /** Returns the rows of each run in chunks. The source packs the chunks if it can. */
    public DataStream<RowChunk> snapshot() throws UnreadableTableException {
        RowLayout layout = sync.layout();
        List<String> columns = layout.columns().getFieldNames();
        Optional<TableRead> asRead = sync.model().asRead(columns);
        if (asRead.isPresent() && asRead.get().source() instanceof SelfPackingSource packing) {
            PackingSettings by =
                    new PackingSettings(
                            layout, sync.mappingFingerprint(), environment.getMaxParallelism());
            DataStream<UnmarkedChunk.Batch> batches =
                    repeat(
                            packing.packed(by),
                            TypeInformation.of(UnmarkedChunk.Batch.class),
                            UnmarkedChunk.Batch::rows);
            return mark(batches, new BatchRunMarking());
        }
        Model.Rows rows =
                sync.model()
                        .rows(
                                environment,
                                sync.stateName(),
                                columns,
                                read ->
                                        repeat(
                                                read.source(),
                                                InternalTypeInfo.of(read.produced()),
                                                RowCount.each()));
        return mark(
                rows.stream(),
                new PackingRunMarking(rows.type(), layout, sync.mappingFingerprint()));
    }

    private <T> DataStream<T> repeat(
            Source<T, ?, ?> source, TypeInformation<T> type, RowCount<T> count) {
        return environment
                .fromSource(
                        new RepeatingSource<>(
                                runs.source(source),
                                new RunPolicy(
                                        runs.trigger(),
                                        sync.guard(),
                                        runs.listener(),
                                        runs.setup()),
                                type,
                                count),
                        WatermarkStrategy.noWatermarks(),
                        name("snapshot"),
                        type)
                .uid(uid("snapshot"));
    }

    private <T> DataStream<RowChunk> mark(
            DataStream<T> rows, OneInputStreamOperator<T, RowChunk> marking) {
        return rows.transform(name("stamp"), TypeInformation.of(RowChunk.class), marking)
                .uid(uid("stamp"));
    }

    /** Returns the changes. Tallies and skipped rows are side outputs. */
    public SingleOutputStreamOperator<Change> diff(DataStream<RowChunk> rows) {
        return rows.keyBy(RowChunk::bucket, Types.LONG)
                .transform(name("diff"), TypeInformation.of(Change.class), diff())
                .uid(uid("diff"));
    }

    private DiffOperatorFactory diff() {
        DiffOperatorFactory factory =
                new DiffOperatorFactory(sync.layout(), resendPolicy())
                        .beginsWith(sync.firstRun(), Instant.now());
        return runs.trigger().givesUpRuns() ? factory.paused() : factory;
    }

    private ResendPolicy resendPolicy() {
        return sync.mapping().isSentOnce(sync.layout().identifierKind())
                ? ResendPolicy.ONCE
                : ResendPolicy.EVERY_CHANGE;
    }

    private String name(String stage) {
        return sync.name() + "/" + stage;
    }

    private String uid(String stage) {
        return sync.stateName() + "/" + stage;
    }
}
