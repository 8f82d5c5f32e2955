/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

/**
 * What is asked of Iterable, or of the outbox itself. For each kind: the call it becomes, what
 * {@link Operation#body()} is, and what {@link Operation#target()} names (nothing where it is not
 * said). An {@code Id} is {@code {"email": …}} or {@code {"userId": …}}.
 */
public enum OperationKind {
    /** {@code users/bulkUpdate}; body: an element of {@code users}. */
    UPSERT_USER,
    /** As UPSERT_USER, but a user Iterable does not know is not created. */
    UPDATE_USER,
    /** {@code DELETE users/…}; body: the Id. */
    DELETE_USER,
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
    UPDATE_CART,
    /** {@code POST catalogs/{target}/items}; body: the item's document; replaces the item. */
    REPLACE_CATALOG_ITEM,
    /** As REPLACE_CATALOG_ITEM, but only the fields sent change. */
    PATCH_CATALOG_ITEM,
    /** {@code DELETE catalogs/{target}/items}; no body. */
    DELETE_CATALOG_ITEM,
    /**
     * {@code lists/subscribe}; body: an element of {@code subscribers}; target: the list's id,
     * empty for the list of the sync.
     */
    ADD_TO_LIST,
    /** As ADD_TO_LIST with {@code updateExistingUsersOnly}: an unknown user is not created. */
    ADD_KNOWN_TO_LIST,
    /** {@code lists/unsubscribe}; body: the Id; target: as ADD_TO_LIST. */
    REMOVE_FROM_LIST,
    /**
     * {@code users/bulkUpdateSubscriptions}; body: an element of {@code
     * updateSubscriptionsRequests}.
     */
    REPLACE_SUBSCRIPTIONS,
    /**
     * {@code PUT subscriptions/{target}?action=subscribe}; body: the Id; target: group and id, such
     * as {@code messageType/17}.
     */
    SUBSCRIBE,
    /** As SUBSCRIBE, with {@code action=unsubscribe}. */
    UNSUBSCRIBE,
    /** {@code workflows/triggerWorkflow}; body: the request; at most once. */
    TRIGGER_JOURNEY,
    /** {@code email/target}; body: the request; at most once, as are all that follow. */
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
    /** Nothing is asked any more for this key: an operation not yet sent is dropped. */
    WITHDRAW;

    /** True if, as a removal, it takes from an identity what the other gives it, or all of it. */
    public boolean undoes(OperationKind other) {
        return switch (this) {
            case DELETE_USER -> other == UPSERT_USER || other == UPDATE_USER;
            case UPDATE_USER -> other == UPSERT_USER || other == UPDATE_USER;
            case UPDATE_CART -> other == UPDATE_CART;
            case DELETE_CATALOG_ITEM ->
                    other == REPLACE_CATALOG_ITEM || other == PATCH_CATALOG_ITEM;
            case REMOVE_FROM_LIST -> other == ADD_TO_LIST || other == ADD_KNOWN_TO_LIST;
            case UNSUBSCRIBE -> other == SUBSCRIBE;
            case UPSERT_USER,
                    FORGET_USER,
                    UNFORGET_USER,
                    MERGE_USERS,
                    UPDATE_EMAIL,
                    REGISTER_DEVICE_TOKEN,
                    TRACK_EVENT,
                    TRACK_PURCHASE,
                    REPLACE_CATALOG_ITEM,
                    PATCH_CATALOG_ITEM,
                    ADD_TO_LIST,
                    ADD_KNOWN_TO_LIST,
                    REPLACE_SUBSCRIPTIONS,
                    SUBSCRIBE,
                    TRIGGER_JOURNEY,
                    SEND_EMAIL,
                    SEND_PUSH,
                    SEND_IN_APP,
                    SEND_SMS,
                    SEND_WEB_PUSH,
                    SEND_WHATS_APP,
                    WITHDRAW ->
                    false;
        };
    }
}
