/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.project.EventState;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.project.UserState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three rows for one endpoint, of users that Iterable knows, and their effects in the sandbox. Rows
 * are counted from 1.
 */
final class EndpointSample {

    static final int ROWS = 3;
    static final int FAULTY = 2;

    private static final Set<Endpoint> ITEMS =
            Set.of(
                    Endpoint.CATALOG_ITEMS_REPLACE,
                    Endpoint.CATALOG_ITEMS_PATCH,
                    Endpoint.CATALOG_ITEMS_DELETE);
    private static final Set<Endpoint> LISTS =
            Set.of(
                    Endpoint.LISTS_SUBSCRIBE,
                    Endpoint.LISTS_SUBSCRIBE_KNOWN,
                    Endpoint.LISTS_UNSUBSCRIBE);
    private static final Set<Endpoint> GROUPS =
            Set.of(Endpoint.SUBSCRIPTIONS_ADD, Endpoint.SUBSCRIPTIONS_REMOVE);

    private static final String CATALOG = "shoes";
    private static final String ITEM = "{\"id\":\"1\",\"name\":\"n\",\"price\":1.5,\"quantity\":1}";

    private final Endpoint endpoint;
    private final Sandbox sandbox;
    private final HttpClient http;
    private final long list;

    private EndpointSample(Endpoint endpoint, Sandbox sandbox, HttpClient http) {
        this.endpoint = endpoint;
        this.sandbox = sandbox;
        this.http = http;
        this.list = sandbox.createList("vips");
    }

    /** Creates in the sandbox what the rows refer to. */
    static EndpointSample prepare(Endpoint endpoint, Sandbox sandbox, HttpClient http)
            throws IOException, InterruptedException {
        EndpointSample specimen = new EndpointSample(endpoint, sandbox, http);
        specimen.prepare();
        return specimen;
    }

    static String email(int row) {
        return "row" + row + "@b.co";
    }

    static String userId(int row) {
        return "u" + row;
    }

    /** The kind of operation that this endpoint serves. */
    OperationKind kind() {
        return endpoint == Endpoint.USERS_GET
                ? OperationKind.UPDATE_USER
                : Arrays.stream(OperationKind.values())
                        .filter(kind -> kind != OperationKind.WITHDRAW)
                        .filter(kind -> Endpoint.of(kind) == endpoint)
                        .findFirst()
                        .orElseThrow();
    }

    /** A text that only requests with this row contain. */
    String mark(int row) {
        return isOfItems() ? itemId(row) : email(row);
    }

    private boolean isOfItems() {
        return ITEMS.contains(endpoint);
    }

    /** The label of the endpoint in fault scripts. */
    String label() {
        return endpoint.method()
                + " "
                + endpoint.path().replaceAll("\\?.*", "").replaceAll("\\{\\w+}", "*");
    }

    /** Returns the row, addressed by its email or item id. */
    Operation operation(int row) {
        return operation(row, email(row), "\"email\":\"" + email(row) + "\"", "");
    }

    /**
     * Returns the row with another id.
     *
     * @param id such as {@code "userId":"u1"}
     * @param moreFields of {@code dataFields}, each after a comma
     */
    Operation operation(int row, String identifier, String id, String moreFields) {
        return OutboxHarness.ask(
                kind(),
                1,
                row,
                isOfItems() ? itemId(row) : identifier,
                target(),
                body(row, id, moreFields));
    }

    /** Returns a change of the row's email. */
    Operation newEmail(int row, String wanted) {
        return OutboxHarness.ask(
                OperationKind.UPDATE_EMAIL,
                1,
                row,
                email(row),
                "",
                "{\"currentEmail\":\"" + email(row) + "\",\"newEmail\":\"" + wanted + "\"}");
    }

    private String target() {
        if (isOfItems()) {
            return CATALOG;
        }
        if (LISTS.contains(endpoint)) {
            return String.valueOf(list);
        }
        return GROUPS.contains(endpoint) ? "emailList/" + list : "";
    }

