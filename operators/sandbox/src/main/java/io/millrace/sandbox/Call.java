/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A request that was routed, admitted and parsed. */
record Call(
        ApiRoute endpoint,
        KeyKind key,
        Map<String, String> variables,
        Map<String, List<String>> query,
        Body body) {

    ObjectNode top() {
        return body.top();
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** A query parameter; empty if it is absent. */
    String parameter(String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }

    BadJson checks() {
        return new BadJson(endpoint);
    }
}
