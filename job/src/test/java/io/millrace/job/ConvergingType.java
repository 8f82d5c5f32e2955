/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.project.EventState;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.project.UserState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A kind of sync over {@link RandomRows}, and what of its rows is to be found in Iterable. */
enum ConvergingType {
    /** Of users there are: one who is unknown holds a run up until it may be visible. */
    UPDATED_USERS(
            "type: users\nmode: update\nidentifier: {userId: who}\non-removal: clear\n"
                    + "mappings: {word: word, num: num}\n"),
    DELETED_USERS(
            "type: users\nidentifier: {userId: who}\non-removal: delete\n"
                    + "mappings: {word: word, num: num}\n"),
    EVENTS(
            "type: events\nidentifier: {userId: who}\nevent-name: Seen\n"
                    + "mappings: {word: word, num: num}\n"),
    PURCHASES("type: purchases\nidentifier: {userId: who}\nitems: items\ntotal: num\n"),
    CARTS("type: carts\nidentifier: {userId: who}\nitems: items\non-removal: clear\n"),
    CATALOG(
            "type: catalog\nidentifier: {itemId: who}\ncatalog: things\non-removal: delete\n"
                    + "mappings: {word: word, num: num}\n"),
    /** Catalog items; only their mapped fields are written. */
    PATCHED_CATALOG(
            "type: catalog\nmode: patch\nidentifier: {itemId: who}\ncatalog: things\n"
                    + "on-removal: delete\nmappings: {word: word, num: num}\n"),
    LISTS("type: lists\nidentifier: {userId: who}\nlist: {id: LIST}\nmappings: {word: word}\n"),
    /** Of rows that name another user whenever their number changes. */
    MOVING_MEMBERS(
            "type: lists\nidentifier: {userId: nick}\nlist: {id: LIST}\nmappings: {word: word}\n"),
    REPLACED_SUBSCRIPTIONS(
            "type: subscriptions\nmode: replace\nidentifier: {userId: who}\nlists: lists\n"
                    + "unsubscribed-channels: muted\nunsubscribed-message-types: lists\n"),
    SINGLE_SUBSCRIPTIONS(
            "type: subscriptions\nmode: incremental\nidentifier: {userId: who}\n"
                    + "subscription: {group: list, id-column: list}\n"),
    /** Of a type of message that users have to opt in to. */
    MESSAGE_TYPES(
            "type: subscriptions\nmode: incremental\nidentifier: {userId: who}\n"
                    + "subscription: {group: message-type, id: 2002}\n"),
    EMAIL_CHANGES("type: email-changes\nidentifier: {userId: who}\nnew-email: address\n"),
    USER_ID_CHANGES("type: user-id-changes\nidentifier: {email: email}\nnew-user-id: nick\n"),
    MERGES("type: merges\nidentifier: {userId: who}\nsource: {userId: source}\n"),
    DELETE("type: delete\nidentifier: {userId: who}\n"),
    FORGET("type: forget\nidentifier: {userId: who}\n"),
    UNFORGET("type: unforget\nidentifier: {userId: who}\n"),
    TRIGGERS(
            "type: triggers\nfirst-run: send\nidentifier: {userId: who}\nchannel: email\n"
                    + "campaign-id: 9\n"),
    DEVICE_TOKENS(
            "type: device-tokens\nidentifier: {userId: who}\ntoken: token\nplatform: GCM\n"
                    + "application: shop\n");

    private final String yaml;

    ConvergingType(String yaml) {
        this.yaml = yaml;
    }

    String yaml(long firstList) {
        return yaml.replace("LIST", String.valueOf(firstList));
    }

    UserIdentification project() {
        return this == EMAIL_CHANGES || this == USER_ID_CHANGES
                ? UserIdentification.EMAIL
                : UserIdentification.HYBRID;
    }

    String projectType() {
        return project().name().toLowerCase(Locale.ROOT);
    }

    /** The primary key; with the identifier where a row's end matters, for most. */
    String key() {
        return switch (this) {
            case SINGLE_SUBSCRIPTIONS -> "id, who, list";
            case UPDATED_USERS,
                    DELETED_USERS,
                    CARTS,
                    CATALOG,
                    PATCHED_CATALOG,
                    LISTS,
                    MESSAGE_TYPES ->
                    "id, who";
            case MOVING_MEMBERS,
                    EVENTS,
                    PURCHASES,
                    REPLACED_SUBSCRIPTIONS,
                    EMAIL_CHANGES,
                    USER_ID_CHANGES,
                    MERGES,
                    DELETE,
                    FORGET,
                    UNFORGET,
                    TRIGGERS,
                    DEVICE_TOKENS ->
                    "id";
        };
    }

