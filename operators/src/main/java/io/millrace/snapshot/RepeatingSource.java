/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads any bounded source again from its start at each trigger, and says with watermarks (see
 * {@link RunMark}) where a run starts and that it is complete. A run is complete when the
 * enumerator says so: all readers have emitted all rows, and the {@link RunGuard} agrees. The next
 * one starts behind a completed checkpoint that follows.
 *
 * <p>What the bounded source throws gives up the run, not the job: its rows so far are out, its
 * complete mark never comes. A run whose {@link RunSetup} fails is not read. Records carry the run
 * id as their timestamp; the bounded source's own timestamps, watermarks and idleness are dropped.
 *
 * <p>Needs a streaming job with aligned checkpoints, {@code WatermarkStrategy.noWatermarks()}, no
 * idleness and no watermark alignment. Row counts are exact for a bounded source that resumes a
 * split where the checkpoint left it; one that reads a split again counts those rows again.
 */
public final class RepeatingSource<T>
        implements Source<T, RunSplit, RepeatingState>,
                ResultTypeQueryable<T>,
                SupportsSplitReassignmentOnRecovery {

    private static final long serialVersionUID = 1L;

    private final Source<T, ?, ?> bounded;
    private final RunPolicy policy;
    private final TypeInformation<T> type;
    private final RowCount<T> count;

    /** Of a source each of whose records is a row. */
    public RepeatingSource(Source<T, ?, ?> bounded, RunPolicy policy, TypeInformation<T> type) {
        this(bounded, policy, type, RowCount.each());
    }

    /**
     * @param count says how many rows a record stands for
     */
    public RepeatingSource(
            Source<T, ?, ?> bounded, RunPolicy policy, TypeInformation<T> type, RowCount<T> count) {
        if (bounded.getBoundedness() != Boundedness.BOUNDED) {
            throw new IllegalArgumentException(
                    "only a bounded source can be read again, "
                            + bounded.getClass().getName()
                            + " has no end");
        }
        this.bounded = bounded;
        this.policy = policy;
        this.type = type;
        this.count = count;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, RunSplit> createReader(SourceReaderContext context) {
        return reader(bounded, count, context);
    }

    @Override
    public SplitEnumerator<RunSplit, RepeatingState> createEnumerator(
            SplitEnumeratorContext<RunSplit> context) {
        return enumerator(bounded, context, RepeatingState.fresh());
    }

    @Override
    public SplitEnumerator<RunSplit, RepeatingState> restoreEnumerator(
            SplitEnumeratorContext<RunSplit> context, RepeatingState state) {
        return enumerator(bounded, context, state);
    }

    @Override
    public SimpleVersionedSerializer<RunSplit> getSplitSerializer() {
        return new RunSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<RepeatingState> getEnumeratorCheckpointSerializer() {
        return new RepeatingStateSerializer();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }

    private static <T, S extends SourceSplit> SourceReader<T, RunSplit> reader(
            Source<T, S, ?> bounded, RowCount<T> count, SourceReaderContext context) {
        return new RepeatingReader<>(bounded, count, context);
    }

    private <S extends SourceSplit, C> SplitEnumerator<RunSplit, RepeatingState> enumerator(
            Source<T, S, C> bounded,
            SplitEnumeratorContext<RunSplit> context,
            RepeatingState state) {
        return new RepeatingEnumerator<>(bounded, policy, Clock.systemUTC(), context, state);
    }
}
