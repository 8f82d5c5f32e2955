/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the rows of the identifiers that a bulk response lists. Emails are compared in lower case,
 * userIds unchanged. An identifier may also be in a row's {@code dataFields}. An identifier that
 * matches several rows is ignored, unless Iterable refuses the identity of all of these rows.
 */
final class RowAttribution {

    private static final List<String> DEPRECATED_LISTS = List.of("invalidEmails", "invalidUserIds");

    private static final List<String> INTERNAL_FAILURES =
            List.of("validEmailFailures", "validUserIdFailures");

    /** Prefixes of the buckets that refuse a user, not the values of a row. */
    private static final List<String> OF_IDENTITIES =
            List.of("notFound", "forgotten", "invalidEmails", "invalidUserIds");

    private final Request request;

    RowAttribution(Request request) {
        this.request = request;
    }

    /** Faults by row index. {@code failedUpdates} takes precedence over the deprecated lists. */
    Map<Integer, RowFault> attribute(JsonNode body) {
        Map<Integer, RowFault> faults = new HashMap<>();
        Set<String> disallowed = new TreeSet<>();
        body.path(RowFault.DISALLOWED_EVENT).forEach(name -> disallowed.add(name.asText()));
        if (!disallowed.isEmpty()) {
            addEventFaults(disallowed, faults);
        }
        Map<String, JsonNode> buckets = new LinkedHashMap<>();
        body.path("failedUpdates")
                .properties()
                .forEach(bucket -> buckets.put(bucket.getKey(), bucket.getValue()));
        Map<String, JsonNode> deprecated = new LinkedHashMap<>();
        DEPRECATED_LISTS.forEach(name -> deprecated.put(name, body.path(name)));
        addFaults(buckets, faults);
        addFaults(deprecated, faults);
        return faults;
    }

    /** Rows that failed because of an error in Iterable. */
    Map<Integer, RowFault> internalFailures(JsonNode body) {
        Map<Integer, RowFault> faults = new HashMap<>();
        Map<String, JsonNode> buckets = new LinkedHashMap<>();
        INTERNAL_FAILURES.forEach(name -> buckets.put(name, body.path(name)));
        addFaults(buckets, faults);
        return faults;
    }

    private void addFaults(Map<String, JsonNode> buckets, Map<Integer, RowFault> faults) {
        if (buckets.values().stream().allMatch(JsonNode::isEmpty)) {
            return;
        }
        Map<String, Set<Integer>> rowsByValue = index();
        buckets.forEach(
                (name, values) ->
                        values.forEach(
                                value -> addFaults(rowsByValue, name, value.asText(), faults)));
    }

    private void addEventFaults(Set<String> names, Map<Integer, RowFault> faults) {
        for (int row = 0; row < request.rows().size(); row++) {
            String name =
                    JsonFields.parse(request.rows().get(row).body()).path("eventName").asText();
            if (names.contains(name)) {
                faults.put(
                        row,
                        new RowFault(
                                RowFault.DISALLOWED_EVENT,
                                "the project refuses events named " + name));
            }
        }
    }

    private void addFaults(
            Map<String, Set<Integer>> rowsByValue,
            String bucket,
            String value,
            Map<Integer, RowFault> faults) {
        Set<Integer> rows = rowsByValue.getOrDefault(comparable(value), Set.of());
        boolean ofIdentity = OF_IDENTITIES.stream().anyMatch(bucket::startsWith);
        if (rows.size() == 1 || (ofIdentity && allAreOf(value, rows))) {
            rows.forEach(row -> faults.putIfAbsent(row, RowFault.listed(bucket, value)));
        }
    }

    private boolean allAreOf(String value, Set<Integer> rows) {
        return rows.stream()
                .map(row -> request.rows().get(row).identifier())
                .allMatch(identifier -> comparable(identifier).equals(comparable(value)));
    }

    private Map<String, Set<Integer>> index() {
        Map<String, Set<Integer>> rowsByValue = new HashMap<>();
        for (int row = 0; row < request.rows().size(); row++) {
            SentRow user = request.rows().get(row);
            JsonNode json = JsonFields.parse(user.body());
            addRow(rowsByValue, user.identifier(), row);
            for (JsonNode object : List.of(json, json.path("dataFields"))) {
                addRow(rowsByValue, object.path("email").asText(""), row);
                addRow(rowsByValue, object.path("userId").asText(""), row);
            }
        }
        return rowsByValue;
    }

    private static void addRow(Map<String, Set<Integer>> rowsByValue, String value, int row) {
        if (!value.isEmpty()) {
            rowsByValue.computeIfAbsent(comparable(value), any -> new TreeSet<>()).add(row);
        }
    }

    private static String comparable(String value) {
        return value.indexOf('@') < 0 ? value : value.toLowerCase(Locale.ROOT);
    }
}
