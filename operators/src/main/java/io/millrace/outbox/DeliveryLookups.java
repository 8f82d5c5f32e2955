/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.removal.RemovalReview;
import java.io.Serializable;

/** What the delivery of a sync looks up when a run begins. */
public record DeliveryLookups(
        RowReleases.Provider releases, OwnList.Provider list, RemovalReview.Provider removals)
        implements Serializable {

    /** Nobody says anything. */
    public static final DeliveryLookups NONE =
            new DeliveryLookups(RowReleases.NONE, OwnList.NONE, RemovalReview.NONE);
}
