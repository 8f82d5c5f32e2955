/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import static io.millrace.sandbox.journal.RequestClaims.Pipeline.BULK;
import static io.millrace.sandbox.journal.RequestClaims.Pipeline.OTHER;
import static io.millrace.sandbox.journal.RequestClaims.Pipeline.SINGLE;
import static io.millrace.sandbox.journal.RequestClaims.Purpose.END;
import static io.millrace.sandbox.journal.RequestClaims.Purpose.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.journal.RequestClaims;
import io.millrace.sandbox.project.IdentifierRules;
import io.millrace.sandbox.project.Json;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Derives from a call what it claims: a conflict key for each row. A row without an identity has a
 * key that no other row has.
 */
public final class ConflictKeys {

    private static final String PROFILE = "profile";

    private ConflictKeys() {}

    public static RequestClaims claims(ApiCall call) {
        return switch (call.route()) {
            case USERS_BULK_UPDATE -> users(call, WRITE, BULK, PROFILE);
            case USERS_UPDATE -> users(call, WRITE, SINGLE, PROFILE);
            case USERS_UPDATE_EMAIL -> ends(call, "currentEmail", "currentUserId", "newEmail");
            case USERS_MERGE ->
                    ends(
                            call,
                            "sourceEmail",
                            "sourceUserId",
                            "destinationEmail",
                            "destinationUserId");
            case USERS_FORGET, USERS_UNFORGET -> users(call, END, OTHER, PROFILE);
            case USERS_DELETE_BY_EMAIL ->
                    new RequestClaims.Builder(END, OTHER, PROFILE, "delete")
                            .add(email(call.variable("email")), 0)
                            .build();
            case USERS_DELETE_BY_USER_ID ->
                    new RequestClaims.Builder(END, OTHER, PROFILE, "delete")
                            .add(userId(call.variable("userId")), 0)
                            .build();
            case USERS_REGISTER_DEVICE_TOKEN ->
                    users(
                            call,
                            WRITE,
                            OTHER,
                            "device " + Json.text(call.top().path("device"), "token"));
            case USERS_UPDATE_SUBSCRIPTIONS -> users(call, WRITE, SINGLE, "subscriptions");
            case USERS_BULK_UPDATE_SUBSCRIPTIONS -> users(call, WRITE, BULK, "subscriptions");
            case SUBSCRIPTIONS_BULK -> subscribers(call);
            case SUBSCRIPTIONS_ADD_EMAIL, SUBSCRIPTIONS_REMOVE_EMAIL ->
                    subscription(call).add(email(call.variable("email")), 0).build();
            case SUBSCRIPTIONS_ADD_USER_ID, SUBSCRIPTIONS_REMOVE_USER_ID ->
                    subscription(call).add(userId(call.variable("userId")), 0).build();
            case EVENTS_TRACK -> events(call, SINGLE, "event");
            case EVENTS_TRACK_BULK -> events(call, BULK, "event");
            case COMMERCE_TRACK_PURCHASE -> events(call, OTHER, "purchase");
            case COMMERCE_UPDATE_CART -> cart(call);
            case LISTS_SUBSCRIBE, LISTS_UNSUBSCRIBE ->
                    users(call, WRITE, OTHER, "list " + call.top().path("listId").asText());
            case CATALOG_ITEMS_UPSERT, CATALOG_ITEMS_DELETE -> items(call);
            case CATALOG_ITEM_REPLACE, CATALOG_ITEM_UPDATE ->
                    item(call)
                            .add(call.variable("itemId"), call.body().rows().get(0).hash())
                            .build();
            case CATALOGS_DELETE -> RequestClaims.ALL;
            case CATALOG_ITEM_DELETE -> item(call).add(call.variable("itemId"), 0).build();
            case EMAIL_TARGET,
                    IN_APP_TARGET,
                    PUSH_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET,
                    WORKFLOWS_TRIGGER,
                    EVENTS_OF_EMAIL,
                    EVENTS_OF_USER_ID,
                    LISTS,
                    LISTS_CREATE,
                    LISTS_DELETE,
                    LISTS_SIZE,
                    LISTS_GET_USERS,
                    CATALOGS,
                    CATALOGS_CREATE,
                    CATALOG_FIELD_MAPPINGS,
                    CATALOG_SET_FIELD_MAPPINGS,
                    CATALOG_ITEMS,
                    CATALOG_ITEM,
                    USERS_FORGOTTEN,
                    USERS_FORGOTTEN_USER_IDS,
                    USERS_GET_BY_EMAIL,
                    USERS_GET_BY_EMAIL_PATH,
                    USERS_GET_BY_USER_ID,
                    USERS_GET_BY_USER_ID_PATH,
                    USERS_GET_FIELDS,
                    CHANNELS,
                    MESSAGE_TYPES ->
                    RequestClaims.NONE;
        };
    }

