/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.DiffTally;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Passes tallies to a {@link RunBarrier}. */
final class TallyCollector implements Sink<DiffTally> {

    private static final long serialVersionUID = 1L;

    private final String barrier;

    TallyCollector(String barrier) {
        this.barrier = barrier;
    }

    @Override
    public SinkWriter<DiffTally> createWriter(WriterInitContext context) {
        return new Writer(RunBarrier.named(barrier));
    }

    private record Writer(RunBarrier barrier) implements SinkWriter<DiffTally> {

        @Override
        public void write(DiffTally tally, Context context) {
            barrier.counted(tally);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
