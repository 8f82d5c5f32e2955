/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * The output of the bounded source's reader. Counts rows and sets the run as their timestamp; drops
 * the reader's own watermarks and idleness. Records an exception of a later operator, so that it
 * does not count as a failure of the source.
 */
final class RunOutput<T> implements ReaderOutput<T> {

    private final long run;
    private final RowCount<T> count;
    private Optional<ReaderOutput<T>> output = Optional.empty();
    private Optional<Throwable> downstreamFailure = Optional.empty();
    private long rows;

    RunOutput(long run, RowCount<T> count) {
        this.run = run;
        this.count = count;
    }

    RunOutput<T> to(ReaderOutput<T> target) {
        if (output.isEmpty()) {
            output = Optional.of(target);
        }
        return this;
    }

    long rows() {
        return rows;
    }

    Optional<Throwable> downstreamFailure() {
        return downstreamFailure;
    }

    @Override
    public void collect(T record) {
        try {
            output.orElseThrow().collect(record, run);
        } catch (Throwable thrown) {
            downstreamFailure = Optional.of(thrown);
            throw thrown;
        }
        rows += count.of(record);
    }

    @Override
    public void collect(T record, long timestamp) {
        collect(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<T> createOutputForSplit(String splitId) {
        return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
}
