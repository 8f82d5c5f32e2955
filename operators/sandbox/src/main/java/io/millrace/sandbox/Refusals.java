/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The refusals that do not depend on what a request asks. */
final class Refusals {

    private Refusals() {}

    static Response rateLimited(boolean tellsReset, long limit, long resetSeconds) {
        JsonNode params =
                tellsReset
                        ? Json.object()
                                .put("rateLimitLimit", limit)
                                .put("rateLimitRemaining", 0)
                                .put("rateLimitReset", resetSeconds)
                        : NullNode.getInstance();
        return Response.envelope(429, "RateLimitExceeded", "Too many requests", params);
    }

    static Response badApiKey(ApiRoute endpoint, String key, String kind) {
        ObjectNode params =
                Json.object()
                        .put("ip", "127.0.0.1")
                        .put("endpoint", endpoint.path())
                        .put("apiKeyIdentifier", key.substring(0, Math.min(8, key.length())))
                        .put("apiKeyType", kind);
        return Response.envelope(
                401,
                "BadApiKey",
                "Api key is disabled, does not exist, or does not have sufficient privileges to"
                        + " access the requested resource",
                params);
    }

    static Response tooLarge(RequestLimits limits) {
        return switch (limits.oversize()) {
            case BATCH_TOO_LARGE ->
                    Response.refusal(400, "BatchTooLarge", "The batch has too many rows or bytes");
            case STATUS_413 -> Response.text(413, "text/plain", "Request Entity Too Large");
        };
    }

    static Response internal() {
        return Response.refusal(500, "GenericError", "The sandbox failed; see its violations");
    }
}
