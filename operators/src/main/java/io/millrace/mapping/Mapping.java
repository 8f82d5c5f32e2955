/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
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

    /**
     * True if a row asks once: when it has other values, what it asked and Iterable has taken
     * stands, and only what it still owes is asked anew. Else it asks again.
     *
     * @param matchedBy what names the identity
     */
    default boolean asksOnce(IdentifierKind matchedBy) {
        return false;
    }

    /**
     * The same for fields of these types, where none is known yet: a row with a value its field
     * can't hold is rejected before it is sent. Mappings without fields are left as they are.
     */
    default Mapping typed(FieldTypes types) {
        return this;
    }

    /** What becomes of what a row has written when the row leaves the model. */
    default Removal removal() {
        return Removal.NOTHING;
    }
}
