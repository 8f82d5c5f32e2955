/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.benchmarks.SandboxProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Where the operations of one type go: made ready before, and compared afterwards. */
final class Port {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS_OF_A_CALL = 1_000;
    private static final int PAGE = 10_000;
    private static final int EXAMPLES = 3;

    private final SandboxProcess sandbox;
    private final DeliveryType type;
    private final int rows;

    Port(SandboxProcess sandbox, DeliveryType type, int rows) {
        this.sandbox = sandbox;
        this.type = type;
        this.rows = rows;
    }

    /** Empties Iterable and puts into it what the operations need; sets no limits. */
    Freight prepare() throws IOException, InterruptedException {
        sandbox.control("reset", "{}");
        sandbox.control("throttle", "{\"factor\":0}");
        switch (type) {
            case EVENTS, EMAIL_CHANGES, USER_ID_CHANGES, DELETE, FORGET -> createUsers();
            case MERGES -> {
                createUsers();
                write(row -> "{\"email\":\"" + Freight.newEmail(row) + "\"}");
            }
            case UNFORGET -> {
                for (long row = 1; row <= rows; row++) {
                    sandbox.call("users/forget", "{\"email\":\"" + Freight.email(row) + "\"}");
                }
            }
            case CATALOG -> sandbox.control("catalogs", "{\"name\":\"" + Freight.CATALOG + "\"}");
            case USERS, PURCHASES, CARTS, LISTS, SUBSCRIPTIONS, TRIGGERS, DEVICE_TOKENS -> {}
        }
        return new Freight(type, target());
    }

    private String target() throws IOException, InterruptedException {
        return switch (type) {
            case CATALOG -> Freight.CATALOG;
            case LISTS -> sandbox.control("lists", "{\"name\":\"bench\"}").path("listId").asText();
            case USERS,
                    EVENTS,
                    PURCHASES,
                    CARTS,
                    SUBSCRIPTIONS,
                    EMAIL_CHANGES,
                    USER_ID_CHANGES,
                    MERGES,
                    DELETE,
                    FORGET,
                    UNFORGET,
                    TRIGGERS,
                    DEVICE_TOKENS ->
                    "";
        };
    }

    private void createUsers() throws IOException, InterruptedException {
        write(
                row ->
                        "{\"email\":\""
                                + Freight.email(row)
                                + "\",\"dataFields\":{\"row\":"
                                + row
                                + "}}");
    }

    private void write(LongFunction<String> user) throws IOException, InterruptedException {
        for (long from = 1; from <= rows; from += ROWS_OF_A_CALL) {
            String users =
                    LongStream.rangeClosed(from, Math.min(rows, from + ROWS_OF_A_CALL - 1))
                            .mapToObj(user)
                            .collect(Collectors.joining(",", "{\"users\":[", "]}"));
            sandbox.call("users/bulkUpdate", users);
        }
    }

