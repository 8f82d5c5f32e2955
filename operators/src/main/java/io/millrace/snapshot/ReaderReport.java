/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import org.apache.flink.api.connector.source.SourceEvent;

/** A report of a reader to the enumerator about a run. Reports of an ended run are ignored. */
sealed interface ReaderReport extends SourceEvent
        permits ReaderReport.SplitRequest,
                ReaderReport.InnerEvent,
                ReaderReport.Progress,
                ReaderReport.Finished,
                ReaderReport.Failed,
                ReaderReport.Emitted,
                ReaderReport.Ready {

    long run();

    /** Whether the report is processed even if its run has ended. */
    default boolean outlivesRun() {
        return false;
    }

    /** Calls the receiver's method for this report. */
    void deliverTo(Receiver receiver, int subtask);

    /** The bounded source's reader requests a split. */
    record SplitRequest(long run, String host) implements ReaderReport {
        @Override
        public void deliverTo(Receiver receiver, int subtask) {
            receiver.splitRequest(subtask, this);
        }
    }

    /** An event of the bounded source's reader for the bounded source's enumerator. */
    record InnerEvent(long run, SourceEvent event) implements ReaderReport {
        @Override
        public void deliverTo(Receiver receiver, int subtask) {
            receiver.innerEvent(subtask, this);
        }
    }

    /** The number of rows that this reader has emitted since its order to start. */
    record Progress(long run, long rows) implements ReaderReport {
        @Override
        public void deliverTo(Receiver receiver, int subtask) {
            receiver.progress(subtask, this);
        }
    }

    /**
     * The reader has emitted all rows of the first {@code splits} splits assigned to it, and the
     * bounded source's reader has ended.
     */
    record Finished(long run, int splits, long rows) implements ReaderReport {
        @Override
        public void deliverTo(Receiver receiver, int subtask) {
            receiver.finished(subtask, this);
        }
    }

    /** The bounded source's reader threw an exception. */
    record Failed(long run, String reason) implements ReaderReport {
        @Override
        public void deliverTo(Receiver receiver, int subtask) {
            receiver.failed(subtask, this);
        }
    }

    /** The reader has emitted the complete mark of the run. */
    record Emitted(long run) implements ReaderReport {
        @Override
        public void deliverTo(Receiver receiver, int subtask) {
            receiver.emitted(subtask, this);
        }
    }

    /**
     * A checkpoint after the complete mark is complete, and Flink still polls this reader. A reader
     * that the checkpoint stopped (stop with savepoint) never reports this, because an order to a
     * stopped reader would fail the job.
     */
    record Ready(long run) implements ReaderReport {
        @Override
        public boolean outlivesRun() {
            return true;
        }

        @Override
        public void deliverTo(Receiver receiver, int subtask) {
            receiver.ready(subtask, this);
        }
    }

    /** Has one method per report. */
    interface Receiver {
        void splitRequest(int subtask, SplitRequest report);

        void innerEvent(int subtask, InnerEvent report);

        void progress(int subtask, Progress report);

        void finished(int subtask, Finished report);

        void failed(int subtask, Failed report);

        void emitted(int subtask, Emitted report);

        void ready(int subtask, Ready report);
    }
}
