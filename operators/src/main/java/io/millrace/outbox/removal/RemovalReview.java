/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

import java.io.Serializable;
import java.util.Optional;

/**
 * What the source and people have said about the removals of a sync. A removal goes only when this
 * is known: what can't be read throws.
 */
public interface RemovalReview {

    /** No run is doubtful, and nothing is ever approved. */
    Provider NONE =
            () ->
                    new RemovalReview() {
                        @Override
                        public Optional<String> doubt(long run) {
                            return Optional.empty();
                        }

                        @Override
                        public long approvedUpTo() {
                            return Long.MIN_VALUE;
                        }
                    };

    /**
     * Why rows that are missing from a run can't be taken for removed; empty if they can. Final
     * when the end of the run has come.
     */
    Optional<String> doubt(long run);

    /**
     * The newest run whose withheld removals, with those of all runs before, may go; {@link
     * Long#MIN_VALUE} for none.
     */
    long approvedUpTo();

    /** Opens it where it is asked: it travels with the job. */
    @FunctionalInterface
    interface Provider extends Serializable {
        public RemovalReview open();
    }
}
