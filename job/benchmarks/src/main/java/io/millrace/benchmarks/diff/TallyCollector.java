/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.DiffTally;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Takes tallies to a {@link RunBarrier}. */
final class TallyCollector implements Sink<DiffTally> {

    private static final long serialVersionUID = 1L;

    private final String meeting;

    TallyCollector(String meeting) {
        this.meeting = meeting;
    }

    @Override
    public SinkWriter<DiffTally> createWriter(WriterInitContext context) {
        return new Writer(RunBarrier.named(meeting));
    }

    /** Of one subtask. */
    private record Writer(RunBarrier meeting) implements SinkWriter<DiffTally> {

        @Override
        public void write(DiffTally tally, Context context) {
            meeting.counted(tally);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
