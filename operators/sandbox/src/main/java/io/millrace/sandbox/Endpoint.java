/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Every call the sandbox answers: its route, the keys that reach it, its rate and where its rows
 * are.
 */
enum Endpoint {
    USERS_UPDATE("POST", "/api/users/update", Reach.SERVER_OR_CLIENT, Rate.perSecond(500)),
    USERS_BULK_UPDATE("POST", "/api/users/bulkUpdate", Reach.SERVER, Rate.perSecond(5), "users"),
    USERS_UPDATE_EMAIL("POST", "/api/users/updateEmail", Reach.SERVER_OR_CLIENT),
    USERS_MERGE("POST", "/api/users/merge", Reach.SERVER_OR_CLIENT, Rate.perSecondAndKey(50)),
    USERS_DELETE_BY_EMAIL("DELETE", "/api/users/{email}", Reach.SERVER, Rate.perSecond(100)),
    USERS_DELETE_BY_USER_ID(
            "DELETE", "/api/users/byUserId/{userId}", Reach.SERVER, Rate.perSecond(100)),
    USERS_FORGET("POST", "/api/users/forget", Reach.SERVER, Rate.perSecond(3)),
    USERS_UNFORGET("POST", "/api/users/unforget", Reach.SERVER, Rate.perSecond(3)),
    USERS_FORGOTTEN("GET", "/api/users/forgotten", Reach.SERVER, Rate.perSecond(3)),
    USERS_FORGOTTEN_USER_IDS("GET", "/api/users/forgottenUserIds", Reach.SERVER, Rate.perSecond(3)),
    USERS_REGISTER_DEVICE_TOKEN(
            "POST", "/api/users/registerDeviceToken", Reach.CLIENT, Rate.perSecond(500)),
    USERS_GET_BY_EMAIL("GET", "/api/users/getByEmail", Reach.SERVER, Rate.perSecond(100)),
    USERS_GET_BY_EMAIL_PATH("GET", "/api/users/{email}", Reach.SERVER, Rate.perSecond(100)),
    USERS_GET_BY_USER_ID("GET", "/api/users/byUserId", Reach.SERVER, Rate.perSecond(100)),
    USERS_GET_BY_USER_ID_PATH(
            "GET", "/api/users/byUserId/{userId}", Reach.SERVER, Rate.perSecond(100)),
    USERS_GET_FIELDS("GET", "/api/users/getFields", Reach.ANY_SERVER_SIDE, Rate.perSecond(3)),

    USERS_UPDATE_SUBSCRIPTIONS("POST", "/api/users/updateSubscriptions", Reach.SERVER_OR_CLIENT),
    USERS_BULK_UPDATE_SUBSCRIPTIONS(
            "POST",
            "/api/users/bulkUpdateSubscriptions",
            Reach.SERVER,
            "updateSubscriptionsRequests"),
    SUBSCRIPTIONS_BULK("PUT", "/api/subscriptions/{group}/{id}", Reach.SERVER),
    SUBSCRIPTIONS_ADD_EMAIL("PATCH", "/api/subscriptions/{group}/{id}/user/{email}", Reach.SERVER),
    SUBSCRIPTIONS_REMOVE_EMAIL(
            "DELETE", "/api/subscriptions/{group}/{id}/user/{email}", Reach.SERVER),
    SUBSCRIPTIONS_ADD_USER_ID(
            "PATCH", "/api/subscriptions/{group}/{id}/byUserId/{userId}", Reach.SERVER),
    SUBSCRIPTIONS_REMOVE_USER_ID(
            "DELETE", "/api/subscriptions/{group}/{id}/byUserId/{userId}", Reach.SERVER),

    EVENTS_TRACK("POST", "/api/events/track", Reach.SERVER_OR_CLIENT, Rate.perSecond(2_000)),
    EVENTS_TRACK_BULK("POST", "/api/events/trackBulk", Reach.SERVER, Rate.perSecond(10), "events"),
    EVENTS_OF_EMAIL("GET", "/api/events/{email}", Reach.SERVER, Rate.perSecond(100)),
    EVENTS_OF_USER_ID("GET", "/api/events/byUserId/{userId}", Reach.SERVER, Rate.perSecond(100)),

    COMMERCE_TRACK_PURCHASE("POST", "/api/commerce/trackPurchase", Reach.SERVER_OR_CLIENT),
    COMMERCE_UPDATE_CART("POST", "/api/commerce/updateCart", Reach.SERVER_OR_CLIENT),

