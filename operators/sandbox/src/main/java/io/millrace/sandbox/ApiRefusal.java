/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** Ends a call with an answer that refuses the whole request. */
final class ApiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    ApiRefusal(Answer answer) {
        super("HTTP " + answer.status(), null, false, false);
        this.answer = answer;
    }

    static ApiRefusal of(int status, String code, String message) {
        return new ApiRefusal(Answer.refusal(status, code, message));
    }

    static ApiRefusal of(int status, String code, String message, JsonNode params) {
        return new ApiRefusal(Answer.envelope(status, code, message, params));
    }

    static ApiRefusal badParams(String message) {
        return of(400, "BadParams", message);
    }

    Answer answer() {
        return answer;
    }
}
