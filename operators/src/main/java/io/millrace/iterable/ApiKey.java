/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.io.Serializable;

/** A server-side key of an Iterable project. Never printed: {@code toString} masks it. */
public record ApiKey(String value) implements Serializable {

    private static final String VISIBLE = "[!-~]+";

    /**
     * @throws IllegalArgumentException if no key can have these characters
     */
    public ApiKey {
        if (value.isBlank() || !value.equals(value.strip())) {
            throw new IllegalArgumentException("the API key is empty or has blanks around it");
        }
        if (!value.matches(VISIBLE)) {
            throw new IllegalArgumentException("the API key has characters that no API key has");
        }
    }

    @Override
    public String toString() {
        return "****";
    }
}
