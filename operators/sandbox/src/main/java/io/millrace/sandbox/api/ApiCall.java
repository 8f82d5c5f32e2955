/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A request with its route, its kind of key and its parsed body. */
public record ApiCall(
        ApiRoute route,
        KeyKind key,
        Map<String, String> variables,
        Map<String, List<String>> query,
        RequestBody body) {

    public ObjectNode top() {
        return body.top();
    }

    /** A variable of the path, decoded; empty if the route has no such variable. */
    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** A query parameter; empty if it is absent. */
    public String parameter(String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }

    public JsonTypeChecks checks() {
        return new JsonTypeChecks(route);
    }
}
