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
 * Assigns the rows of a {@link RepeatingSource} to their run, and turns run marks into watermarks:
 * the id of each complete run. Must be chained to the source or connected to it by a forward edge,
 * because the marks of a reader apply only to its own rows. All rows are emitted before a
 * checkpoint barrier or a watermark passes.
 */
abstract class RunAssigningOperator<T> extends AbstractStreamOperator<RowChunk>
        implements OneInputStreamOperator<T, RowChunk> {

    private static final long serialVersionUID = 1L;

    private transient Optional<RunMark> mark;

    /** Emits all rows that the operator has buffered. */
    protected abstract void emitAll();

    @Override
    public void open() throws Exception {
        super.open();
        mark = Optional.empty();
    }

    protected final void emit(UnmarkedChunk rows) {
        RunMark current =
                mark.orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "a row arrived before the mark of its run"));
        output.collect(
                new StreamRecord<>(rows.inRun(current.run(), current.attempt(), current.epoch())));
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
