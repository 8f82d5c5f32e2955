/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the endpoint of a method and path; a literal segment is preferred to a variable one. */
final class Router {

    /** An endpoint and what its variable segments hold, decoded. */
    record Match(ApiRoute endpoint, Map<String, String> variables) {}

    private final Map<String, List<ApiRoute>> byMethod = new HashMap<>();

    Router() {
        for (ApiRoute endpoint : ApiRoute.values()) {
            byMethod.merge(
                    endpoint.method(),
                    List.of(endpoint),
                    (some, more) -> {
                        List<ApiRoute> all = new ArrayList<>(some);
                        all.addAll(more);
                        return all;
                    });
        }
    }

    Optional<Match> route(String method, String rawPath) {
        List<String> segments = Arrays.asList(rawPath.substring(1).split("/", -1));
        return byMethod.getOrDefault(method, List.of()).stream()
                .filter(endpoint -> fits(endpoint.segments(), segments))
                .min((one, other) -> Long.compare(variables(one), variables(other)))
                .map(endpoint -> new Match(endpoint, read(endpoint.segments(), segments)));
    }

    private static boolean fits(List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < template.size(); i++) {
            if (isVariable(template.get(i))
                    ? segments.get(i).isEmpty()
                    : !template.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> read(List<String> template, List<String> segments) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String name = template.get(i);
            if (isVariable(name)) {
                variables.put(name.substring(1, name.length() - 1), decode(segments.get(i)));
            }
        }
        return variables;
    }

    private static long variables(ApiRoute endpoint) {
        return endpoint.segments().stream().filter(Router::isVariable).count();
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
