/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.Json;

/** Responses in Iterable's envelope: {@code {"msg": …, "code": …, "params": …}}. */
public final class Envelope {

    private Envelope() {}

    public static Response success(String message) {
        return of(200, "Success", message, NullNode.getInstance());
    }

    public static Response success(String message, JsonNode params) {
        return of(200, "Success", message, params);
    }

    public static Response accepted(String message) {
        return of(202, "Success", message, NullNode.getInstance());
    }

    public static Response refusal(int status, String code, String message) {
        return of(status, code, message, NullNode.getInstance());
    }

    public static Response of(int status, String code, String message, JsonNode params) {
        return Response.json(
                status, Json.object().put("msg", message).put("code", code).set("params", params));
    }
}
