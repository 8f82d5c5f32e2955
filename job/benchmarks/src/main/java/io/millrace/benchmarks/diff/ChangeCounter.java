/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.diff.RunFound.Emitted;
import io.millrace.diff.Change;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts changes, and reports the counts of each run to a {@link RunBarrier}. */
final class ChangeCounter implements Sink<Change> {

    private static final long serialVersionUID = 1L;

    private final String barrier;

    ChangeCounter(String barrier) {
        this.barrier = barrier;
    }

    @Override
    public SinkWriter<Change> createWriter(WriterInitContext context) {
        return new Writer(RunBarrier.named(barrier));
    }

    private static final class Writer implements SinkWriter<Change> {

        private final RunBarrier barrier;
        private long added;
        private long changed;
        private long removed;
        private long withdrawn;

        private Writer(RunBarrier barrier) {
            this.barrier = barrier;
        }

        @Override
        public void write(Change change, Context context) {
            switch (change.kind()) {
                case ADDED -> added++;
                case CHANGED -> changed++;
                case REMOVED, MOVED -> removed++;
                case HELD, WITHDRAWN -> withdrawn++;
            }
        }

        @Override
        public void writeWatermark(Watermark watermark) {
            barrier.ended(
                    watermark.getTimestamp(), new Emitted(added, changed, removed, withdrawn));
            added = 0;
            changed = 0;
            removed = 0;
            withdrawn = 0;
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
