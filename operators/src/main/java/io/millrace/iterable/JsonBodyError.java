/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An error in the JSON of a request: one of the {@code params} of {@code BadJsonBody}, which maps a
 * path such as {@code obj.users[1].dataFields.age} to an error such as {@code
 * error.expected.jsstring}.
 *
 * @param row index of the row with the error; empty if the path contains no row
 * @param path below the row; the whole path if it contains no row
 * @param error in Iterable's words
 */
record JsonBodyError(OptionalInt row, String path, String error) {

    private static final String ROOT = "obj.";
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d{1,6})\\]");
    private static final Pattern INDEX = Pattern.compile("\\[(\\d{1,6})\\]\\.?(.*)");
    private static final String DATA_FIELDS = JsonFields.DATA_FIELDS + ".";

    private static final Map<String, String> WORDS =
            Map.of(
                    "error.path.missing", "is missing",
                    "error.expected.jsstring", "must be a text",
                    "error.expected.jsnumber", "must be a number",
                    "error.expected.jsboolean", "must be true or false",
                    "error.expected.jsobject", "must be an object",
                    "error.expected.jsarray", "must be an array");

    static List<JsonBodyError> of(JsonNode params, Request request) {
        List<JsonBodyError> errors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> param : params.properties()) {
            errors.add(of(param.getKey(), text(param.getValue()), request));
        }
        return errors;
    }

    private static JsonBodyError of(String path, String error, Request request) {
        if (!request.endpoint().isBulk()) {
            String below = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path;
            return new JsonBodyError(OptionalInt.of(0), below, error);
        }
        String field = request.endpoint().layout().rowsField();
        return byIndex(path, error, field, request)
                .or(() -> byIdentifier(path, error, ROOT + field + ".", request))
                .orElseGet(() -> new JsonBodyError(OptionalInt.empty(), path, error));
    }

    private static Optional<JsonBodyError> byIndex(
            String path, String error, String field, Request request) {
        int from = path.indexOf(field + "[");
        Matcher index = INDEX.matcher(from < 0 ? "" : path.substring(from + field.length()));
        if (!index.matches()) {
            return Optional.empty();
        }
        int row = Integer.parseInt(index.group(1));
        return row < request.rows().size()
                ? Optional.of(new JsonBodyError(OptionalInt.of(row), index.group(2), error))
                : Optional.empty();
    }

    /** The path to an item of a catalog contains the item's id. */
    private static Optional<JsonBodyError> byIdentifier(
            String path, String error, String prefix, Request request) {
        if (!path.startsWith(prefix)) {
            return Optional.empty();
        }
        String[] id = path.substring(prefix.length()).split("\\.", 2);
        for (int row = 0; row < request.rows().size(); row++) {
            if (request.rows().get(row).identifier().equals(id[0])) {
                String below = id.length == 1 ? "" : id[1];
                return Optional.of(new JsonBodyError(OptionalInt.of(row), below, error));
            }
        }
        return Optional.empty();
    }

    /** Iterable puts messages into arrays and objects. */
    private static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>(value.size());
            value.forEach(part -> parts.add(text(part)));
            return String.join(", ", parts);
        }
        if (value.has("msg")) {
            return text(value.path("msg"));
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Describes the error and the value that the row has at the path. */
    String words(JsonNode fields) {
        JsonNode value = valueIn(fields);
        return path.isEmpty() || value.isMissingNode()
                ? words()
                : words() + ", the row has " + JsonFields.words(value);
    }

    /** Describes the error without the row's value. */
    String words() {
        String known =
                WORDS.keySet().stream()
                        .filter(error::contains)
                        .sorted()
                        .map(WORDS::get)
                        .collect(Collectors.joining(" or "));
        String wrong = known.isEmpty() ? "is refused: " + error : known;
        return path.isEmpty() ? "the row " + wrong : "field '" + field() + "' " + wrong;
    }

    private String field() {
        return path.startsWith(DATA_FIELDS) ? path.substring(DATA_FIELDS.length()) : path;
    }

    private JsonNode valueIn(JsonNode fields) {
        JsonNode value = fields;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            value =
                    step.group(1) == null
                            ? value.path(Integer.parseInt(step.group(2)))
                            : value.path(step.group(1));
        }
        return value;
    }
}
