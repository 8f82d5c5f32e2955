/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.snapshot.RowLayout;
import java.io.Serializable;

/**
 * How rows become operations: one case a kind of Iterable data. Columns are named by their position
 * in the {@link RowLayout} the mapping was made for.
 */
public sealed interface Mapping extends Serializable
        permits CartMapping,
                CatalogMapping,
                DepartureMapping,
                DeviceMapping,
                EmailChangeMapping,
                EventMapping,
                ListMapping,
                MergeMapping,
                PurchaseMapping,
                SubscriptionMapping,
                SubscriptionSetMapping,
                TriggerMapping,
                UserIdChangeMapping,
                UserMapping {

    /** The mapping at work; not thread-safe. */
    RowMapper open(RowLayout layout);

    /** What it writes, to be compared with others of the same type of sync. */
    Writes writes();
}
