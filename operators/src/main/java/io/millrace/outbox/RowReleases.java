/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.io.Serializable;

/** Says when a person last let the refused rows of a sync be tried again. */
@FunctionalInterface
public interface RowReleases {

    /** Nobody ever does. */
    Provider NONE = () -> () -> 0;

    /**
     * Rows refused before this time are tried again whatever their attempts; epoch milliseconds, 0
     * for never. Asked when the delivery of a run begins; does not throw.
     */
    long releasedAt();

    /** Opens it where it is asked: it travels with the job. */
    @FunctionalInterface
    interface Provider extends Serializable {
        RowReleases open();
    }
}
