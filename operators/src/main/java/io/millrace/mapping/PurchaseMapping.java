/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/**
 * How a row becomes a purchase.
 *
 * @param items position of the column that holds them, see {@link CommerceItems}
 * @param total position of what was paid
 * @param preferUserId as for users: whether unknown user ids are created in email-based projects
 */
public record PurchaseMapping(
        EventTraits traits,
        int items,
        int total,
        boolean preferUserId,
        FieldValue.Nested dataFields)
        implements Mapping {

    @Override
    public Mapping typed(FieldTypes types) {
        return new PurchaseMapping(traits, items, total, preferUserId, dataFields.typed(types));
    }

    @Override
    public RowMapper open(RowLayout layout) {
        return new PurchaseMapper(this, layout);
    }
}