    /** Where what Iterable holds is not what was sent, in words. */
    List<String> differences() throws IOException, InterruptedException {
        Map<String, JsonNode> expected = expected();
        Map<String, JsonNode> held = held();
        List<String> differences = new ArrayList<>();
        if (!held.keySet().equals(expected.keySet())) {
            differences.add(
                    "there should be "
                            + expected.size()
                            + ", there are "
                            + held.size()
                            + " of them");
        }
        expected.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(held.get(entry.getKey())))
                .limit(EXAMPLES)
                .forEach(
                        entry ->
                                differences.add(
                                        entry.getKey()
                                                + " should be "
                                                + entry.getValue()
                                                + ", is "
                                                + held.get(entry.getKey())));
        long violations = sandbox.violations();
        if (violations > 0) {
            differences.add("the sandbox saw " + violations + " violations");
        }
        return differences;
    }

    private Map<String, JsonNode> expected() {
        return switch (type) {
            case USERS, LISTS -> each(Freight::email, row -> json(Freight.fields(row)));
            case EVENTS -> each(Freight::id, row -> json(Freight.fields(row)));
            case CATALOG -> each(Freight::id, row -> json(Freight.fields(row)));
            case PURCHASES -> each(Freight::id, row -> json(row + ".5"));
            case CARTS -> each(Freight::email, row -> json(Freight.items(row)));
            case SUBSCRIPTIONS ->
                    each(Freight::email, row -> json("[" + Freight.MESSAGE_TYPE + "]"));
            case EMAIL_CHANGES, MERGES ->
                    each(Freight::newEmail, row -> json("{\"row\":" + row + "}"));
            case USER_ID_CHANGES ->
                    each(Freight::email, row -> json("\"" + Freight.userId(row) + "\""));
            case DELETE, UNFORGET -> Map.of();
            case FORGET -> each(row -> hashed(Freight.email(row)), row -> json("true"));
            case TRIGGERS -> each(Freight::email, row -> json("1"));
            case DEVICE_TOKENS ->
                    each(Freight::email, row -> json("[\"" + Freight.id(row) + "\"]"));
        };
    }

    private Map<String, JsonNode> each(LongFunction<String> name, LongFunction<JsonNode> value) {
        return LongStream.rangeClosed(1, rows)
                .boxed()
                .collect(Collectors.toMap(name::apply, value::apply));
    }

    private Map<String, JsonNode> held() throws IOException, InterruptedException {
        return switch (type) {
            case USERS -> users(user -> user.path("dataFields"));
            case LISTS -> members();
            case EVENTS -> pages("events", "id", event -> event.path("dataFields"));
            case PURCHASES ->
                    pages("commerce", "id", event -> event.path("dataFields").path("total"));
            case CARTS -> users(user -> user.path("dataFields").path("shoppingCartItems"));
            case CATALOG -> items();
            case SUBSCRIPTIONS ->
                    users(user -> user.path("subscriptions").path("unsubscribedMessageTypeIds"));
            case EMAIL_CHANGES, MERGES, DELETE -> users(user -> user.path("dataFields"));
            case USER_ID_CHANGES -> users(user -> user.path("userId"));
            case FORGET, UNFORGET -> forgotten();
            case TRIGGERS -> sends();
            case DEVICE_TOKENS -> users(user -> user.path("devices"));
        };
    }

    private Map<String, JsonNode> users(Function<JsonNode, JsonNode> value)
            throws IOException, InterruptedException {
        return pages("users", "email", value);
    }

    private Map<String, JsonNode> pages(
            String kind, String name, Function<JsonNode, JsonNode> value)
            throws IOException, InterruptedException {
        Map<String, JsonNode> held = new HashMap<>();
        int read = 0;
        JsonNode page;
        do {
            page = sandbox.read(kind + "?offset=" + read + "&limit=" + PAGE);
            page.forEach(one -> held.put(one.path(name).asText(), value.apply(one)));
            read += page.size();
        } while (!page.isEmpty());
        return held;
    }

    /** Of the users who are on the list. */
    private Map<String, JsonNode> members() throws IOException, InterruptedException {
        Map<String, JsonNode> fields = users(user -> user.path("dataFields"));
        Map<String, JsonNode> held = new HashMap<>();
        sandbox.read("lists")
                .path(0)
                .path("members")
                .forEach(member -> held.put(member.asText(), fields.get(member.asText())));
        return held;
    }

    private Map<String, JsonNode> items() throws IOException, InterruptedException {
        Map<String, JsonNode> held = new HashMap<>();
        JsonNode page;
        do {
            page =
                    sandbox.read(
                            "catalog?name="
                                    + Freight.CATALOG
                                    + "&offset="
                                    + held.size()
                                    + "&limit="
                                    + PAGE);
            page.properties().forEach(item -> held.put(item.getKey(), item.getValue()));
        } while (!page.isEmpty());
        return held;
    }

    private Map<String, JsonNode> forgotten() throws IOException, InterruptedException {
        Map<String, JsonNode> held = new HashMap<>();
        sandbox.ask("users/forgotten")
                .path("hashedEmails")
                .forEach(hash -> held.put(hash.asText(), json("true")));
        return held;
    }

    private Map<String, JsonNode> sends() throws IOException, InterruptedException {
        Map<String, Integer> counts = new HashMap<>();
        sandbox.read("sends")
                .forEach(send -> counts.merge(send.path("recipient").asText(), 1, Integer::sum));
        Map<String, JsonNode> held = new HashMap<>();
        counts.forEach((recipient, count) -> held.put(recipient, json(count.toString())));
        return held;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hashed(String email) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(email.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
