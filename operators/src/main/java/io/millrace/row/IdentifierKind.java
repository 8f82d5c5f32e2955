/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.Locale;

/** The kind of identifier of a row, and when two values refer to the same identity. */
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

    /** Returns the name of the field in Iterable's requests. */
    public String field() {
        return field;
    }

    /**
     * Returns the identifier in its sent form: addresses and user ids without surrounding white
     * space, item ids unchanged, because the mapping of items converts them.
     */
    public String clean(String value) {
        return switch (this) {
            case EMAIL, USER_ID -> SurroundingSpace.strip(value);
            case ITEM_ID -> value;
        };
    }

    /** Returns equal results exactly for values that Iterable treats as the same identity. */
    public String normalise(String value) {
        return switch (this) {
            case EMAIL -> clean(value).toLowerCase(Locale.ROOT);
            case USER_ID, ITEM_ID -> clean(value);
        };
    }
}
