/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** Ends a call with an answer that refuses the whole request. */
final class ApiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Response answer;

    ApiRefusal(Response answer) {
        super("HTTP " + answer.status(), null, false, false);
        this.answer = answer;
    }

    static ApiRefusal of(int status, String code, String message) {
        return new ApiRefusal(Response.refusal(status, code, message));
    }

    static ApiRefusal of(int status, String code, String message, JsonNode params) {
        return new ApiRefusal(Response.envelope(status, code, message, params));
    }

    static ApiRefusal badParams(String message) {
        return of(400, "BadParams", message);
    }

    Response answer() {
        return answer;
    }
}
