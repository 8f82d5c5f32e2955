/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import org.apache.flink.api.connector.source.SourceEvent;

/** What a reader tells the enumerator about a run. Reports of a run that is over are ignored. */
sealed interface ReaderReport extends SourceEvent
        permits ReaderReport.SplitWanted,
                ReaderReport.InnerSays,
                ReaderReport.Progress,
                ReaderReport.Finished,
                ReaderReport.Failed,
                ReaderReport.Emitted {

    long run();

    void tell(int subtask, Receiver receiver);

    /** The bounded source's reader asks for a split. */
    record SplitWanted(long run, String host) implements ReaderReport {
        @Override
        public void tell(int subtask, Receiver receiver) {
            receiver.splitWanted(subtask, this);
        }
    }

    /** The bounded source's reader sends an event of its own. */
    record InnerSays(long run, SourceEvent event) implements ReaderReport {
        @Override
        public void tell(int subtask, Receiver receiver) {
            receiver.innerSays(subtask, this);
        }
    }

    /** Rows this reader has emitted since it was told to start. */
    record Progress(long run, long rows) implements ReaderReport {
        @Override
        public void tell(int subtask, Receiver receiver) {
            receiver.progress(subtask, this);
        }
    }

    /**
     * All rows of the first {@code splits} splits this reader was assigned are emitted, and the
     * bounded source's reader wants no more.
     */
    record Finished(long run, int splits, long rows) implements ReaderReport {
        @Override
        public void tell(int subtask, Receiver receiver) {
            receiver.finished(subtask, this);
        }
    }

    /** The bounded source's reader threw. */
    record Failed(long run, String reason) implements ReaderReport {
        @Override
        public void tell(int subtask, Receiver receiver) {
            receiver.failed(subtask, this);
        }
    }

    /** The complete mark of the run is out. */
    record Emitted(long run) implements ReaderReport {
        @Override
        public void tell(int subtask, Receiver receiver) {
            receiver.emitted(subtask, this);
        }
    }

    /** One method a report. */
    interface Receiver {
        void splitWanted(int subtask, SplitWanted report);

        void innerSays(int subtask, InnerSays report);

        void progress(int subtask, Progress report);

        void finished(int subtask, Finished report);

        void failed(int subtask, Failed report);

        void emitted(int subtask, Emitted report);
    }
}
