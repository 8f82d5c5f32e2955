/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.diff.RunFound.Emitted;
import io.millrace.diff.Change;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Drops changes, and tells a {@link RunBarrier} at the end of each run how many there were. */
final class ChangeCounter implements Sink<Change> {

    private static final long serialVersionUID = 1L;

    private final String meeting;

    ChangeCounter(String meeting) {
        this.meeting = meeting;
    }

    @Override
    public SinkWriter<Change> createWriter(WriterInitContext context) {
        return new Writer(RunBarrier.named(meeting));
    }

    /** Of one subtask. */
    private static final class Writer implements SinkWriter<Change> {

        private final RunBarrier meeting;
        private long added;
        private long changed;
        private long removed;
        private long withdrawn;

        private Writer(RunBarrier meeting) {
            this.meeting = meeting;
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
            meeting.ended(
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
