/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import io.millrace.mapping.operation.OperationKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * The calls the outbox makes and what is known of each: how its rows are laid out, how many fit,
 * how often it may be called, how it answers, and what a second call would do. Rates, quotas and
 * the size of catalog batches are published by Iterable; 1,000 rows elsewhere is what everyone
 * sends.
 */
public enum Endpoint {
    USERS_BULK_UPDATE(
            "POST",
            "/api/users/bulkUpdate",
            BodyLayout.USERS,
            EndpointRate.ofProject(5),
            Answers.BULK),
    USERS_DELETE(
            "DELETE",
            "/api/users/{user}",
            BodyLayout.NONE,
            EndpointRate.ofProject(100),
            Answers.DEPARTED),
    USERS_FORGET(
            "POST",
            "/api/users/forget",
            BodyLayout.WHOLE,
            EndpointRate.ofProject(3),
            Answers.DEPARTED,
            1_000),
    USERS_UNFORGET(
            "POST",
            "/api/users/unforget",
            BodyLayout.WHOLE,
            EndpointRate.ofProject(3),
            Answers.DEPARTED,
            1_000),
    USERS_MERGE(
            "POST", "/api/users/merge", BodyLayout.WHOLE, EndpointRate.ofKey(50), Answers.MERGE),
    USERS_UPDATE_EMAIL(
            "POST",
            "/api/users/updateEmail",
            BodyLayout.WHOLE,
            EndpointRate.careful(50),
            Answers.NEW_EMAIL),
    USERS_REGISTER_DEVICE_TOKEN(
            "POST",
            "/api/users/registerDeviceToken",
            BodyLayout.WHOLE,
            EndpointRate.ofProject(500),
            Answers.SINGLE),
    /** Asks whether there is such a user. */
    USERS_GET(
            "GET",
            "/api/users/{user}",
            BodyLayout.NONE,
            EndpointRate.ofProject(100),
            Answers.LOOKUP),
    EVENTS_TRACK_BULK(
            "POST",
            "/api/events/trackBulk",
            BodyLayout.EVENTS,
            EndpointRate.ofProject(10),
            Answers.BULK),
    COMMERCE_TRACK_PURCHASE(
            "POST",
            "/api/commerce/trackPurchase",
            BodyLayout.WHOLE,
            EndpointRate.careful(100),
            Answers.SINGLE),
    COMMERCE_UPDATE_CART(
            "POST",
            "/api/commerce/updateCart",
            BodyLayout.WHOLE,
            EndpointRate.careful(100),
            Answers.SINGLE),
    CATALOG_ITEMS_REPLACE(
            "POST",
            "/api/catalogs/{target}/items",
            BodyLayout.REPLACING_DOCUMENTS,
            EndpointRate.ofKey(100),
            Answers.QUEUED),
    CATALOG_ITEMS_PATCH(
            "POST",
            "/api/catalogs/{target}/items",
            BodyLayout.PATCHING_DOCUMENTS,
            EndpointRate.ofKey(100),
            Answers.QUEUED),
    CATALOG_ITEMS_DELETE(
            "DELETE",
            "/api/catalogs/{target}/items",
            BodyLayout.ITEM_IDS,
            EndpointRate.careful(5),
            Answers.QUEUED),
    LISTS_SUBSCRIBE(
            "POST",
            "/api/lists/subscribe",
            BodyLayout.SUBSCRIBERS,
            EndpointRate.careful(5),
            Answers.BULK),
    LISTS_SUBSCRIBE_KNOWN(
            "POST",
            "/api/lists/subscribe",
            BodyLayout.KNOWN_SUBSCRIBERS,
            EndpointRate.careful(5),
            Answers.BULK),
    LISTS_UNSUBSCRIBE(
            "POST",
            "/api/lists/unsubscribe",
            BodyLayout.UNSUBSCRIBERS,
            EndpointRate.careful(5),
            Answers.BULK),
    USERS_BULK_UPDATE_SUBSCRIPTIONS(
            "POST",
            "/api/users/bulkUpdateSubscriptions",
            BodyLayout.SUBSCRIPTIONS,
            EndpointRate.careful(5),
            Answers.BULK),
    SUBSCRIPTIONS_ADD(
            "PUT",
            "/api/subscriptions/{target}?action=subscribe",
            BodyLayout.IDENTITIES,
            EndpointRate.careful(5),
            Answers.QUEUED),
    SUBSCRIPTIONS_REMOVE(
            "PUT",
            "/api/subscriptions/{target}?action=unsubscribe",
            BodyLayout.IDENTITIES,
            EndpointRate.careful(5),
            Answers.QUEUED),
    WORKFLOWS_TRIGGER(
            "POST",
            "/api/workflows/triggerWorkflow",
            BodyLayout.WHOLE,
            EndpointRate.careful(50),
            Answers.SINGLE),
    EMAIL_TARGET(
            "POST",
            "/api/email/target",
            BodyLayout.WHOLE,
            EndpointRate.careful(50),
            Answers.SINGLE),
    PUSH_TARGET(
            "POST", "/api/push/target", BodyLayout.WHOLE, EndpointRate.careful(50), Answers.SINGLE),
    IN_APP_TARGET(
            "POST",
            "/api/inApp/target",
            BodyLayout.WHOLE,
            EndpointRate.careful(50),
            Answers.SINGLE),
    SMS_TARGET(
            "POST", "/api/sms/target", BodyLayout.WHOLE, EndpointRate.careful(50), Answers.SINGLE),
    WEB_PUSH_TARGET(
            "POST",
            "/api/webPush/target",
            BodyLayout.WHOLE,
            EndpointRate.careful(50),
            Answers.SINGLE),
    WHATS_APP_TARGET(
            "POST",
            "/api/whatsApp/target",
            BodyLayout.WHOLE,
            EndpointRate.careful(50),
            Answers.SINGLE);

