/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.removal.RemovalReview;
import java.io.Serializable;

/** The sources of what the outbox looks up when the delivery of a run begins. */
public record DeliveryLookups(
        RowReleases.Provider releases, OwnList.Provider list, RemovalReview.Provider removals)
        implements Serializable {

    /** Finds no releases, no list, and no doubts or approvals. */
    public static final DeliveryLookups NONE =
            new DeliveryLookups(RowReleases.NONE, OwnList.NONE, RemovalReview.NONE);
}
