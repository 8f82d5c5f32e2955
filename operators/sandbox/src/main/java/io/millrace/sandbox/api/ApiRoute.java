/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The calls that the sandbox answers: method, path, the keys that may make the call, the published
 * rate, and the field of the body that holds the rows.
 */
public enum ApiRoute {
    USERS_UPDATE(
            "POST", "/api/users/update", KeyScope.SERVER_OR_CLIENT, PublishedRate.perSecond(500)),
    USERS_BULK_UPDATE(
            "POST", "/api/users/bulkUpdate", KeyScope.SERVER, PublishedRate.perSecond(5), "users"),
    USERS_UPDATE_EMAIL("POST", "/api/users/updateEmail", KeyScope.SERVER_OR_CLIENT),
    USERS_MERGE(
            "POST",
            "/api/users/merge",
            KeyScope.SERVER_OR_CLIENT,
            PublishedRate.perSecondAndKey(50)),
    USERS_DELETE_BY_EMAIL(
            "DELETE", "/api/users/{email}", KeyScope.SERVER, PublishedRate.perSecond(100)),
    USERS_DELETE_BY_USER_ID(
            "DELETE",
            "/api/users/byUserId/{userId}",
            KeyScope.SERVER,
            PublishedRate.perSecond(100)),
    USERS_FORGET("POST", "/api/users/forget", KeyScope.SERVER, PublishedRate.perSecond(3)),
    USERS_UNFORGET("POST", "/api/users/unforget", KeyScope.SERVER, PublishedRate.perSecond(3)),
    USERS_FORGOTTEN("GET", "/api/users/forgotten", KeyScope.SERVER, PublishedRate.perSecond(3)),
    USERS_FORGOTTEN_USER_IDS(
            "GET", "/api/users/forgottenUserIds", KeyScope.SERVER, PublishedRate.perSecond(3)),
    USERS_REGISTER_DEVICE_TOKEN(
            "POST",
            "/api/users/registerDeviceToken",
            KeyScope.CLIENT,
            PublishedRate.perSecond(500)),
    USERS_GET_BY_EMAIL(
            "GET", "/api/users/getByEmail", KeyScope.SERVER, PublishedRate.perSecond(100)),
    USERS_GET_BY_EMAIL_PATH(
            "GET", "/api/users/{email}", KeyScope.SERVER, PublishedRate.perSecond(100)),
    USERS_GET_BY_USER_ID(
            "GET", "/api/users/byUserId", KeyScope.SERVER, PublishedRate.perSecond(100)),
    USERS_GET_BY_USER_ID_PATH(
            "GET", "/api/users/byUserId/{userId}", KeyScope.SERVER, PublishedRate.perSecond(100)),
    USERS_GET_FIELDS(
            "GET", "/api/users/getFields", KeyScope.ANY_SERVER_SIDE, PublishedRate.perSecond(3)),

    USERS_UPDATE_SUBSCRIPTIONS("POST", "/api/users/updateSubscriptions", KeyScope.SERVER_OR_CLIENT),
    USERS_BULK_UPDATE_SUBSCRIPTIONS(
            "POST",
            "/api/users/bulkUpdateSubscriptions",
            KeyScope.SERVER,
            "updateSubscriptionsRequests"),
    SUBSCRIPTIONS_BULK("PUT", "/api/subscriptions/{group}/{id}", KeyScope.SERVER),
    SUBSCRIPTIONS_ADD_EMAIL(
            "PATCH", "/api/subscriptions/{group}/{id}/user/{email}", KeyScope.SERVER),
    SUBSCRIPTIONS_REMOVE_EMAIL(
            "DELETE", "/api/subscriptions/{group}/{id}/user/{email}", KeyScope.SERVER),
    SUBSCRIPTIONS_ADD_USER_ID(
            "PATCH", "/api/subscriptions/{group}/{id}/byUserId/{userId}", KeyScope.SERVER),
    SUBSCRIPTIONS_REMOVE_USER_ID(
            "DELETE", "/api/subscriptions/{group}/{id}/byUserId/{userId}", KeyScope.SERVER),

    EVENTS_TRACK(
            "POST", "/api/events/track", KeyScope.SERVER_OR_CLIENT, PublishedRate.perSecond(2_000)),
    EVENTS_TRACK_BULK(
            "POST",
            "/api/events/trackBulk",
            KeyScope.SERVER,
            PublishedRate.perSecond(10),
            "events"),
    EVENTS_OF_EMAIL("GET", "/api/events/{email}", KeyScope.SERVER, PublishedRate.perSecond(100)),
    EVENTS_OF_USER_ID(
            "GET", "/api/events/byUserId/{userId}", KeyScope.SERVER, PublishedRate.perSecond(100)),

    COMMERCE_TRACK_PURCHASE("POST", "/api/commerce/trackPurchase", KeyScope.SERVER_OR_CLIENT),
    COMMERCE_UPDATE_CART("POST", "/api/commerce/updateCart", KeyScope.SERVER_OR_CLIENT),

