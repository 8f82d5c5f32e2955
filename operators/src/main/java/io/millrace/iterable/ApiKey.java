/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.io.Serializable;

/** An API key of an Iterable project. {@code toString} masks the key, so it is never printed. */
public record ApiKey(String value) implements Serializable {

    private static final String VISIBLE = "[!-~]+";

    /**
     * @throws IllegalArgumentException if the text can't be an API key
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
