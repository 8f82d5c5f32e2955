/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The refusals that do not depend on what a request asks. */
final class Refusals {

    private Refusals() {}

    static Answer rateLimited(boolean tellsReset, long limit, long resetSeconds) {
        JsonNode params =
                tellsReset
                        ? Json.object()
                                .put("rateLimitLimit", limit)
                                .put("rateLimitRemaining", 0)
                                .put("rateLimitReset", resetSeconds)
                        : NullNode.getInstance();
        return Answer.envelope(429, "RateLimitExceeded", "Too many requests", params);
    }

    static Answer badApiKey(Endpoint endpoint, String key, String kind) {
        ObjectNode params =
                Json.object()
                        .put("ip", "127.0.0.1")
                        .put("endpoint", endpoint.path())
                        .put("apiKeyIdentifier", key.substring(0, Math.min(8, key.length())))
                        .put("apiKeyType", kind);
        return Answer.envelope(
                401,
                "BadApiKey",
                "Api key is disabled, does not exist, or does not have sufficient privileges to"
                        + " access the requested resource",
                params);
    }

    static Answer tooLarge(RequestLimits limits) {
        return switch (limits.oversize()) {
            case BATCH_TOO_LARGE ->
                    Answer.refusal(400, "BatchTooLarge", "The batch has too many rows or bytes");
            case STATUS_413 -> Answer.text(413, "text/plain", "Request Entity Too Large");
        };
    }

    static Answer internal() {
        return Answer.refusal(500, "GenericError", "The sandbox failed; see its violations");
    }
}
