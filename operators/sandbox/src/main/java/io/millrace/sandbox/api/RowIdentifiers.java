/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.project.Json;

/** The identifiers of a row as sent; empty where absent. */
public record RowIdentifiers(String email, String userId) {

    public static RowIdentifiers of(JsonNode row) {
        return new RowIdentifiers(Json.text(row, "email"), Json.text(row, "userId"));
    }

    public boolean isEmpty() {
        return email.isEmpty() && userId.isEmpty();
    }
}
