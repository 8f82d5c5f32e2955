/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.project.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Collects the wrong JSON types of a request, and then refuses all of it with {@code BadJsonBody}.
 * The params of that response name each JSON path, with the index of the row.
 *
 * <p>A check passes where the field is absent or null; {@link #required} is the exception.
 */
public final class JsonTypeChecks {

    private final ApiRoute route;
    private final Map<String, String> problems = new LinkedHashMap<>();

    JsonTypeChecks(ApiRoute route) {
        this.route = route;
    }

    public JsonTypeChecks text(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isTextual, "error.expected.jsstring");
    }

    public JsonTypeChecks flag(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isBoolean, "error.expected.jsboolean");
    }

    public JsonTypeChecks number(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isNumber, "error.expected.jsnumber");
    }

    public JsonTypeChecks whole(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isIntegralNumber, "error.expected.jsnumber");
    }

    public JsonTypeChecks object(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isObject, "error.expected.jsobject");
    }

    public JsonTypeChecks array(JsonNode parent, String path, String... fields) {
        return check(parent, path, fields, JsonNode::isArray, "error.expected.jsarray");
    }

    public JsonTypeChecks required(JsonNode parent, String path, String... fields) {
        for (String field : fields) {
            if (!parent.hasNonNull(field)) {
                problems.put(path + "." + field, "error.path.missing");
            }
        }
        return this;
    }

    public JsonTypeChecks report(String path, String problem) {
        problems.put(path, problem);
        return this;
    }

    public void refuseIfAny() {
        if (!problems.isEmpty()) {
            throw refusal(route, problems);
        }
    }

    static ApiRefusal refusal(ApiRoute route, Map<String, String> problems) {
        ObjectNode params = Json.object();
        problems.forEach(
                (path, problem) -> {
                    ObjectNode detail = Json.object();
                    detail.putArray("msg").add(problem);
                    detail.putArray("args");
                    params.putArray(path).add(detail);
                });
        return ApiRefusal.of(
                400, "BadJsonBody", "[" + route.path() + "] Invalid JSON body", params);
    }

    private JsonTypeChecks check(
            JsonNode parent,
            String path,
            String[] fields,
            Predicate<JsonNode> expected,
            String problem) {
        for (String field : fields) {
            JsonNode value = parent.get(field);
            if (value != null && !value.isNull() && !expected.test(value)) {
                problems.put(path + "." + field, problem);
            }
        }
        return this;
    }
}
