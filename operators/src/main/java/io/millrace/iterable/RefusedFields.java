/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields in the refusal of a whole request, from which the refused rows are found.
 *
 * @param errors in the form of the JSON
 * @param mismatches between values and the types of their fields
 */
record RefusedFields(String code, List<JsonBodyError> errors, List<TypeMismatch> mismatches) {

    static final String TYPES = "RequestFieldsTypesMismatched";
    static final String JSON = "BadJsonBody";

    static RefusedFields of(String code, JsonNode params, Request request) {
        return new RefusedFields(
                code,
                code.equals(JSON) ? JsonBodyError.of(params, request) : List.of(),
                TypeMismatch.of(params));
    }

    boolean isEmpty() {
        return errors.isEmpty() && mismatches.isEmpty();
    }

    /** Describes all of them, without the values of the rows. */
    String words() {
        return Stream.concat(
                        errors.stream().map(JsonBodyError::words),
                        mismatches.stream().map(TypeMismatch::words))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** Faults by row index; empty if the refused rows can't be determined. */
    Map<Integer, RowFault> rows(Request request) {
        Map<Integer, List<String>> words = new HashMap<>();
        for (JsonBodyError error : errors) {
            error.row().ifPresent(row -> add(words, row, error.words(body(request, row))));
        }
        if (!mismatches.isEmpty()) {
            Map<Integer, List<String>> unfit = unfit(request);
            if (isOfOneSchema(request, unfit.keySet())) {
                unfit.forEach((row, texts) -> texts.forEach(text -> add(words, row, text)));
            }
        }
        Map<Integer, RowFault> faults = new HashMap<>();
        words.forEach(
                (row, texts) ->
                        faults.put(
                                row,
                                new RowFault(
                                        code,
                                        ResponseClassifier.shorten(String.join("; ", texts)))));
        return faults;
    }

    private Map<Integer, List<String>> unfit(Request request) {
        Map<Integer, List<String>> unfit = new HashMap<>();
        for (int row = 0; row < request.rows().size(); row++) {
            JsonNode body = body(request, row);
            for (TypeMismatch mismatch : mismatches) {
                Optional<String> description = mismatch.wordsOf(fields(body, request.endpoint()));
                if (description.isPresent()) {
                    add(unfit, row, description.get());
                }
            }
        }
        return unfit;
    }

    /** Fields have types per event name, and the response does not contain the event's name. */
    private static boolean isOfOneSchema(Request request, Set<Integer> rows) {
        if (request.endpoint() != Endpoint.EVENTS_TRACK_BULK) {
            return true;
        }
        Set<String> names = new HashSet<>();
        rows.forEach(row -> names.add(body(request, row).path("eventName").asText()));
        return names.size() <= 1;
    }

    private static JsonNode fields(JsonNode body, Endpoint endpoint) {
        return endpoint.isBulk() ? body.path(JsonFields.DATA_FIELDS) : body;
    }

    private static JsonNode body(Request request, int row) {
        return JsonFields.parse(request.rows().get(row).body());
    }

    private static void add(Map<Integer, List<String>> words, int row, String text) {
        words.computeIfAbsent(row, any -> new ArrayList<>()).add(text);
    }
}
