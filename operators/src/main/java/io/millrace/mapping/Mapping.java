/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.FieldTypes;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
import java.io.Serializable;

/**
 * How the rows of a sync become operations: one record for each kind of Iterable data. A mapping is
 * serialised into the job graph. It refers to a column by the column's position in the {@link
 * RowLayout} that the mapping was made for.
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

    /** Makes the mapper that one subtask uses. It may hold buffers and is not thread-safe. */
    RowMapper rowMapper(RowLayout layout);

    /**
     * True if a row's operation is sent once. A later change of the row then replaces a pending
     * operation, and has no effect after Iterable accepted it. False if each change is sent.
     *
     * @param matchedBy kind of the row's identifier
     */
    default boolean isSentOnce(IdentifierKind matchedBy) {
        return false;
    }

    /**
     * The same mapping with these types, for fields whose type is not known yet. A row with a value
     * that its field can't hold is then rejected before it is sent. Mappings without fields return
     * themselves.
     */
    default Mapping withTypes(FieldTypes types) {
        return this;
    }

    /** What a removed row does to the data that it wrote. */
    default Removal removal() {
        return Removal.NOTHING;
    }
}
