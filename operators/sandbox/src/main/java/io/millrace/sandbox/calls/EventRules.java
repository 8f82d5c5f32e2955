/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.api.ApiRefusal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** The rules that custom events and purchases share. */
final class EventRules {

    private static final int MAXIMUM_ID_BYTES = 512;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]*");

    private EventRules() {}

    /** Refuses an id that is too long or has characters other than letters, digits and hyphens. */
    static void checkId(String id) {
        if (id.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_ID_BYTES
                || !ID.matcher(id).matches()) {
            throw ApiRefusal.badParams(
                    "id: letters, digits and hyphens, at most " + MAXIMUM_ID_BYTES + " bytes");
        }
    }

    /** When an event happened: {@code createdAt} in seconds, or now. */
    static Instant createdAt(JsonNode event) {
        try {
            return event.hasNonNull("createdAt")
                    ? Instant.ofEpochSecond(event.path("createdAt").asLong())
                    : Instant.now();
        } catch (DateTimeException e) {
            throw ApiRefusal.badParams("createdAt: Unix time in seconds");
        }
    }
}