    private static RequestClaims users(
            ApiCall call,
            RequestClaims.Purpose purpose,
            RequestClaims.Pipeline pipeline,
            String scope) {
        RequestClaims.Builder claims =
                new RequestClaims.Builder(purpose, pipeline, scope, call.route().path());
        for (RequestBody.Row row : call.body().rows()) {
            claims.add(identity(row), row.hash());
        }
        return claims.build();
    }

    private static RequestClaims ends(ApiCall call, String... fields) {
        RequestClaims.Builder claims =
                new RequestClaims.Builder(END, SINGLE, PROFILE, call.route().path());
        for (String field : fields) {
            String value = Json.text(call.top(), field);
            if (!value.isEmpty()) {
                claims.add(field.endsWith("Email") ? email(value) : userId(value), 0);
            }
        }
        return claims.build();
    }

    /** An event without an id is a new event each time. */
    private static RequestClaims events(
            ApiCall call, RequestClaims.Pipeline pipeline, String scope) {
        RequestClaims.Builder claims = new RequestClaims.Builder(WRITE, pipeline, scope, "");
        for (RequestBody.Row row : call.body().rows()) {
            String id = Json.text(row.node(), "id");
            claims.add(
                    id.isEmpty() ? "no id " + ThreadLocalRandom.current().nextLong() : id,
                    row.hash());
        }
        return claims.build();
    }

    private static RequestClaims cart(ApiCall call) {
        RequestClaims.Builder claims = new RequestClaims.Builder(WRITE, OTHER, "cart", "");
        RequestBody.Row row = call.body().rows().get(0);
        return claims.add(
                        identity(new RequestBody.Row(row.node().path("user"), row.hash())),
                        row.hash())
                .build();
    }

    private static RequestClaims subscribers(ApiCall call) {
        RequestClaims.Builder claims = subscription(call);
        call.top().path("users").forEach(email -> claims.add(email(email.asText()), 0));
        call.top().path("usersByUserId").forEach(id -> claims.add(userId(id.asText()), 0));
        return claims.build();
    }

    private static RequestClaims.Builder subscription(ApiCall call) {
        boolean adds =
                call.route() == ApiRoute.SUBSCRIPTIONS_BULK
                        ? call.parameter("action").equals("subscribe")
                        : call.route().method().equals("PATCH");
        return new RequestClaims.Builder(
                WRITE,
                OTHER,
                "subscription " + call.variable("group") + " " + call.variable("id"),
                adds ? "subscribe" : "unsubscribe");
    }

    private static RequestClaims items(ApiCall call) {
        RequestClaims.Builder claims = item(call);
        for (RequestBody.Row row : call.body().rows()) {
            if (row.node().isTextual()) {
                claims.add(row.node().textValue(), 0);
            } else {
                claims.add(Json.text(row.node(), "itemId"), row.hash());
            }
        }
        return claims.build();
    }

    private static RequestClaims.Builder item(ApiCall call) {
        return new RequestClaims.Builder(
                WRITE,
                OTHER,
                "catalog " + call.variable("catalogName").toLowerCase(Locale.ROOT),
                call.route().label() + call.top().path("replaceUploadedFieldsOnly"));
    }

    private static String identity(RequestBody.Row row) {
        JsonNode node = row.node();
        RowIdentifiers identifiers = RowIdentifiers.of(node);
        return identifiers.isEmpty()
                ? "no identifier " + row.hash()
                : identifiers.email().isEmpty()
                        ? userId(identifiers.userId())
                        : email(identifiers.email());
    }

    private static String email(String email) {
        return "email " + IdentifierRules.normalEmail(email);
    }

    private static String userId(String userId) {
        return "userId " + userId;
    }
}
