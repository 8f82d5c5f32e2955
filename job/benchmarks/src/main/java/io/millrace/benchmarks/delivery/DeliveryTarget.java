/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.benchmarks.SandboxProcess;
import io.millrace.benchmarks.delivery.Comparison.Expected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Prepares the sandbox for the operations of one type, and compares its data afterwards. */
final class DeliveryTarget {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS_OF_A_CALL = 1_000;
    private static final int PAGE = 10_000;

    private final SandboxProcess sandbox;
    private final DeliveryType type;
    private final int rows;

    DeliveryTarget(SandboxProcess sandbox, DeliveryType type, int rows) {
        this.sandbox = sandbox;
        this.type = type;
        this.rows = rows;
    }

    /** Resets the sandbox, creates the data that the operations require, and enforces no rates. */
    SampleOperations prepare() throws IOException, InterruptedException {
        sandbox.control("reset", "{}");
        sandbox.control("throttle", "{\"factor\":0}");
        switch (type) {
            case EVENTS, EMAIL_CHANGES, USER_ID_CHANGES, DELETE, FORGET -> createUsers(rows);
            case HOT -> createUsers(1);
            case MERGES -> {
                createUsers(rows);
                write(rows, row -> "{\"email\":\"" + SampleOperations.newEmail(row) + "\"}");
            }
            case UNFORGET -> {
                for (long row = 1; row <= rows; row++) {
                    sandbox.call(
                            "users/forget", "{\"email\":\"" + SampleOperations.email(row) + "\"}");
                }
            }
            case CATALOG ->
                    sandbox.control("catalogs", "{\"name\":\"" + SampleOperations.CATALOG + "\"}");
            case USERS, PURCHASES, CARTS, LISTS, SUBSCRIPTIONS, TRIGGERS, DEVICE_TOKENS -> {}
        }
        return new SampleOperations(type, target());
    }

