/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a method and path; the one with the fewest variables, if several match. */
public final class RouteTable {

    /** A route, and the values of its path variables, decoded. */
    public record Match(ApiRoute route, Map<String, String> variables) {}

    private final Map<String, List<ApiRoute>> byMethod = new HashMap<>();

    public RouteTable() {
        for (ApiRoute route : ApiRoute.values()) {
            byMethod.computeIfAbsent(route.method(), any -> new ArrayList<>()).add(route);
        }
    }

    public Optional<Match> find(String method, String rawPath) {
        List<String> segments = Arrays.asList(rawPath.substring(1).split("/", -1));
        return byMethod.getOrDefault(method, List.of()).stream()
                .filter(route -> fits(route.segments(), segments))
                .min(Comparator.comparingLong(RouteTable::variables))
                .map(route -> new Match(route, read(route.segments(), segments)));
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

    private static long variables(ApiRoute route) {
        return route.segments().stream().filter(RouteTable::isVariable).count();
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
