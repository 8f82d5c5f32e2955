/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

import java.io.Serializable;
import java.util.Optional;

/**
 * The doubts of the source about its runs, and the approvals of removals by people. A method that
 * cannot read its answer throws, so that no removal is sent without it.
 */
public interface RemovalReview {

    /** Has no doubts and no approvals. */
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
     * Returns why the rows that are absent from a run may not be removed rows; empty if there is no
     * doubt. The answer is final once the end of the run has arrived.
     */
    Optional<String> doubt(long run);

    /**
     * Returns the newest run whose withheld removals are approved, together with those of all runs
     * before; {@link Long#MIN_VALUE} if there is none.
     */
    long approvedUpTo();

    /** Is serialized with the job, and opens the review where the outbox runs. */
    @FunctionalInterface
    interface Provider extends Serializable {
        public RemovalReview open();
    }
}