    /** Whether what a row has brought about ends with it. */
    boolean endsWithItsRow() {
        return switch (this) {
            case UPDATED_USERS,
                    DELETED_USERS,
                    CARTS,
                    CATALOG,
                    PATCHED_CATALOG,
                    LISTS,
                    MOVING_MEMBERS,
                    SINGLE_SUBSCRIPTIONS,
                    MESSAGE_TYPES ->
                    true;
            case EVENTS,
                    PURCHASES,
                    REPLACED_SUBSCRIPTIONS,
                    EMAIL_CHANGES,
                    USER_ID_CHANGES,
                    MERGES,
                    DELETE,
                    FORGET,
                    UNFORGET,
                    TRIGGERS,
                    DEVICE_TOKENS ->
                    false;
        };
    }

    /** Users there are before; empty if rows create theirs. */
    List<String> users() {
        return switch (this) {
            case UPDATED_USERS, EVENTS, DELETE, FORGET ->
                    each(id -> "{\"userId\":\"u" + id + "\"}");
            case EMAIL_CHANGES ->
                    each(
                            id ->
                                    "{\"email\":\"first"
                                            + id
                                            + "@example.com\",\"dataFields\":{\"userId\":\"u"
                                            + id
                                            + "\"}}");
            case USER_ID_CHANGES -> each(id -> "{\"email\":\"u" + id + "@example.com\"}");
            case MERGES ->
                    each(id -> "{\"userId\":\"s" + id + "\",\"dataFields\":{\"from\":" + id + "}}");
            case UNFORGET,
                    PURCHASES,
                    CARTS,
                    CATALOG,
                    PATCHED_CATALOG,
                    LISTS,
                    MOVING_MEMBERS,
                    REPLACED_SUBSCRIPTIONS,
                    SINGLE_SUBSCRIPTIONS,
                    MESSAGE_TYPES,
                    DELETED_USERS,
                    TRIGGERS,
                    DEVICE_TOKENS ->
                    List.of();
        };
    }

    private static List<String> each(Function<Long, String> user) {
        return LongStream.rangeClosed(1, RandomRows.MOST).boxed().map(user).toList();
    }

    /** What a row is to bring about. */
    String expected(RandomRows.Row row) {
        return switch (this) {
            case UPDATED_USERS, DELETED_USERS, EVENTS, CATALOG, PATCHED_CATALOG, CARTS, PURCHASES ->
                    row.word() + " " + row.num();
            case LISTS -> row.word();
            case MOVING_MEMBERS -> "n" + row.id() + "-" + row.num() + " " + row.word();
            case REPLACED_SUBSCRIPTIONS ->
                    "[" + row.list() + "] [" + row.num() + "] [" + row.list() + "]";
            case SINGLE_SUBSCRIPTIONS -> "[" + row.list() + "]";
            case MESSAGE_TYPES -> "[2002]";
            case EMAIL_CHANGES -> "u" + row.id() + "-" + row.num() + "@example.com";
            case USER_ID_CHANGES -> "n" + row.id() + "-" + row.num();
            case MERGES -> String.valueOf(row.id());
            case DELETE, FORGET, UNFORGET -> "true";
            case TRIGGERS -> "1";
            case DEVICE_TOKENS -> "[t" + row.id() + "]";
        };
    }

