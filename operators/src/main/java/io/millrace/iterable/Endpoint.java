/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import io.millrace.mapping.operation.OperationKind;

/**
 * The calls that the outbox makes, one line each: method and path, layout of the body, rate limit,
 * kind of response, and the rule for rows of one identity. Iterable publishes the rates, the daily
 * quotas and the size of catalog batches. No limit is published for the rows of other bulk calls;
 * 1,000 is the usual number.
 */
public enum Endpoint {
    USERS_BULK_UPDATE(
            "POST /api/users/bulkUpdate",
            BodyLayout.USERS,
            EndpointRate.ofProject(5),
            ResponseKind.BULK,
            IdentityRule.LAST_WINS),
    USERS_DELETE(
            "DELETE /api/users/{user}",
            BodyLayout.NONE,
            EndpointRate.ofProject(100),
            ResponseKind.DEPARTURE,
            IdentityRule.ONE_STATE),
    USERS_FORGET(
            "POST /api/users/forget",
            BodyLayout.WHOLE,
            EndpointRate.ofProject(3).withDailyQuota(1_000),
            ResponseKind.DEPARTURE,
            IdentityRule.ONE_STATE),
    USERS_UNFORGET(
            "POST /api/users/unforget",
            BodyLayout.WHOLE,
            EndpointRate.ofProject(3).withDailyQuota(1_000),
            ResponseKind.DEPARTURE,
            IdentityRule.ONE_STATE),
    USERS_MERGE(
            "POST /api/users/merge",
            BodyLayout.WHOLE,
            EndpointRate.ofKey(50),
            ResponseKind.MERGE,
            IdentityRule.ONE_STATE),
    USERS_UPDATE_EMAIL(
            "POST /api/users/updateEmail",
            BodyLayout.WHOLE,
            EndpointRate.unpublished(50),
            ResponseKind.NEW_EMAIL,
            IdentityRule.ONE_STATE),
    USERS_REGISTER_DEVICE_TOKEN(
            "POST /api/users/registerDeviceToken",
            BodyLayout.WHOLE,
            EndpointRate.ofProject(500),
            ResponseKind.SINGLE,
            IdentityRule.LAST_WINS),
    /** Looks a user up. */
    USERS_GET(
            "GET /api/users/{user}",
            BodyLayout.NONE,
            EndpointRate.ofProject(100),
            ResponseKind.LOOKUP,
            IdentityRule.LOOKUP),
    EVENTS_TRACK_BULK(
            "POST /api/events/trackBulk",
            BodyLayout.EVENTS,
            EndpointRate.ofProject(10),
            ResponseKind.BULK,
            IdentityRule.EVENTS),
    COMMERCE_TRACK_PURCHASE(
            "POST /api/commerce/trackPurchase",
            BodyLayout.WHOLE,
            EndpointRate.unpublished(100),
            ResponseKind.SINGLE,
            IdentityRule.PURCHASES),
    COMMERCE_UPDATE_CART(
            "POST /api/commerce/updateCart",
            BodyLayout.WHOLE,
            EndpointRate.unpublished(100),
            ResponseKind.SINGLE,
            IdentityRule.LAST_WINS),
    CATALOG_ITEMS_REPLACE(
            "POST /api/catalogs/{target}/items",
            BodyLayout.REPLACING_DOCUMENTS,
            EndpointRate.ofKey(100),
            ResponseKind.QUEUED,
            IdentityRule.ITEMS),
    CATALOG_ITEMS_PATCH(
            "POST /api/catalogs/{target}/items",
            BodyLayout.PATCHING_DOCUMENTS,
            EndpointRate.ofKey(100),
            ResponseKind.QUEUED,
            IdentityRule.ITEMS),
    CATALOG_ITEMS_DELETE(
            "DELETE /api/catalogs/{target}/items",
            BodyLayout.ITEM_IDS,
            EndpointRate.unpublished(5),
            ResponseKind.QUEUED,
            IdentityRule.ITEMS),
    LISTS_SUBSCRIBE(
            "POST /api/lists/subscribe",
            BodyLayout.SUBSCRIBERS,
            EndpointRate.unpublished(5),
            ResponseKind.BULK,
            IdentityRule.MEMBERSHIP),
    LISTS_SUBSCRIBE_KNOWN(
            "POST /api/lists/subscribe",
            BodyLayout.KNOWN_SUBSCRIBERS,
            EndpointRate.unpublished(5),
            ResponseKind.BULK,
            IdentityRule.MEMBERSHIP),
    LISTS_UNSUBSCRIBE(
            "POST /api/lists/unsubscribe",
            BodyLayout.UNSUBSCRIBERS,
            EndpointRate.unpublished(5),
            ResponseKind.BULK,
            IdentityRule.MEMBERSHIP),
    USERS_BULK_UPDATE_SUBSCRIPTIONS(
            "POST /api/users/bulkUpdateSubscriptions",
            BodyLayout.SUBSCRIPTIONS,
            EndpointRate.unpublished(5),
            ResponseKind.BULK,
            IdentityRule.LAST_WINS),
    SUBSCRIPTIONS_ADD(
            "PUT /api/subscriptions/{target}?action=subscribe",
            BodyLayout.IDENTITIES,
            EndpointRate.unpublished(5),
            ResponseKind.QUEUED,
            IdentityRule.SUBSCRIPTION),
    SUBSCRIPTIONS_REMOVE(
            "PUT /api/subscriptions/{target}?action=unsubscribe",
            BodyLayout.IDENTITIES,
            EndpointRate.unpublished(5),
            ResponseKind.QUEUED,
            IdentityRule.SUBSCRIPTION),
    WORKFLOWS_TRIGGER("POST /api/workflows/triggerWorkflow"),
    EMAIL_TARGET("POST /api/email/target"),
    PUSH_TARGET("POST /api/push/target"),
    IN_APP_TARGET("POST /api/inApp/target"),
    SMS_TARGET("POST /api/sms/target"),
    WEB_PUSH_TARGET("POST /api/webPush/target"),
    WHATS_APP_TARGET("POST /api/whatsApp/target");

