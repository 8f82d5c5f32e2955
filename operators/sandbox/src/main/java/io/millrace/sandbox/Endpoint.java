/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.List;

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

    CHANNELS("GET", "/api/channels", Reach.ANY_SERVER_SIDE, Rate.perSecond(100)),
    MESSAGE_TYPES("GET", "/api/messageTypes", Reach.ANY_SERVER_SIDE, Rate.perSecond(100));

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
                || !(method.equals("GET")
                        || method.equals("DELETE")
                        || path.equals("/api/catalogs/{catalogName}"));
    }

    /**
     * Method and path, such as {@code POST /api/users/bulkUpdate}: what counters and faults go by.
     */
    String label() {
        return method + " " + path;
    }
}
