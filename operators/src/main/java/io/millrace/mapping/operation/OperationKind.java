/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

/**
 * The kinds of operations. Each comment gives the call, the content of {@link Operation#body()} and
 * of {@link Operation#target()}; the target is empty where the comment does not mention it. An
 * {@code Id} is {@code {"email": …}} or {@code {"userId": …}}.
 */
public enum OperationKind {
    /** {@code users/bulkUpdate}; body: an element of {@code users}. */
    UPSERT_USER(Data.PROFILE, Data.NONE),
    /** As UPSERT_USER, but does not create an unknown user. */
    UPDATE_USER(Data.PROFILE, Data.PROFILE),
    /** {@code DELETE users/…}; body: the Id. */
    DELETE_USER(Data.NONE, Data.PROFILE),
    /** {@code users/forget}; body: the Id. */
    FORGET_USER,
    /** {@code users/unforget}; body: the Id. */
    UNFORGET_USER,
    /** {@code users/merge}; body: the request. */
    MERGE_USERS,
    /** {@code users/updateEmail}; body: the request. */
    UPDATE_EMAIL,
    /** {@code users/registerDeviceToken}; body: the request. */
    REGISTER_DEVICE_TOKEN,
    /** {@code events/trackBulk}; body: an element of {@code events}. */
    TRACK_EVENT,
    /** {@code commerce/trackPurchase}; body: the request. */
    TRACK_PURCHASE,
    /** {@code commerce/updateCart}; body: the request. */
    UPDATE_CART(Data.CART, Data.CART),
    /** {@code POST catalogs/{target}/items}; body: the item's document, which replaces the item. */
    REPLACE_CATALOG_ITEM(Data.ITEM, Data.NONE),
    /** As REPLACE_CATALOG_ITEM, but changes only the fields in the document. */
    PATCH_CATALOG_ITEM(Data.ITEM, Data.NONE),
    /** {@code DELETE catalogs/{target}/items}; no body. */
    DELETE_CATALOG_ITEM(Data.NONE, Data.ITEM),
    /**
     * {@code lists/subscribe}; body: an element of {@code subscribers}; target: the id of the list,
     * empty for the sync's own list.
     */
    ADD_TO_LIST(Data.MEMBERSHIP, Data.NONE),
    /** As ADD_TO_LIST with {@code updateExistingUsersOnly}: does not create an unknown user. */
    ADD_KNOWN_TO_LIST(Data.MEMBERSHIP, Data.NONE),
    /** {@code lists/unsubscribe}; body: the Id; target: as ADD_TO_LIST. */
    REMOVE_FROM_LIST(Data.NONE, Data.MEMBERSHIP),
    /**
     * {@code users/bulkUpdateSubscriptions}; body: an element of {@code
     * updateSubscriptionsRequests}.
     */
    REPLACE_SUBSCRIPTIONS,
    /**
     * {@code PUT subscriptions/{target}?action=subscribe}; body: the Id; target: group and id, such
     * as {@code messageType/17}.
     */
    SUBSCRIBE(Data.SUBSCRIPTION, Data.NONE),
    /** As SUBSCRIBE, with {@code action=unsubscribe}. */
    UNSUBSCRIBE(Data.NONE, Data.SUBSCRIPTION),
    /** {@code workflows/triggerWorkflow}; body: the request; at-most-once. */
    TRIGGER_JOURNEY,
    /** {@code email/target}; body: the request; at-most-once, as all kinds of messages below. */
    SEND_EMAIL,
    /** {@code push/target}; body: the request. */
    SEND_PUSH,
    /** {@code inApp/target}; body: the request. */
    SEND_IN_APP,
    /** {@code sms/target}; body: the request. */
    SEND_SMS,
    /** {@code webPush/target}; body: the request. */
    SEND_WEB_PUSH,
    /** {@code whatsApp/target}; body: the request. */
    SEND_WHATS_APP,
    /** No call: the pending operation of the row is dropped. */
    WITHDRAW;

    /** What an operation writes to an identity, and a removal can remove from it. */
    private enum Data {
        NONE,
        PROFILE,
        CART,
        ITEM,
        MEMBERSHIP,
        SUBSCRIPTION
    }

    private final Data writes;
    private final Data removes;

    /** A kind that no removal undoes. */
    OperationKind() {
        this(Data.NONE, Data.NONE);
    }

    OperationKind(Data writes, Data removes) {
        this.writes = writes;
        this.removes = removes;
    }

    /** True if a removal of this kind removes what an operation of the other kind writes. */
    public boolean undoes(OperationKind other) {
        return removes != Data.NONE && removes == other.writes;
    }
}
