/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import org.apache.flink.api.connector.source.SourceEvent;

/** What the enumerator tells a reader about a run; arrives in order with the splits. */
sealed interface EnumeratorOrder extends SourceEvent
        permits EnumeratorOrder.Start,
                EnumeratorOrder.NoMoreSplits,
                EnumeratorOrder.InnerSays,
                EnumeratorOrder.Complete,
                EnumeratorOrder.Drop {

    long run();

    void tell(Receiver receiver);

    /**
     * Emit the start mark; then read, or go on reading if this reader lived through the failure.
     */
    record Start(long run, int epoch, int attempt) implements EnumeratorOrder {
        @Override
        public void tell(Receiver receiver) {
            receiver.start(this);
        }
    }

    /** The bounded source has no more splits for this reader. */
    record NoMoreSplits(long run) implements EnumeratorOrder {
        @Override
        public void tell(Receiver receiver) {
            receiver.noMoreSplits(this);
        }
    }

    /** The bounded source's enumerator sends an event of its own. */
    record InnerSays(long run, SourceEvent event) implements EnumeratorOrder {
        @Override
        public void tell(Receiver receiver) {
            receiver.innerSays(this);
        }
    }

    /** All readers have emitted all rows of the run: emit the complete mark. */
    record Complete(long run) implements EnumeratorOrder {
        @Override
        public void tell(Receiver receiver) {
            receiver.complete(this);
        }
    }

    /** The run is given up: forget it. */
    record Drop(long run) implements EnumeratorOrder {
        @Override
        public void tell(Receiver receiver) {
            receiver.drop(this);
        }
    }

    /** One method an order. */
    interface Receiver {
        void start(Start order);

        void noMoreSplits(NoMoreSplits order);

        void innerSays(InnerSays order);

        void complete(Complete order);

        void drop(Drop order);
    }
}
