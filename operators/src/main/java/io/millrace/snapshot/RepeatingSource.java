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
 * Reads a bounded source from its start at each trigger, and emits watermarks (see {@link RunMark})
 * where a run starts and is complete. The enumerator declares a run complete when all readers have
 * emitted all rows and the {@link RunGuard} does not hold the run. The next run starts after a
 * later checkpoint is complete.
 *
 * <p>An exception of the bounded source ends the run, not the job: rows emitted so far stay
 * emitted, and the complete mark is never emitted. A run whose {@link RunSetup} fails is not read.
 * The timestamp of a record is the run id; timestamps, watermarks and idleness of the bounded
 * source are dropped.
 *
 * <p>Requires a streaming job with aligned checkpoints, {@code WatermarkStrategy.noWatermarks()},
 * no idleness and no watermark alignment. Row counts are exact if the bounded source continues a
 * split from its checkpoint; rows of a split that is read again are counted again.
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

    /** For a source that emits one record per row. */
    public RepeatingSource(Source<T, ?, ?> bounded, RunPolicy policy, TypeInformation<T> type) {
        this(bounded, policy, type, RowCount.each());
    }

    /**
     * @param count returns the number of rows in a record
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
