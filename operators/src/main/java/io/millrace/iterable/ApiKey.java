/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.io.Serializable;

/** A server-side key of an Iterable project. Never printed: {@code toString} masks it. */
public record ApiKey(String value) implements Serializable {

    private static final int SHOWN = 4;
    private static final int SHORTEST_WITH_SHOWN_PART = 16;

    public ApiKey {
        if (value.isBlank() || !value.equals(value.strip())) {
            throw new IllegalArgumentException("the API key is empty or has blanks around it");
        }
    }

    /**
     * The first four characters of a key long enough to spare them, so that keys can be told apart.
     */
    @Override
    public String toString() {
        return value.length() < SHORTEST_WITH_SHOWN_PART
                ? "****"
                : value.substring(0, SHOWN) + "****";
    }
}