    /** What there is, by the user of the row that brought it about. */
    Map<String, String> held(Sandbox sandbox, long firstList) {
        return switch (this) {
            case EVENTS -> events(sandbox.events(), event -> text(event.dataFields()));
            case PURCHASES ->
                    events(sandbox.commerce(), event -> cart(event.dataFields(), "items"));
            case CARTS -> users(sandbox, user -> cart(user.dataFields(), "shoppingCartItems"));
            case CATALOG, PATCHED_CATALOG -> catalog(sandbox);
            case LISTS ->
                    users(
                            sandbox,
                            user ->
                                    user.listIds().contains(firstList)
                                            ? user.dataFields().path("word").asText()
                                            : "");
            case MOVING_MEMBERS -> moved(sandbox, firstList);
            case UPDATED_USERS ->
                    users(
                            sandbox,
                            user -> user.dataFields().has("word") ? text(user.dataFields()) : "");
            case DELETED_USERS -> users(sandbox, user -> text(user.dataFields()));
            case REPLACED_SUBSCRIPTIONS ->
                    users(
                            sandbox,
                            user ->
                                    user.listIds()
                                            + " "
                                            + user.subscriptions().unsubscribedChannelIds()
                                            + " "
                                            + user.subscriptions().unsubscribedMessageTypeIds());
            case SINGLE_SUBSCRIPTIONS -> users(sandbox, user -> text(user.listIds()));
            case MESSAGE_TYPES ->
                    users(sandbox, user -> text(user.subscriptions().subscribedMessageTypeIds()));
            case EMAIL_CHANGES -> users(sandbox, UserState::email);
            case USER_ID_CHANGES -> byEmail(sandbox);
            case MERGES -> merged(sandbox);
            case DELETE -> ids(id -> sandbox.user(RandomRows.user(id)).isEmpty());
            case FORGET -> ids(id -> sandbox.isForgotten(RandomRows.user(id)));
            case UNFORGET -> ids(id -> !sandbox.isForgotten(RandomRows.user(id)));
            case TRIGGERS -> sends(sandbox);
            case DEVICE_TOKENS -> users(sandbox, user -> text(user.devices()));
        };
    }

    private static String text(Collection<?> ids) {
        return ids.isEmpty() ? "" : ids.toString();
    }

    private static String text(JsonNode fields) {
        return fields.path("word").asText() + " " + fields.path("num").asText();
    }

    private static String cart(JsonNode fields, String name) {
        JsonNode item = fields.path(name).path(0);
        return item.isMissingNode()
                ? ""
                : item.path("name").asText() + " " + item.path("quantity").asText();
    }

    private static Map<String, String> events(
            List<EventState> events, Function<EventState, String> value) {
        return events.stream().collect(Collectors.toMap(EventState::userId, value));
    }

    /** Only users with data. */
    private static Map<String, String> users(Sandbox sandbox, Function<UserState, String> value) {
        Map<String, String> held = new HashMap<>();
        for (UserState user : sandbox.users(0, Integer.MAX_VALUE)) {
            if (!value.apply(user).isEmpty()) {
                held.put(user.userId(), value.apply(user));
            }
        }
        return held;
    }

    /** By the row's id, which is part of all its names; one on the list twice has two values. */
    private static Map<String, String> moved(Sandbox sandbox, long list) {
        return sandbox.users(0, Integer.MAX_VALUE).stream()
                .filter(user -> user.listIds().contains(list))
                .collect(
                        Collectors.toMap(
                                user -> user.userId().replaceAll("n(\\d+)-.*", "u$1"),
                                user ->
                                        user.userId()
                                                + " "
                                                + user.dataFields().path("word").asText(),
                                (one, other) -> one + " and " + other));
    }

    private static Map<String, String> byEmail(Sandbox sandbox) {
        Map<String, String> held = new HashMap<>();
        for (UserState user : sandbox.users(0, Integer.MAX_VALUE)) {
            if (!user.userId().isEmpty()) {
                held.put(user.email().replace("@example.com", ""), user.userId());
            }
        }
        return held;
    }

    private static Map<String, String> catalog(Sandbox sandbox) {
        return sandbox.catalog("things").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, item -> text(item.getValue())));
    }

    private static Map<String, String> merged(Sandbox sandbox) {
        Map<String, String> held = new HashMap<>();
        LongStream.rangeClosed(1, RandomRows.MOST)
                .filter(id -> sandbox.user(RandomRows.source(id)).isEmpty())
                .forEach(
                        id ->
                                sandbox.user(RandomRows.user(id))
                                        .ifPresent(
                                                user ->
                                                        held.put(
                                                                user.userId(),
                                                                user.dataFields()
                                                                        .path("from")
                                                                        .asText())));
        return held;
    }

    private static Map<String, String> ids(Function<Long, Boolean> isDone) {
        return LongStream.rangeClosed(1, RandomRows.MOST)
                .boxed()
                .filter(isDone::apply)
                .collect(Collectors.toMap(RandomRows::user, id -> "true"));
    }

    private static Map<String, String> sends(Sandbox sandbox) {
        return sandbox.sends().stream()
                .collect(Collectors.groupingBy(Send::recipient, Collectors.counting()))
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, count -> count.getValue().toString()));
    }
}
