/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a row becomes all subscriptions of a user.
 *
 * @param arrays position of the column for each array Iterable knows, such as {@code emailListIds}
 * @param validatesAlignment false lets a message type be subscribed to whose channel is not
 */
public record SubscriptionSetMapping(Map<String, Integer> arrays, boolean validatesAlignment)
        implements Mapping {

    public SubscriptionSetMapping {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    @Override
    public RowMapper open(RowLayout layout) {
        return new SubscriptionSetMapper(this);
    }
}
