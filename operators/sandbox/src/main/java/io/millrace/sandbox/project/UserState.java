/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * A user as the sandbox holds it.
 *
 * @param email lower-case; empty if there is none
 * @param userId empty if there is none
 * @param dataFields as last sent, identity left out
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

    /** What a user is subscribed to and unsubscribed from, lists aside. */
    public record SubscriptionState(
            Set<Long> unsubscribedChannelIds,
            Set<Long> unsubscribedMessageTypeIds,
            Set<Long> subscribedMessageTypeIds) {}
}