    private static final int ROWS_OF_A_BATCH = 1_000;
    private static final Map<Endpoint, IdentityRule> IDENTITY_RULES = identityRules();

    private static Map<Endpoint, IdentityRule> identityRules() {
        Map<Endpoint, IdentityRule> rules = new EnumMap<>(Endpoint.class);
        for (Endpoint endpoint : values()) {
            rules.put(endpoint, IdentityRule.of(endpoint));
        }
        return rules;
    }

    /** How an endpoint tells what became of the rows. */
    enum Answers {
        /** Counts, and lists of identifiers that failed. */
        BULK,
        /** {@code {msg, code, params}} for the one row. */
        SINGLE,
        /** As SINGLE; that the user is not there means that it is done. */
        DEPARTED,
        /** As SINGLE; that there is no source may mean that it was merged before. */
        MERGE,
        /** As SINGLE; that the address is taken may mean that it was changed before. */
        NEW_EMAIL,
        /** Taken as a whole, later, without a word about rows. */
        QUEUED,
        /** {@code {user}}, or an empty object if there is none. */
        LOOKUP
    }

    private final String method;
    private final String path;
    private final BodyLayout layout;
    private final EndpointRate rate;
    private final Answers answers;
    private final int callsADay;

    Endpoint(String method, String path, BodyLayout layout, EndpointRate rate, Answers answers) {
        this(method, path, layout, rate, answers, 0);
    }

    Endpoint(
            String method,
            String path,
            BodyLayout layout,
            EndpointRate rate,
            Answers answers,
            int callsADay) {
        this.method = method;
        this.path = path;
        this.layout = layout;
        this.rate = rate;
        this.answers = answers;
        this.callsADay = callsADay;
    }

    /** The call that does what an operation asks; WITHDRAW asks nothing of Iterable. */
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
            case WITHDRAW -> throw new IllegalArgumentException("nothing is asked of Iterable");
        };
    }

    public String method() {
        return method;
    }

    /** Below the base URL; {@code {target}} and {@code {user}} stand for what a request names. */
    public String path() {
        return path;
    }

    BodyLayout layout() {
        return layout;
    }

    public EndpointRate rate() {
        return rate;
    }

    Answers answers() {
        return answers;
    }

    /** The most rows of one request. */
    public int rows() {
        return isBulk() ? ROWS_OF_A_BATCH : 1;
    }

    public boolean isBulk() {
        return layout.isBulk();
    }

    /** What holds for several rows of one identity. */
    public IdentityRule identityRule() {
        return IDENTITY_RULES.get(this);
    }

    /** The most calls in 24 hours; 0 if there is no such limit. */
    public int callsADay() {
        return callsADay;
    }

    /** Whether only a Mobile key may call it. */
    public boolean needsMobileKey() {
        return this == USERS_REGISTER_DEVICE_TOKEN;
    }

    /** True if a second call for the same row would reach a person twice. */
    public boolean isAtMostOnce() {
        return switch (this) {
            case WORKFLOWS_TRIGGER,
                    EMAIL_TARGET,
                    PUSH_TARGET,
                    IN_APP_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET ->
                    true;
            case USERS_BULK_UPDATE,
                    USERS_DELETE,
                    USERS_FORGET,
                    USERS_UNFORGET,
                    USERS_MERGE,
                    USERS_UPDATE_EMAIL,
                    USERS_REGISTER_DEVICE_TOKEN,
                    USERS_GET,
                    EVENTS_TRACK_BULK,
                    COMMERCE_TRACK_PURCHASE,
                    COMMERCE_UPDATE_CART,
                    CATALOG_ITEMS_REPLACE,
                    CATALOG_ITEMS_PATCH,
                    CATALOG_ITEMS_DELETE,
                    LISTS_SUBSCRIBE,
                    LISTS_SUBSCRIBE_KNOWN,
                    LISTS_UNSUBSCRIBE,
                    USERS_BULK_UPDATE_SUBSCRIPTIONS,
                    SUBSCRIPTIONS_ADD,
                    SUBSCRIPTIONS_REMOVE ->
                    false;
        };
    }

    /** Endpoints with one meter share it: such as the two ways to write catalog items. */
    public String meter() {
        return method + " " + path;
    }
}
