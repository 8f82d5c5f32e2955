/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import io.millrace.row.RowChunk;
import io.millrace.row.UnmarkedChunk;
import java.util.Optional;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Tells the rows behind a {@link RepeatingSource} which run they belong to, and turns the run marks
 * into watermarks that say which run is complete. Must be chained to the source, or be connected
 * forward: the marks of one reader speak of its own rows only. A checkpoint or a watermark leaves
 * no row behind.
 */
abstract class RunAssigningOperator<T> extends AbstractStreamOperator<RowChunk>
        implements OneInputStreamOperator<T, RowChunk> {

    private static final long serialVersionUID = 1L;

    private transient Optional<RunMark> mark;

    /** Emits what is left. */
    protected abstract void emitAll();

    @Override
    public void open() throws Exception {
        super.open();
        mark = Optional.empty();
    }

    protected final void emit(UnmarkedChunk rows) {
        RunMark of =
                mark.orElseThrow(
                        () -> new IllegalStateException("a row before the mark of its run"));
        output.collect(new StreamRecord<>(rows.inRun(of.run(), of.attempt(), of.epoch())));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        emitAll();
    }

    @Override
    public void finish() throws Exception {
        emitAll();
        super.finish();
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        emitAll();
        if (watermark.getTimestamp() == Long.MAX_VALUE) {
            super.processWatermark(watermark);
            return;
        }
        RunMark received = RunMark.ofWatermark(watermark.getTimestamp());
        if (received.isComplete()) {
            super.processWatermark(new Watermark(received.run()));
        } else {
            mark = Optional.of(received);
        }
    }
}