    private String body(int row, String id, String moreFields) {
        return switch (endpoint) {
            case USERS_BULK_UPDATE, USERS_GET, LISTS_SUBSCRIBE, LISTS_SUBSCRIBE_KNOWN ->
                    "{" + id + ",\"dataFields\":{\"plan\":\"new\"" + moreFields + "}}";
            case USERS_DELETE,
                    USERS_FORGET,
                    USERS_UNFORGET,
                    LISTS_UNSUBSCRIBE,
                    SUBSCRIPTIONS_ADD,
                    SUBSCRIPTIONS_REMOVE ->
                    "{" + id + "}";
            case USERS_MERGE ->
                    "{"
                            + id.replace("\"email\"", "\"sourceEmail\"")
                                    .replace("\"userId\"", "\"sourceUserId\"")
                            + ",\"destinationEmail\":\""
                            + heir(row)
                            + "\"}";
            case USERS_UPDATE_EMAIL ->
                    "{"
                            + id.replace("\"email\"", "\"currentEmail\"")
                                    .replace("\"userId\"", "\"currentUserId\"")
                            + ",\"newEmail\":\"new-"
                            + email(row)
                            + "\"}";
            case USERS_REGISTER_DEVICE_TOKEN ->
                    "{"
                            + id
                            + ",\"device\":{\"token\":\"token-"
                            + row
                            + "\",\"platform\":\"GCM\",\"applicationName\":\"app\"}}";
            case EVENTS_TRACK_BULK ->
                    "{"
                            + id
                            + ",\"eventName\":\"visit\",\"id\":\"event-"
                            + row
                            + "\",\"createdAt\":1700000000,\"dataFields\":{\"page\":\"home\""
                            + moreFields
                            + "}}";
            case COMMERCE_TRACK_PURCHASE ->
                    "{\"user\":{"
                            + id
                            + "},\"items\":["
                            + ITEM
                            + "],\"total\":1.5,\"id\":\"purchase-"
                            + row
                            + "\",\"createdAt\":1700000000}";
            case COMMERCE_UPDATE_CART -> "{\"user\":{" + id + "},\"items\":[" + ITEM + "]}";
            case CATALOG_ITEMS_REPLACE, CATALOG_ITEMS_PATCH -> "{\"size\":42}";
            case CATALOG_ITEMS_DELETE -> "";
            case USERS_BULK_UPDATE_SUBSCRIPTIONS -> "{" + id + ",\"emailListIds\":[" + list + "]}";
            case WORKFLOWS_TRIGGER -> "{\"workflowId\":1," + id + "}";
            case EMAIL_TARGET,
                    PUSH_TARGET,
                    IN_APP_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET ->
                    "{\"campaignId\":1,"
                            + id.replace("\"email\"", "\"recipientEmail\"")
                                    .replace("\"userId\"", "\"recipientUserId\"")
                            + "}";
        };
    }

    private void prepare() throws IOException, InterruptedException {
        post(
                "users/bulkUpdate",
                rows(
                        "users",
                        row ->
                                "{\"email\":\"%s\",\"userId\":\"%s\",\"dataFields\":{\"plan\":\"old\",\"size\":1}}"
                                        .formatted(email(row), userId(row))));
        post(
                "users/bulkUpdate",
                rows(
                        "users",
                        row ->
                                "{\"email\":\"%s\",\"userId\":\"%s\"}"
                                        .formatted(heir(row), heirsId(row))));
        switch (endpoint) {
            case USERS_UNFORGET -> {
                for (int row = 1; row <= ROWS; row++) {
                    post("users/forget", "{\"email\":\"" + email(row) + "\"}");
                }
            }
            case CATALOG_ITEMS_REPLACE, CATALOG_ITEMS_PATCH -> sandbox.createCatalog(CATALOG);
            case CATALOG_ITEMS_DELETE -> {
                sandbox.createCatalog(CATALOG);
                post(
                        "catalogs/" + CATALOG + "/items",
                        IntStream.rangeClosed(1, ROWS)
                                .mapToObj(row -> "\"" + itemId(row) + "\":{\"size\":1}")
                                .collect(
                                        Collectors.joining(
                                                ",",
                                                "{\"replaceUploadedFieldsOnly\":false,\"documents\":{",
                                                "}}")));
            }
            case LISTS_UNSUBSCRIBE, SUBSCRIPTIONS_REMOVE ->
                    post(
                            "lists/subscribe",
                            "{\"listId\":"
                                    + list
                                    + ","
                                    + rows(
                                                    "subscribers",
                                                    row -> "{\"email\":\"" + email(row) + "\"}")
                                            .substring(1));
            case USERS_BULK_UPDATE,
                    USERS_DELETE,
                    USERS_FORGET,
                    USERS_MERGE,
                    USERS_UPDATE_EMAIL,
                    USERS_REGISTER_DEVICE_TOKEN,
                    USERS_GET,
                    EVENTS_TRACK_BULK,
                    COMMERCE_TRACK_PURCHASE,
                    COMMERCE_UPDATE_CART,
                    LISTS_SUBSCRIBE,
                    LISTS_SUBSCRIBE_KNOWN,
                    USERS_BULK_UPDATE_SUBSCRIPTIONS,
                    SUBSCRIPTIONS_ADD,
                    WORKFLOWS_TRIGGER,
                    EMAIL_TARGET,
                    PUSH_TARGET,
                    IN_APP_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET -> {}
        }
    }