    LISTS("GET", "/api/lists", KeyScope.ANY_SERVER_SIDE, PublishedRate.perSecond(100)),
    LISTS_CREATE("POST", "/api/lists", KeyScope.SERVER),
    LISTS_DELETE("DELETE", "/api/lists/{listId}", KeyScope.SERVER),
    LISTS_SIZE(
            "GET",
            "/api/lists/{listId}/size",
            KeyScope.ANY_SERVER_SIDE,
            PublishedRate.perMinute(5)),
    LISTS_GET_USERS("GET", "/api/lists/getUsers", KeyScope.SERVER, PublishedRate.perMinute(5)),
    LISTS_SUBSCRIBE("POST", "/api/lists/subscribe", KeyScope.SERVER, "subscribers"),
    LISTS_UNSUBSCRIBE("POST", "/api/lists/unsubscribe", KeyScope.SERVER, "subscribers"),

    CATALOGS("GET", "/api/catalogs", KeyScope.SERVER, PublishedRate.perSecondAndKey(100)),
    CATALOGS_CREATE("POST", "/api/catalogs/{catalogName}", KeyScope.SERVER),
    CATALOGS_DELETE("DELETE", "/api/catalogs/{catalogName}", KeyScope.SERVER),
    CATALOG_FIELD_MAPPINGS("GET", "/api/catalogs/{catalogName}/fieldMappings", KeyScope.SERVER),
    CATALOG_SET_FIELD_MAPPINGS("PUT", "/api/catalogs/{catalogName}/fieldMappings", KeyScope.SERVER),
    CATALOG_ITEMS(
            "GET",
            "/api/catalogs/{catalogName}/items",
            KeyScope.SERVER,
            PublishedRate.perSecondAndKey(100)),
    CATALOG_ITEM("GET", "/api/catalogs/{catalogName}/items/{itemId}", KeyScope.SERVER),
    CATALOG_ITEMS_UPSERT(
            "POST",
            "/api/catalogs/{catalogName}/items",
            KeyScope.SERVER,
            PublishedRate.perSecondAndKey(100),
            "documents"),
    CATALOG_ITEM_REPLACE(
            "PUT",
            "/api/catalogs/{catalogName}/items/{itemId}",
            KeyScope.SERVER,
            PublishedRate.perSecondAndKey(1_000)),
    CATALOG_ITEM_UPDATE("PATCH", "/api/catalogs/{catalogName}/items/{itemId}", KeyScope.SERVER),
    CATALOG_ITEM_DELETE("DELETE", "/api/catalogs/{catalogName}/items/{itemId}", KeyScope.SERVER),
    CATALOG_ITEMS_DELETE("DELETE", "/api/catalogs/{catalogName}/items", KeyScope.SERVER, "itemIds"),

    EMAIL_TARGET("POST", "/api/email/target", KeyScope.SERVER),
    IN_APP_TARGET("POST", "/api/inApp/target", KeyScope.SERVER),
    PUSH_TARGET("POST", "/api/push/target", KeyScope.SERVER),
    SMS_TARGET("POST", "/api/sms/target", KeyScope.SERVER),
    WEB_PUSH_TARGET("POST", "/api/webPush/target", KeyScope.SERVER),
    WHATS_APP_TARGET("POST", "/api/whatsApp/target", KeyScope.SERVER),
    WORKFLOWS_TRIGGER("POST", "/api/workflows/triggerWorkflow", KeyScope.SERVER),

    CHANNELS("GET", "/api/channels", KeyScope.ANY_SERVER_SIDE, PublishedRate.perSecond(100)),
    MESSAGE_TYPES(
            "GET", "/api/messageTypes", KeyScope.ANY_SERVER_SIDE, PublishedRate.perSecond(100));

    private static final Set<ApiRoute> BODILESS =
            EnumSet.of(CATALOGS_CREATE, SUBSCRIPTIONS_ADD_EMAIL, SUBSCRIPTIONS_ADD_USER_ID);

    private final String method;
    private final String path;
    private final List<String> segments;
    private final KeyScope keyScope;
    private final PublishedRate rate;
    private final String rowsField;

    ApiRoute(String method, String path, KeyScope keyScope) {
        this(method, path, keyScope, PublishedRate.UNPUBLISHED, "");
    }

    ApiRoute(String method, String path, KeyScope keyScope, PublishedRate rate) {
        this(method, path, keyScope, rate, "");
    }

    ApiRoute(String method, String path, KeyScope keyScope, String rowsField) {
        this(method, path, keyScope, PublishedRate.UNPUBLISHED, rowsField);
    }

    ApiRoute(String method, String path, KeyScope keyScope, PublishedRate rate, String rowsField) {
        this.method = method;
        this.path = path;
        this.segments = List.of(path.substring(1).split("/"));
        this.keyScope = keyScope;
        this.rate = rate;
        this.rowsField = rowsField;
    }

    String method() {
        return method;
    }

    public String path() {
        return path;
    }

    List<String> segments() {
        return segments;
    }

    public KeyScope keyScope() {
        return keyScope;
    }

    PublishedRate rate() {
        return rate;
    }

    /** The field of the body that holds the rows; empty where the body is one row. */
    public String rowsField() {
        return rowsField;
    }

    public boolean isBatch() {
        return !rowsField.isEmpty();
    }

    /** Whether the request must have a JSON body. */
    boolean takesBody() {
        return isBatch()
                || !(method.equals("GET") || method.equals("DELETE") || BODILESS.contains(this));
    }

    /** Method and path, such as {@code POST /api/users/bulkUpdate}; counters and faults use it. */
    public String label() {
        return method + " " + path;
    }
}