    private String target() throws IOException, InterruptedException {
        return switch (type) {
            case CATALOG -> SampleOperations.CATALOG;
            case LISTS -> sandbox.control("lists", "{\"name\":\"bench\"}").path("listId").asText();
            case USERS,
                    EVENTS,
                    HOT,
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

    private void createUsers(int users) throws IOException, InterruptedException {
        write(
                users,
                row ->
                        "{\"email\":\""
                                + SampleOperations.email(row)
                                + "\",\"dataFields\":{\"row\":"
                                + row
                                + "}}");
    }

    private void write(int count, LongFunction<String> user)
            throws IOException, InterruptedException {
        for (long from = 1; from <= count; from += ROWS_OF_A_CALL) {
            String users =
                    LongStream.rangeClosed(from, Math.min(count, from + ROWS_OF_A_CALL - 1))
                            .mapToObj(user)
                            .collect(Collectors.joining(",", "{\"users\":[", "]}"));
            sandbox.call("users/bulkUpdate", users);
        }
    }

    /** Differences between the data in the sandbox and the sent rows, in words. */
    List<String> differences() throws IOException, InterruptedException {
        Comparison comparison = expected();
        compare(comparison);
        List<String> differences = new ArrayList<>(comparison.differences());
        long violations = sandbox.violations();
        if (violations > 0) {
            differences.add("the sandbox reports " + violations + " violations");
        }
        return differences;
    }

    private Comparison expected() {
        return switch (type) {
            case USERS, LISTS ->
                    each(SampleOperations::email, row -> json(SampleOperations.fields(row)));
            case EVENTS, HOT, CATALOG ->
                    each(SampleOperations::id, row -> json(SampleOperations.fields(row)));
            case PURCHASES -> each(SampleOperations::id, row -> json(row + ".5"));
            case CARTS -> each(SampleOperations::email, row -> json(SampleOperations.items(row)));
            case SUBSCRIPTIONS ->
                    each(
                            SampleOperations::email,
                            row -> json("[" + SampleOperations.MESSAGE_TYPE + "]"));
            case EMAIL_CHANGES, MERGES ->
                    each(SampleOperations::newEmail, row -> json("{\"row\":" + row + "}"));
            case USER_ID_CHANGES ->
                    each(
                            SampleOperations::email,
                            row -> json("\"" + SampleOperations.userId(row) + "\""));
            case DELETE, UNFORGET ->
                    new Comparison(0, new Expected(SampleOperations::email, row -> json("{}")));
            case FORGET -> hashes();
            case TRIGGERS -> each(SampleOperations::email, row -> json("1"));
            case DEVICE_TOKENS ->
                    each(
                            SampleOperations::email,
                            row -> json("[\"" + SampleOperations.id(row) + "\"]"));
        };
    }

    private Comparison each(LongFunction<String> name, LongFunction<JsonNode> value) {
        return new Comparison(rows, new Expected(name, value));
    }

    private Comparison hashes() {
        Map<String, Long> byHash =
                LongStream.rangeClosed(1, rows)
                        .boxed()
                        .collect(
                                Collectors.toMap(
                                        row -> hashed(SampleOperations.email(row)), row -> row));
        return new Comparison(
                rows,
                new Expected(
                        row -> hashed(SampleOperations.email(row)),
                        row -> json("true"),
                        hash -> byHash.getOrDefault(hash, 0L)));
    }

    private void compare(Comparison comparison) throws IOException, InterruptedException {
        switch (type) {
            case USERS, EMAIL_CHANGES, MERGES, DELETE ->
                    users(comparison, user -> user.path("dataFields"));
            case LISTS -> members(comparison);
            case EVENTS, HOT ->
                    pages("events", "id", event -> event.path("dataFields"), comparison);
            case PURCHASES ->
                    pages(
                            "commerce",
                            "id",
                            event -> event.path("dataFields").path("total"),
                            comparison);
            case CARTS ->
                    users(comparison, user -> user.path("dataFields").path("shoppingCartItems"));
            case CATALOG -> items(comparison);
            case SUBSCRIPTIONS ->
                    users(
                            comparison,
                            user -> user.path("subscriptions").path("unsubscribedMessageTypeIds"));
            case USER_ID_CHANGES -> users(comparison, user -> user.path("userId"));
            case FORGET, UNFORGET ->
                    sandbox.get("users/forgotten")
                            .path("hashedEmails")
                            .forEach(hash -> comparison.holds(hash.asText(), json("true")));
            case TRIGGERS -> sends(comparison);
            case DEVICE_TOKENS -> users(comparison, user -> user.path("devices"));
        }
    }

    private void users(Comparison comparison, Function<JsonNode, JsonNode> value)
            throws IOException, InterruptedException {
        pages("users", "email", value, comparison);
    }

    private void pages(
            String kind, String name, Function<JsonNode, JsonNode> value, Comparison comparison)
            throws IOException, InterruptedException {
        pages(kind, one -> comparison.holds(one.path(name).asText(), value.apply(one)));
    }

    private void pages(String kind, Consumer<JsonNode> one)
            throws IOException, InterruptedException {
        int read = 0;
        JsonNode page;
        do {
            page = sandbox.read(kind + "?offset=" + read + "&limit=" + PAGE);
            page.forEach(one);
            read += page.size();
        } while (!page.isEmpty());
    }

    /** Compares the fields of the members of the list. */
    private void members(Comparison comparison) throws IOException, InterruptedException {
        Set<String> members = new HashSet<>();
        sandbox.read("lists")
                .path(0)
                .path("members")
                .forEach(member -> members.add(member.asText()));
        pages(
                "users",
                user -> {
                    if (members.contains(user.path("email").asText())) {
                        comparison.holds(user.path("email").asText(), user.path("dataFields"));
                    }
                });
    }

    private void items(Comparison comparison) throws IOException, InterruptedException {
        int read = 0;
        JsonNode page;
        do {
            page =
                    sandbox.read(
                            "catalog?name="
                                    + SampleOperations.CATALOG
                                    + "&offset="
                                    + read
                                    + "&limit="
                                    + PAGE);
            page.properties().forEach(item -> comparison.holds(item.getKey(), item.getValue()));
            read += page.size();
        } while (!page.isEmpty());
    }

    private void sends(Comparison comparison) throws IOException, InterruptedException {
        Map<String, Integer> counts = new HashMap<>();
        sandbox.read("sends")
                .forEach(send -> counts.merge(send.path("recipient").asText(), 1, Integer::sum));
        counts.forEach((recipient, count) -> comparison.holds(recipient, json(count.toString())));
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
