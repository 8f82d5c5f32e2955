/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * A user of the sandbox, as a copy.
 *
 * @param email lower-case; empty if there is none
 * @param userId empty if there is none
 * @param dataFields as last sent, without the identifiers
 * @param listIds the lists the user is on
 * @param devices tokens
 */
public record UserState(
        String email,
        String userId,
        ObjectNode dataFields,
        List<Long> listIds,
        SubscriptionState subscriptions,
        Set<String> devices) {

    /** The subscriptions of a user, without lists. */
    public record SubscriptionState(
            Set<Long> unsubscribedChannelIds,
            Set<Long> unsubscribedMessageTypeIds,
            Set<Long> subscribedMessageTypeIds) {}
}
