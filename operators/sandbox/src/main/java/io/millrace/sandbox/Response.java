/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * A response before it meets the wire.
 *
 * @param refused the rows of a batch that were not taken although the status is a success
 */
record Response(int status, String contentType, byte[] body, BitSet refused) {

    private static final String JSON = "application/json";

    static Response json(int status, JsonNode body) {
        return new Response(status, JSON, Json.bytes(body), new BitSet());
    }

    static Response rows(JsonNode body, BitSet refused) {
        return new Response(200, JSON, Json.bytes(body), refused);
    }

    static Response text(int status, String contentType, String body) {
        return new Response(
                status, contentType, body.getBytes(StandardCharsets.UTF_8), new BitSet());
    }

    /** Success in the plain envelope. */
    static Response success(String message) {
        return envelope(200, "Success", message, NullNode.getInstance());
    }

    static Response accepted(String message) {
        return envelope(202, "Success", message, NullNode.getInstance());
    }

    static Response success(String message, JsonNode params) {
        return envelope(200, "Success", message, params);
    }

    static Response refusal(int status, String code, String message) {
        return envelope(status, code, message, NullNode.getInstance());
    }

    static Response envelope(int status, String code, String message, JsonNode params) {
        return json(
                status, Json.object().put("msg", message).put("code", code).set("params", params));
    }

    /** What unknown routes get. */
    static Response htmlNotFound() {
        return text(
                404,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>Not Found</title></head>"
                        + "<body><h1>Action Not Found</h1></body></html>");
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
