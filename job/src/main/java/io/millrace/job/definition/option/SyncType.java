/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The kind of Iterable data a sync writes, with the keys of this type. */
public enum SyncType {
    USERS("users", UserOptions.USERS),
    EVENTS("events", EventOptions.EVENTS),
    PURCHASES("purchases", EventOptions.PURCHASES),
    CARTS("carts", EventOptions.CARTS),
    CATALOG("catalog", CatalogOptions.ALL),
    LISTS("lists", ListOptions.ALL),
    SUBSCRIPTIONS("subscriptions", SubscriptionOptions.ALL),
    EMAIL_CHANGES("email-changes", UserOptions.EMAIL_CHANGES),
    USER_ID_CHANGES("user-id-changes", UserOptions.USER_ID_CHANGES),
    MERGES("merges", UserOptions.MERGES),
    DELETE("delete", UserOptions.DEPARTURES),
    FORGET("forget", UserOptions.DEPARTURES),
    UNFORGET("unforget", UserOptions.DEPARTURES),
    TRIGGERS("triggers", TriggerOptions.ALL),
    DEVICE_TOKENS("device-tokens", UserOptions.DEVICE_TOKENS);

    private final String spelling;
    private final List<Option<?>> options;

    SyncType(String spelling, List<Option<?>> options) {
        this.spelling = spelling;
        this.options = options;
    }

    public String spelling() {
        return spelling;
    }

    /** The keys of this type, in the order of the documentation. */
    public List<Option<?>> options() {
        return options;
    }

    public boolean takes(Option<?> option) {
        return options.contains(option);
    }

    /** The spelling of all types that have this key, or a key within this group. */
    public static Set<String> taking(String path) {
        return Arrays.stream(values())
                .filter(
                        type ->
                                type.options.stream()
                                        .map(Option::key)
                                        .anyMatch(
                                                key ->
                                                        key.equals(path)
                                                                || key.startsWith(path + ".")))
                .map(SyncType::spelling)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
