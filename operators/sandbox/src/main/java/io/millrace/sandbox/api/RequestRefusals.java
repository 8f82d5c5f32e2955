/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.Json;

/** Responses to requests that are refused before any handler sees them. */
public final class RequestRefusals {

    private RequestRefusals() {}

    /** Iterable answers unknown routes with a web page. */
    public static Response unknownRoute() {
        return Response.text(
                404,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>Not Found</title></head>"
                        + "<body><h1>Action Not Found</h1></body></html>");
    }

    /** 429; two calls have the limit in the params of the response. */
    public static Response rateLimited(ApiRoute route, RateLimits.Wait wait) {
        boolean withParams = route == ApiRoute.USERS_UPDATE || route == ApiRoute.USERS_BULK_UPDATE;
        return withParams ? rateLimited(wait) : rateLimited(NullNode.getInstance());
    }

    /** 429 with params. */
    public static Response rateLimited(RateLimits.Wait wait) {
        return rateLimited(
                Json.object()
                        .put("rateLimitLimit", wait.limit())
                        .put("rateLimitRemaining", 0)
                        .put("rateLimitReset", wait.resetSeconds()));
    }

    /** 429 without params. */
    public static Response rateLimited() {
        return rateLimited(NullNode.getInstance());
    }

    private static Response rateLimited(JsonNode params) {
        return Envelope.of(429, "RateLimitExceeded", "Too many requests", params);
    }

    public static Response badApiKey(ApiRoute route, String key, String kind) {
        ObjectNode params =
                Json.object()
                        .put("ip", "127.0.0.1")
                        .put("endpoint", route.path())
                        .put("apiKeyIdentifier", key.substring(0, Math.min(8, key.length())))
                        .put("apiKeyType", kind);
        return Envelope.of(
                401,
                "BadApiKey",
                "Api key is disabled, does not exist, or does not have sufficient privileges to"
                        + " access the requested resource",
                params);
    }

    public static Response tooLarge(RequestLimits limits) {
        return switch (limits.oversize()) {
            case BATCH_TOO_LARGE ->
                    Envelope.refusal(400, "BatchTooLarge", "The batch has too many rows or bytes");
            case STATUS_413 -> Response.text(413, "text/plain", "Request Entity Too Large");
        };
    }

    public static Response internal() {
        return Envelope.refusal(500, "GenericError", "The sandbox failed; see its violations");
    }
}
