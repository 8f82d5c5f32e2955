/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** The identifiers a row carries, as sent; empty where absent. */
record Sender(String email, String userId) {

    static Sender of(JsonNode row) {
        return new Sender(Json.text(row, "email"), Json.text(row, "userId"));
    }

    boolean isNobody() {
        return email.isEmpty() && userId.isEmpty();
    }
}
