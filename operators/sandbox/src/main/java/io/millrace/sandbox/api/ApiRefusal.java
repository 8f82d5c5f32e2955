/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.http.Response;

/** Ends a call with a response that refuses all of the request. */
public final class ApiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Response response;

    public ApiRefusal(Response response) {
        super("HTTP " + response.status(), null, false, false);
        this.response = response;
    }

    public static ApiRefusal of(int status, String code, String message) {
        return new ApiRefusal(Envelope.refusal(status, code, message));
    }

    public static ApiRefusal of(int status, String code, String message, JsonNode params) {
        return new ApiRefusal(Envelope.of(status, code, message, params));
    }

    public static ApiRefusal badParams(String message) {
        return of(400, "BadParams", message);
    }

    public Response response() {
        return response;
    }
}
