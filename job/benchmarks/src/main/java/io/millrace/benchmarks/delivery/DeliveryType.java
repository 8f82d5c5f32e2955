/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.operation.OperationKind;
import java.util.Locale;

/** The types of syncs, each with the call that most of its rows become; and {@link #HOT}. */
public enum DeliveryType {
    USERS(OperationKind.UPSERT_USER),
    EVENTS(OperationKind.TRACK_EVENT),
    /** Events of one user. */
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

    /** The number of operations to deliver if the benchmark is configured with {@code rows}. */
    int operations(int rows) {
        if (this == HOT) {
            return Math.min(MOST_OF_ONE_USER, rows);
        }
        int most = endpoint().callsADay() > 0 ? MOST_OF_A_DAY : rows;
        return endpoint().isBulk() ? rows : Math.min(most, Math.max(1, rows / SHARE_OF_SINGLES));
    }

    /** The spelling in the {@code type} of a sync. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return text();
    }
}
