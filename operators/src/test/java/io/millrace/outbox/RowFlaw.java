/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.operation.Operation;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Why Iterable refuses one row of a batch: a flaw for each list of a bulk response, with the code
 * of calls for single rows.
 */
enum RowFlaw {
    INVALID_EMAIL("no email"),
    INVALID_USER_ID("no userId"),
    INVALID_DATA_OF_EMAIL("wrong type, by email"),
    INVALID_DATA_OF_USER_ID("wrong type, by userId"),
    EMAIL_OF_ANOTHER("another's email"),
    USER_ID_OF_ANOTHER("another's userId"),
    FORGOTTEN_EMAIL("forgotten email"),
    FORGOTTEN_USER_ID("forgotten userId"),
    UNKNOWN_EMAIL("unknown email"),
    UNKNOWN_USER_ID("unknown userId"),
    DISALLOWED_EVENT("event disallowed");

    static final String DISALLOWED = "no-go";

    private static final Set<Endpoint> WITH_FIELDS =
            EnumSet.of(
                    Endpoint.USERS_BULK_UPDATE,
                    Endpoint.LISTS_SUBSCRIBE,
                    Endpoint.LISTS_SUBSCRIBE_KNOWN);

    private static final Set<Endpoint> OF_ITEMS =
            EnumSet.of(
                    Endpoint.CATALOG_ITEMS_REPLACE,
                    Endpoint.CATALOG_ITEMS_PATCH,
                    Endpoint.CATALOG_ITEMS_DELETE);

    private final String title;

    RowFlaw(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** False if rows of the endpoint can't have this flaw. */
    boolean concerns(Endpoint endpoint) {
        return switch (this) {
            case INVALID_DATA_OF_EMAIL, INVALID_DATA_OF_USER_ID, USER_ID_OF_ANOTHER ->
                    WITH_FIELDS.contains(endpoint);
            case EMAIL_OF_ANOTHER -> WITH_FIELDS.contains(endpoint) || renames(endpoint);
            case DISALLOWED_EVENT -> endpoint == Endpoint.EVENTS_TRACK_BULK;
            case INVALID_USER_ID, FORGOTTEN_USER_ID ->
                    !OF_ITEMS.contains(endpoint) && !renames(endpoint);
            case INVALID_EMAIL, FORGOTTEN_EMAIL, UNKNOWN_EMAIL, UNKNOWN_USER_ID ->
                    !OF_ITEMS.contains(endpoint);
        };
    }

    private static boolean renames(Endpoint endpoint) {
        return endpoint == Endpoint.USERS_UPDATE_EMAIL;
    }

    /** Returns an operation with the flaw, and prepares the sandbox for it. */
    Operation faulty(Endpoint endpoint, EndpointSample rows)
            throws IOException, InterruptedException {
        String email = EndpointSample.email(EndpointSample.FAULTY);
        String userId = EndpointSample.userId(EndpointSample.FAULTY);
        return switch (this) {
            case INVALID_EMAIL -> byEmail(endpoint, rows, "nobody");
            case INVALID_USER_ID -> byUserId(rows, "u".repeat(53), "");
            case INVALID_DATA_OF_EMAIL -> byEmail(rows, email, ",\"size\":\"large\"");
            case INVALID_DATA_OF_USER_ID -> byUserId(rows, userId, ",\"size\":\"large\"");
            case EMAIL_OF_ANOTHER ->
                    renames(endpoint)
                            ? rows.newEmail(EndpointSample.FAULTY, EndpointSample.heir(1))
                            : byEmail(rows, email, ",\"email\":\"" + EndpointSample.heir(1) + "\"");
            case USER_ID_OF_ANOTHER ->
                    byUserId(rows, userId, ",\"userId\":\"" + EndpointSample.heirsId(1) + "\"");
            case FORGOTTEN_EMAIL -> {
                rows.post("users/forget", "{\"email\":\"gone@b.co\"}");
                yield byEmail(endpoint, rows, "gone@b.co");
            }
            case FORGOTTEN_USER_ID -> {
                rows.post("users/forget", "{\"userId\":\"gone\"}");
                yield byUserId(rows, "gone", "");
            }
            case UNKNOWN_EMAIL -> byEmail(rows, "stranger@b.co", "");
            case UNKNOWN_USER_ID -> byUserId(rows, "stranger", "");
            case DISALLOWED_EVENT ->
                    OutboxHarness.ask(
                            rows.kind(),
                            1,
                            EndpointSample.FAULTY,
                            email,
                            "",
                            "{\"email\":\"" + email + "\",\"eventName\":\"" + DISALLOWED + "\"}");
        };
    }

    /** The address is the row's own, or its new one. */
    private static Operation byEmail(Endpoint endpoint, EndpointSample rows, String email) {
        return renames(endpoint)
                ? rows.newEmail(EndpointSample.FAULTY, email)
                : byEmail(rows, email, "");
    }

    private static Operation byEmail(EndpointSample rows, String email, String moreFields) {
        return rows.operation(
                EndpointSample.FAULTY, email, "\"email\":\"" + email + "\"", moreFields);
    }

    private static Operation byUserId(EndpointSample rows, String userId, String moreFields) {
        return rows.operation(
                EndpointSample.FAULTY, userId, "\"userId\":\"" + userId + "\"", moreFields);
    }
}
