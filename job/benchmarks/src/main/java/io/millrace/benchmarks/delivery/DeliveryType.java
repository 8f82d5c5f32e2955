/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.operation.OperationKind;
import java.util.Locale;

/**
 * Kinds of Iterable data as syncs name them, each by the call that most of its rows become; and
 * {@link #HOT}.
 */
public enum DeliveryType {
    USERS(OperationKind.UPSERT_USER),
    EVENTS(OperationKind.TRACK_EVENT),
    /** Events as well, all of one user. */
    HOT(OperationKind.TRACK_EVENT),
    PURCHASES(OperationKind.TRACK_PURCHASE),
    CARTS(OperationKind.UPDATE_CART),
    CATALOG(OperationKind.REPLACE_CATALOG_ITEM),
    LISTS(OperationKind.ADD_TO_LIST),
    SUBSCRIPTIONS(OperationKind.REPLACE_SUBSCRIPTIONS),
    EMAIL_CHANGES(OperationKind.UPDATE_EMAIL),
    USER_ID_CHANGES(OperationKind.UPSERT_USER),
    MERGES(OperationKind.MERGE_USERS),
    DELETE(OperationKind.DELETE_USER),
    FORGET(OperationKind.FORGET_USER),
    UNFORGET(OperationKind.UNFORGET_USER),
    TRIGGERS(OperationKind.SEND_EMAIL),
    DEVICE_TOKENS(OperationKind.REGISTER_DEVICE_TOKEN);

    private static final int SHARE_OF_SINGLES = 10;
    private static final int MOST_OF_A_DAY = 900;
    private static final int MOST_OF_ONE_USER = 100_000;

    private final OperationKind kind;

    DeliveryType(OperationKind kind) {
        this.kind = kind;
    }

    OperationKind kind() {
        return kind;
    }

    Endpoint endpoint() {
        return Endpoint.of(kind);
    }

    /** How many operations are delivered where the benchmark asks for {@code rows}. */
    int operations(int rows) {
        if (this == HOT) {
            return Math.min(MOST_OF_ONE_USER, rows);
        }
        int most = endpoint().callsADay() > 0 ? MOST_OF_A_DAY : rows;
        return endpoint().isBulk() ? rows : Math.min(most, Math.max(1, rows / SHARE_OF_SINGLES));
    }

    /** As the {@code type} of a sync is written. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return text();
    }
}
