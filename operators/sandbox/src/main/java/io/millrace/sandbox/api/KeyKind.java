/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import java.util.Optional;

/** The kinds of API key. */
public enum KeyKind {
    SERVER_SIDE("Server"),
    READ_ONLY("ReadOnly"),
    MOBILE("Mobile");

    private final String wireName;

    KeyKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<KeyKind> of(String key) {
        return switch (key) {
            case ApiKeys.SERVER, ApiKeys.SECOND_SERVER -> Optional.of(SERVER_SIDE);
            case ApiKeys.READ_ONLY -> Optional.of(READ_ONLY);
            case ApiKeys.MOBILE -> Optional.of(MOBILE);
            default -> Optional.empty();
        };
    }
}