    LISTS("GET", "/api/lists", Reach.ANY_SERVER_SIDE, Rate.perSecond(100)),
    LISTS_CREATE("POST", "/api/lists", Reach.SERVER),
    LISTS_DELETE("DELETE", "/api/lists/{listId}", Reach.SERVER),
    LISTS_SIZE("GET", "/api/lists/{listId}/size", Reach.ANY_SERVER_SIDE, Rate.perMinute(5)),
    LISTS_GET_USERS("GET", "/api/lists/getUsers", Reach.SERVER, Rate.perMinute(5)),
    LISTS_SUBSCRIBE("POST", "/api/lists/subscribe", Reach.SERVER, "subscribers"),
    LISTS_UNSUBSCRIBE("POST", "/api/lists/unsubscribe", Reach.SERVER, "subscribers"),

    CATALOGS("GET", "/api/catalogs", Reach.SERVER, Rate.perSecondAndKey(100)),
    CATALOGS_CREATE("POST", "/api/catalogs/{catalogName}", Reach.SERVER),
    CATALOGS_DELETE("DELETE", "/api/catalogs/{catalogName}", Reach.SERVER),
    CATALOG_FIELD_MAPPINGS("GET", "/api/catalogs/{catalogName}/fieldMappings", Reach.SERVER),
    CATALOG_SET_FIELD_MAPPINGS("PUT", "/api/catalogs/{catalogName}/fieldMappings", Reach.SERVER),
    CATALOG_ITEMS(
            "GET", "/api/catalogs/{catalogName}/items", Reach.SERVER, Rate.perSecondAndKey(100)),
    CATALOG_ITEM("GET", "/api/catalogs/{catalogName}/items/{itemId}", Reach.SERVER),
    CATALOG_ITEMS_UPSERT(
            "POST",
            "/api/catalogs/{catalogName}/items",
            Reach.SERVER,
            Rate.perSecondAndKey(100),
            "documents"),
    CATALOG_ITEM_REPLACE(
            "PUT",
            "/api/catalogs/{catalogName}/items/{itemId}",
            Reach.SERVER,
            Rate.perSecondAndKey(1_000)),
    CATALOG_ITEM_UPDATE("PATCH", "/api/catalogs/{catalogName}/items/{itemId}", Reach.SERVER),
    CATALOG_ITEM_DELETE("DELETE", "/api/catalogs/{catalogName}/items/{itemId}", Reach.SERVER),
    CATALOG_ITEMS_DELETE("DELETE", "/api/catalogs/{catalogName}/items", Reach.SERVER, "itemIds"),

    EMAIL_TARGET("POST", "/api/email/target", Reach.SERVER),
    IN_APP_TARGET("POST", "/api/inApp/target", Reach.SERVER),
    PUSH_TARGET("POST", "/api/push/target", Reach.SERVER),
    SMS_TARGET("POST", "/api/sms/target", Reach.SERVER),
    WEB_PUSH_TARGET("POST", "/api/webPush/target", Reach.SERVER),
    WHATS_APP_TARGET("POST", "/api/whatsApp/target", Reach.SERVER),
    WORKFLOWS_TRIGGER("POST", "/api/workflows/triggerWorkflow", Reach.SERVER),

    CHANNELS("GET", "/api/channels", Reach.ANY_SERVER_SIDE, Rate.perSecond(100)),
    MESSAGE_TYPES("GET", "/api/messageTypes", Reach.ANY_SERVER_SIDE, Rate.perSecond(100));

    private static final Set<Endpoint> BODILESS =
            EnumSet.of(CATALOGS_CREATE, SUBSCRIPTIONS_ADD_EMAIL, SUBSCRIPTIONS_ADD_USER_ID);

    private final String method;
    private final String path;
    private final List<String> segments;
    private final Reach reach;
    private final Rate rate;
    private final String rowsField;

    Endpoint(String method, String path, Reach reach) {
        this(method, path, reach, Rate.UNPUBLISHED, "");
    }

    Endpoint(String method, String path, Reach reach, Rate rate) {
        this(method, path, reach, rate, "");
    }

    Endpoint(String method, String path, Reach reach, String rowsField) {
        this(method, path, reach, Rate.UNPUBLISHED, rowsField);
    }

    Endpoint(String method, String path, Reach reach, Rate rate, String rowsField) {
        this.method = method;
        this.path = path;
        this.segments = List.of(path.substring(1).split("/"));
        this.reach = reach;
        this.rate = rate;
        this.rowsField = rowsField;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    List<String> segments() {
        return segments;
    }

    Reach reach() {
        return reach;
    }

    Rate rate() {
        return rate;
    }

    /** The field of the body that holds the rows; empty where the body is one row. */
    String rowsField() {
        return rowsField;
    }

    boolean isBatch() {
        return !rowsField.isEmpty();
    }

    /** Whether there has to be a JSON body. */
    boolean takesBody() {
        return isBatch()
                || !(method.equals("GET") || method.equals("DELETE") || BODILESS.contains(this));
    }

    /**
     * Method and path, such as {@code POST /api/users/bulkUpdate}: what counters and faults go by.
     */
    String label() {
        return method + " " + path;
    }
}
