/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/**
 * How a row becomes one subscription of one user.
 *
 * @param group as the path of the call has it: {@code emailList}, {@code messageChannel} or {@code
 *     messageType}
 * @param id the list, channel or message type
 */
public record SubscriptionMapping(String group, ValueSource id) implements Mapping {

    @Override
    public RowMapper open(RowLayout layout) {
        return new SubscriptionMapper(this);
    }

    /** Who leaves the model leaves it, and can come back. */
    @Override
    public Removal removal() {
        return Removal.CLEAR;
    }
}
