/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.io.Serializable;

/** What people have said that concerns the delivery of a sync, and what comes before it. */
public record Instructions(
        Releases.Provider releases, Refill.Provider refill, RemovalReview.Provider removals)
        implements Serializable {

    /** Nobody says anything. */
    public static final Instructions NONE =
            new Instructions(Releases.NONE, Refill.NONE, RemovalReview.NONE);
}
