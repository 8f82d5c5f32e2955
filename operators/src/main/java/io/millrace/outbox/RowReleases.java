/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.io.Serializable;

/** The releases of refused rows by people. */
@FunctionalInterface
public interface RowReleases {

    /** Has no releases. */
    Provider NONE = () -> () -> 0;

    /**
     * Returns the time of the last release, in epoch milliseconds; 0 if there was none. Rows
     * refused before this time are tried again whatever their attempts. Called when the delivery of
     * a run begins; does not throw.
     */
    long releasedAt();

    /** Is serialized with the job, and opens the releases where the outbox runs. */
    @FunctionalInterface
    interface Provider extends Serializable {
        RowReleases open();
    }
}
