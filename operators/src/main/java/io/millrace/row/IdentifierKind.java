/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.Locale;

/** By what Iterable knows the thing a row is about, and when two values of it mean the same. */
public enum IdentifierKind {
    /** Case-insensitive; Iterable stores it in lower case. */
    EMAIL("email"),
    /** Case-sensitive, printable ASCII, at most 52 characters. */
    USER_ID("userId"),
    /** An item of a catalog: case-sensitive, letters, digits and dashes, at most 255. */
    ITEM_ID("itemId");

    private final String field;

    IdentifierKind(String field) {
        this.field = field;
    }

    /** The name of the field in Iterable's requests. */
    public String field() {
        return field;
    }

    /**
     * The identifier as it is sent. The white space around addresses and user ids is no part of
     * them; item ids are as they are held, since each has a form of its own in which it is sent.
     */
    public String clean(String held) {
        return switch (this) {
            case EMAIL, USER_ID -> SurroundingSpace.strip(held);
            case ITEM_ID -> held;
        };
    }

    /** Equal for two values exactly if they are sent as the same identity to Iterable. */
    public String normalise(String value) {
        return switch (this) {
            case EMAIL -> clean(value).toLowerCase(Locale.ROOT);
            case USER_ID, ITEM_ID -> clean(value);
        };
    }
}
