/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * Whether several rows of one Iterable identity may share a request of an endpoint, or be in
 * requests that are under way at the same time. Where the order of the rows has an effect, each
 * waits for the answer to the one before; rows of other identities never wait for it.
 *
 * @param together true if they may
 * @param ofTarget true if rows with another target, such as another list, concern something else
 * @param why in words, with the source
 */
public record IdentityRule(boolean together, boolean ofTarget, String why) {

    private static final IdentityRule LAST_WINS =
            inTurn("a later row overwrites an earlier one, and concurrent calls have no order");
    private static final IdentityRule ONE_STATE =
            inTurn("a user exists, is forgotten, or has a name: the last call decides");

    /** What holds for an endpoint: one line for each. */
    static IdentityRule of(Endpoint endpoint) {
        return switch (endpoint) {
            case USERS_BULK_UPDATE -> LAST_WINS;
            case USERS_DELETE, USERS_FORGET, USERS_UNFORGET -> ONE_STATE;
            case USERS_MERGE, USERS_UPDATE_EMAIL -> ONE_STATE;
            case USERS_REGISTER_DEVICE_TOKEN -> LAST_WINS;
            case USERS_GET -> inTurn("it asks for the update that follows");
            case EVENTS_TRACK_BULK ->
                    together("each event has an id and a time of its own (API: events/trackBulk)");
            case COMMERCE_TRACK_PURCHASE ->
                    together("each purchase has an id and a time of its own (API: trackPurchase)");
            case COMMERCE_UPDATE_CART -> LAST_WINS;
            case CATALOG_ITEMS_REPLACE, CATALOG_ITEMS_PATCH, CATALOG_ITEMS_DELETE ->
                    inTurn("an identity is an item: one request can't name it twice");
            case LISTS_SUBSCRIBE, LISTS_SUBSCRIBE_KNOWN, LISTS_UNSUBSCRIBE ->
                    togetherOfTarget("a user is on a list or not, however often it is said");
            case USERS_BULK_UPDATE_SUBSCRIPTIONS -> LAST_WINS;
            case SUBSCRIPTIONS_ADD, SUBSCRIPTIONS_REMOVE ->
                    togetherOfTarget("a user is subscribed or not, however often it is said");
            case WORKFLOWS_TRIGGER,
                    EMAIL_TARGET,
                    PUSH_TARGET,
                    IN_APP_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET ->
                    inTurn("a person gets messages in the order of their rows");
        };
    }

    private static IdentityRule inTurn(String why) {
        return new IdentityRule(false, false, why);
    }

    private static IdentityRule together(String why) {
        return new IdentityRule(true, false, why);
    }

    private static IdentityRule togetherOfTarget(String why) {
        return new IdentityRule(true, true, why);
    }
}
