/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import org.apache.flink.api.connector.source.SourceEvent;

/** An order of the enumerator to a reader about a run. Orders and splits arrive in order. */
sealed interface EnumeratorOrder extends SourceEvent
        permits EnumeratorOrder.Start,
                EnumeratorOrder.NoMoreSplits,
                EnumeratorOrder.InnerEvent,
                EnumeratorOrder.Complete,
                EnumeratorOrder.Drop {

    long run();

    /** Calls the receiver's method for this order. */
    void deliverTo(Receiver receiver);

    /** Emit the start mark, then read. A reader that already reads the run continues. */
    record Start(long run, int epoch, int attempt) implements EnumeratorOrder {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.start(this);
        }
    }

    /** The bounded source has no more splits for this reader. */
    record NoMoreSplits(long run) implements EnumeratorOrder {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.noMoreSplits(this);
        }
    }

    /** An event of the bounded source's enumerator for the bounded source's reader. */
    record InnerEvent(long run, SourceEvent event) implements EnumeratorOrder {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.innerEvent(this);
        }
    }

    /** All readers have emitted all rows of the run: emit the complete mark. */
    record Complete(long run) implements EnumeratorOrder {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.complete(this);
        }
    }

    /** The run has ended without completion: stop reading it. */
    record Drop(long run) implements EnumeratorOrder {
        @Override
        public void deliverTo(Receiver receiver) {
            receiver.drop(this);
        }
    }

    /** Has one method per order. */
    interface Receiver {
        void start(Start order);

        void noMoreSplits(NoMoreSplits order);

        void innerEvent(InnerEvent order);

        void complete(Complete order);

        void drop(Drop order);
    }
}