    private static final int ROWS_OF_A_BATCH = 1_000;

    /** How the response reports the outcome of the rows. */
    enum ResponseKind {
        /** Counts, and lists of the identifiers that failed. */
        BULK,
        /** {@code {msg, code, params}} for the only row. */
        SINGLE,
        /** As SINGLE; "no such user" means that the call has been made before. */
        DEPARTURE,
        /** As SINGLE; "no such source" may mean that the users are merged already. */
        MERGE,
        /** As SINGLE; "address in use" may mean that the address is changed already. */
        NEW_EMAIL,
        /** The request is accepted as a whole and processed later; no row is reported. */
        QUEUED,
        /** {@code {user}}, or an empty object if the user does not exist. */
        LOOKUP
    }

    private final String call;
    private final BodyLayout layout;
    private final EndpointRate rate;
    private final ResponseKind responseKind;
    private final IdentityRule identityRule;
    private final boolean atMostOnce;

    Endpoint(
            String call,
            BodyLayout layout,
            EndpointRate rate,
            ResponseKind responseKind,
            IdentityRule identityRule) {
        this.call = call;
        this.layout = layout;
        this.rate = rate;
        this.responseKind = responseKind;
        this.identityRule = identityRule;
        this.atMostOnce = false;
    }

    /** A call that sends a message to a person. */
    Endpoint(String call) {
        this.call = call;
        this.layout = BodyLayout.WHOLE;
        this.rate = EndpointRate.unpublished(50);
        this.responseKind = ResponseKind.SINGLE;
        this.identityRule = IdentityRule.MESSAGES;
        this.atMostOnce = true;
    }

    /** The call that an operation requires; WITHDRAW requires no call. */
    public static Endpoint of(OperationKind kind) {
        return switch (kind) {
            case UPSERT_USER, UPDATE_USER -> USERS_BULK_UPDATE;
            case DELETE_USER -> USERS_DELETE;
            case FORGET_USER -> USERS_FORGET;
            case UNFORGET_USER -> USERS_UNFORGET;
            case MERGE_USERS -> USERS_MERGE;
            case UPDATE_EMAIL -> USERS_UPDATE_EMAIL;
            case REGISTER_DEVICE_TOKEN -> USERS_REGISTER_DEVICE_TOKEN;
            case TRACK_EVENT -> EVENTS_TRACK_BULK;
            case TRACK_PURCHASE -> COMMERCE_TRACK_PURCHASE;
            case UPDATE_CART -> COMMERCE_UPDATE_CART;
            case REPLACE_CATALOG_ITEM -> CATALOG_ITEMS_REPLACE;
            case PATCH_CATALOG_ITEM -> CATALOG_ITEMS_PATCH;
            case DELETE_CATALOG_ITEM -> CATALOG_ITEMS_DELETE;
            case ADD_TO_LIST -> LISTS_SUBSCRIBE;
            case ADD_KNOWN_TO_LIST -> LISTS_SUBSCRIBE_KNOWN;
            case REMOVE_FROM_LIST -> LISTS_UNSUBSCRIBE;
            case REPLACE_SUBSCRIPTIONS -> USERS_BULK_UPDATE_SUBSCRIPTIONS;
            case SUBSCRIBE -> SUBSCRIPTIONS_ADD;
            case UNSUBSCRIBE -> SUBSCRIPTIONS_REMOVE;
            case TRIGGER_JOURNEY -> WORKFLOWS_TRIGGER;
            case SEND_EMAIL -> EMAIL_TARGET;
            case SEND_PUSH -> PUSH_TARGET;
            case SEND_IN_APP -> IN_APP_TARGET;
            case SEND_SMS -> SMS_TARGET;
            case SEND_WEB_PUSH -> WEB_PUSH_TARGET;
            case SEND_WHATS_APP -> WHATS_APP_TARGET;
            case WITHDRAW -> throw new IllegalArgumentException("WITHDRAW is not a call");
        };
    }

    public String method() {
        return call.substring(0, call.indexOf(' '));
    }

    /** Below the base URL. A request replaces {@code {target}} and {@code {user}}. */
    public String path() {
        return call.substring(call.indexOf(' ') + 1);
    }

    BodyLayout layout() {
        return layout;
    }

    public EndpointRate rate() {
        return rate;
    }

    ResponseKind responseKind() {
        return responseKind;
    }

    /** The most rows of one request. */
    public int rows() {
        return isBulk() ? ROWS_OF_A_BATCH : 1;
    }

    public boolean isBulk() {
        return layout.isBulk();
    }

    /** The rule for several rows of one identity. */
    public IdentityRule identityRule() {
        return identityRule;
    }

    /** The most calls in 24 hours; 0 without such a limit. */
    public int callsADay() {
        return rate.perDay();
    }

    /** True if the endpoint requires an API key of type Mobile. */
    public boolean needsMobileKey() {
        return this == USERS_REGISTER_DEVICE_TOKEN;
    }

    /** True if a second call for the same row would reach a person twice. */
    public boolean isAtMostOnce() {
        return atMostOnce;
    }

    /** Equal for endpoints that share a rate limit, such as the two ways to write catalog items. */
    public String meter() {
        return call;
    }
}
