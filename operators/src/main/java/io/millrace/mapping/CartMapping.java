/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/**
 * How a row becomes a user's cart.
 *
 * @param items position of the column that holds them, see {@link CommerceItems}
 * @param preferUserId as for users: whether unknown user ids are created in email-based projects
 * @param removal NOTHING or CLEAR (the cart is emptied)
 */
public record CartMapping(int items, boolean preferUserId, Removal removal) implements Mapping {

    @Override
    public RowMapper open(RowLayout layout) {
        return new CartMapper(this);
    }
}