    private static String rows(String field, IntFunction<String> row) {
        return IntStream.rangeClosed(1, ROWS)
                .mapToObj(row)
                .collect(Collectors.joining(",", "{\"" + field + "\":[", "]}"));
    }

    /** Makes a call that prepares the sandbox, with a key of its own. */
    void post(String call, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/" + call))
                                .header("Api-Key", ApiKeys.SERVER)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300 || answer.body().contains("\"failCount\":1")) {
            throw new IllegalStateException(call + ": " + answer.body());
        }
    }

    /** Returns how often the row took effect; at most 1 if a second time leaves no trace. */
    int effects(int row) {
        return switch (endpoint) {
            case USERS_BULK_UPDATE, USERS_GET ->
                    once(user(row).filter(user -> text(user, "plan").equals("new")).isPresent());
            case USERS_DELETE -> once(user(row).isEmpty());
            case USERS_FORGET -> once(sandbox.isForgotten(email(row)));
            case USERS_UNFORGET -> once(!sandbox.isForgotten(email(row)));
            case USERS_MERGE ->
                    once(
                            sandbox.user(email(row)).isEmpty()
                                    && sandbox.user(heir(row))
                                            .filter(user -> text(user, "plan").equals("old"))
                                            .isPresent());
            case USERS_UPDATE_EMAIL ->
                    once(
                            sandbox.user(email(row)).isEmpty()
                                    && sandbox.user("new-" + email(row)).isPresent());
            case USERS_REGISTER_DEVICE_TOKEN ->
                    once(
                            user(row)
                                    .filter(user -> user.devices().contains("token-" + row))
                                    .isPresent());
            case EVENTS_TRACK_BULK -> count(sandbox.events(), "event-" + row);
            case COMMERCE_TRACK_PURCHASE -> count(sandbox.commerce(), "purchase-" + row);
            case COMMERCE_UPDATE_CART ->
                    (int)
                            sandbox.commerce().stream()
                                    .filter(event -> event.eventName().equals("updateCart"))
                                    .filter(event -> event.email().equals(email(row)))
                                    .count();
            case CATALOG_ITEMS_REPLACE, CATALOG_ITEMS_PATCH ->
                    once(
                            Optional.ofNullable(sandbox.catalog(CATALOG).get(itemId(row)))
                                    .filter(item -> item.path("size").asInt() == 42)
                                    .isPresent());
            case CATALOG_ITEMS_DELETE -> once(!sandbox.catalog(CATALOG).containsKey(itemId(row)));
            case LISTS_SUBSCRIBE,
                    LISTS_SUBSCRIBE_KNOWN,
                    USERS_BULK_UPDATE_SUBSCRIPTIONS,
                    SUBSCRIPTIONS_ADD ->
                    once(sandbox.listMembers(list).contains(email(row)));
            case LISTS_UNSUBSCRIBE, SUBSCRIPTIONS_REMOVE ->
                    once(!sandbox.listMembers(list).contains(email(row)));
            case WORKFLOWS_TRIGGER,
                    EMAIL_TARGET,
                    PUSH_TARGET,
                    IN_APP_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET ->
                    (int)
                            sandbox.sends().stream()
                                    .map(Send::recipient)
                                    .filter(List.of(email(row), userId(row))::contains)
                                    .count();
        };
    }

    private Optional<UserState> user(int row) {
        return sandbox.user(email(row));
    }

    private static String text(UserState user, String field) {
        return user.dataFields().path(field).asText();
    }

    private static int once(boolean there) {
        return there ? 1 : 0;
    }

    private static int count(List<EventState> events, String id) {
        return (int) events.stream().filter(event -> event.id().equals(id)).count();
    }

    /** Another user. */
    static String heirsId(int row) {
        return "h" + row;
    }

    /** Another user. */
    static String heir(int row) {
        return "heir" + row + "@b.co";
    }

    private static String itemId(int row) {
        return "item-" + row;
    }
}
