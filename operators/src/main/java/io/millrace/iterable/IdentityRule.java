/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * Whether several rows of one identity may be in one request of an endpoint, or in concurrent
 * requests. If the order of the rows has an effect, each row is sent after the response to the row
 * before it. Rows of other identities never wait for it.
 *
 * @param together true if they may
 * @param ofTarget true if rows with another target, such as another list, are independent
 * @param why the reason, with its source
 */
public record IdentityRule(boolean together, boolean ofTarget, String why) {

    static final IdentityRule LAST_WINS =
            inOrder("a later row overwrites an earlier one, and concurrent calls have no order");
    static final IdentityRule ONE_STATE =
            inOrder("a user exists, is forgotten, or has a name: the last call decides");
    static final IdentityRule LOOKUP = inOrder("the next update depends on the response");
    static final IdentityRule EVENTS =
            together("each event has its own id and time (API: events/trackBulk)");
    static final IdentityRule PURCHASES =
            together("each purchase has its own id and time (API: trackPurchase)");
    static final IdentityRule ITEMS =
            inOrder("an identity is an item: a request can't contain an item twice");
    static final IdentityRule MEMBERSHIP =
            togetherOfTarget("a user is on a list or not; repeating the call has no effect");
    static final IdentityRule SUBSCRIPTION =
            togetherOfTarget("a user is subscribed or not; repeating the call has no effect");
    static final IdentityRule MESSAGES =
            inOrder("a person receives messages in the order of their rows");

    private static IdentityRule inOrder(String why) {
        return new IdentityRule(false, false, why);
    }

    private static IdentityRule together(String why) {
        return new IdentityRule(true, false, why);
    }

    private static IdentityRule togetherOfTarget(String why) {
        return new IdentityRule(true, true, why);
    }
}
