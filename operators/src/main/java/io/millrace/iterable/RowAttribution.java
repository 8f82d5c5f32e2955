/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the rows behind the identifier values a bulk answer lists. Emails are compared in lower
 * case, userIds as they are. A value may also be one a row asks for in its {@code dataFields}; a
 * value that fits several rows names none.
 */
final class RowAttribution {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> DEPRECATED_LISTS = List.of("invalidEmails", "invalidUserIds");

    private final BulkUpdateRequest request;

    RowAttribution(BulkUpdateRequest request) {
        this.request = request;
    }

    /**
     * Faults by row index; the named buckets of {@code failedUpdates} before the deprecated lists.
     */
    Map<Integer, RowFault> attribute(JsonNode body) {
        Map<String, JsonNode> buckets = new HashMap<>();
        DEPRECATED_LISTS.forEach(name -> buckets.put(name, body.path(name)));
        boolean nothingListed = body.path("failedUpdates").isEmpty();
        boolean deprecatedEmpty = buckets.values().stream().allMatch(JsonNode::isEmpty);
        if (nothingListed && deprecatedEmpty) {
            return Map.of();
        }
        Map<String, Set<Integer>> rowsByValue = index();
        Map<Integer, RowFault> faults = new HashMap<>();
        body.path("failedUpdates")
                .properties()
                .forEach(
                        bucket ->
                                bucket.getValue()
                                        .forEach(
                                                value ->
                                                        blame(
                                                                rowsByValue,
                                                                bucket.getKey(),
                                                                value.asText(),
                                                                faults)));
        buckets.forEach(
                (name, values) ->
                        values.forEach(value -> blame(rowsByValue, name, value.asText(), faults)));
        return faults;
    }

    private static void blame(
            Map<String, Set<Integer>> rowsByValue,
            String bucket,
            String value,
            Map<Integer, RowFault> faults) {
        Set<Integer> rows = rowsByValue.getOrDefault(comparable(value), Set.of());
        if (rows.size() == 1) {
            faults.putIfAbsent(rows.iterator().next(), RowFault.listed(bucket, value));
        }
    }

    private Map<String, Set<Integer>> index() {
        Map<String, Set<Integer>> rowsByValue = new HashMap<>();
        for (int row = 0; row < request.users().size(); row++) {
            SentUser user = request.users().get(row);
            JsonNode json = parse(user.body());
            note(rowsByValue, user.identifier(), row);
            for (JsonNode place : List.of(json, json.path("dataFields"))) {
                note(rowsByValue, place.path("email").asText(""), row);
                note(rowsByValue, place.path("userId").asText(""), row);
            }
        }
        return rowsByValue;
    }

    private static void note(Map<String, Set<Integer>> rowsByValue, String value, int row) {
        if (!value.isEmpty()) {
            rowsByValue.computeIfAbsent(comparable(value), any -> new TreeSet<>()).add(row);
        }
    }

    private static String comparable(String value) {
        return value.indexOf('@') < 0 ? value : value.toLowerCase(Locale.ROOT);
    }

    /** A body we made ourselves; one that is no JSON is Iterable's to refuse, and has no values. */
    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
