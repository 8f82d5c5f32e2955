/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Collects what is wrong with the JSON types of a request and refuses it as a whole: {@code
 * BadJsonBody}, whose params name the JSON path, row index included.
 */
final class BadJson {

    private final ApiRoute endpoint;
    private final Map<String, String> complaints = new LinkedHashMap<>();

    BadJson(ApiRoute endpoint) {
        this.endpoint = endpoint;
    }

    BadJson text(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isTextual, "error.expected.jsstring");
    }

    BadJson flag(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isBoolean, "error.expected.jsboolean");
    }

    BadJson number(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isNumber, "error.expected.jsnumber");
    }

    BadJson whole(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isIntegralNumber, "error.expected.jsnumber");
    }

    BadJson object(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isObject, "error.expected.jsobject");
    }

    BadJson array(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isArray, "error.expected.jsarray");
    }

    BadJson required(JsonNode parent, String path, String... fields) {
        for (String field : fields) {
            if (!parent.hasNonNull(field)) {
                complaints.put(path + "." + field, "error.path.missing");
            }
        }
        return this;
    }

    BadJson complain(String path, String complaint) {
        complaints.put(path, complaint);
        return this;
    }

    void refuseIfAny() {
        if (!complaints.isEmpty()) {
            throw refusal(endpoint, complaints);
        }
    }

    static ApiRefusal refusal(ApiRoute endpoint, Map<String, String> complaints) {
        ObjectNode params = Json.object();
        complaints.forEach(
                (path, complaint) -> {
                    ObjectNode detail = Json.object();
                    detail.putArray("msg").add(complaint);
                    detail.putArray("args");
                    params.putArray(path).add(detail);
                });
        return ApiRefusal.of(
                400, "BadJsonBody", "[" + endpoint.path() + "] Invalid JSON body", params);
    }

    private BadJson check(
            JsonNode parent,
            String path,
            String[] fields,
            Predicate<JsonNode> expected,
            String complaint) {
        for (String field : fields) {
            JsonNode value = parent.get(field);
            if (value != null && !value.isNull() && !expected.test(value)) {
                complaints.put(path + "." + field, complaint);
            }
        }
        return this;
    }
}
