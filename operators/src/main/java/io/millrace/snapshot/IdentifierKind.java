/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

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

    /** Equal for two values exactly if Iterable takes them for the same identity. */
    public String normalise(String value) {
        return switch (this) {
            case EMAIL -> value.trim().toLowerCase(Locale.ROOT);
            case USER_ID, ITEM_ID -> value;
        };
    }
}
