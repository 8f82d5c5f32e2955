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
 * What Iterable says is wrong with the JSON of a request: one of the {@code params} of {@code
 * BadJsonBody}, which maps a path such as {@code obj.users[1].dataFields.age} to a complaint such
 * as {@code error.expected.jsstring}.
 *
 * @param row index of the row it is about; empty if it names none
 * @param path below the row, or as Iterable gives it if it names no row
 */
record JsonBodyError(OptionalInt row, String path, String complaint) {

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
        List<JsonBodyError> complaints = new ArrayList<>();
        for (Map.Entry<String, JsonNode> said : params.properties()) {
            complaints.add(of(said.getKey(), text(said.getValue()), request));
        }
        return complaints;
    }

    private static JsonBodyError of(String path, String complaint, Request request) {
        if (!request.endpoint().isBulk()) {
            String below = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path;
            return new JsonBodyError(OptionalInt.of(0), below, complaint);
        }
        String field = request.endpoint().layout().rowsField();
        return counted(path, complaint, field, request)
                .or(() -> identified(path, complaint, ROOT + field + ".", request))
                .orElseGet(() -> new JsonBodyError(OptionalInt.empty(), path, complaint));
    }

    private static Optional<JsonBodyError> counted(
            String path, String complaint, String field, Request request) {
        int from = path.indexOf(field + "[");
        Matcher index = INDEX.matcher(from < 0 ? "" : path.substring(from + field.length()));
        if (!index.matches()) {
            return Optional.empty();
        }
        int row = Integer.parseInt(index.group(1));
        return row < request.rows().size()
                ? Optional.of(new JsonBodyError(OptionalInt.of(row), index.group(2), complaint))
                : Optional.empty();
    }

    /** The items of a catalog are named by their ids. */
    private static Optional<JsonBodyError> identified(
            String path, String complaint, String prefix, Request request) {
        if (!path.startsWith(prefix)) {
            return Optional.empty();
        }
        String[] id = path.substring(prefix.length()).split("\\.", 2);
        for (int row = 0; row < request.rows().size(); row++) {
            if (request.rows().get(row).identifier().equals(id[0])) {
                String below = id.length == 1 ? "" : id[1];
                return Optional.of(new JsonBodyError(OptionalInt.of(row), below, complaint));
            }
        }
        return Optional.empty();
    }

    /** Iterable wraps its messages in arrays and objects. */
    private static String text(JsonNode said) {
        if (said.isArray()) {
            List<String> parts = new ArrayList<>(said.size());
            said.forEach(part -> parts.add(text(part)));
            return String.join(", ", parts);
        }
        if (said.has("msg")) {
            return text(said.path("msg"));
        }
        return said.isValueNode() ? said.asText() : said.toString();
    }

    /** What is wrong, with the value the row has there. */
    String words(JsonNode fields) {
        JsonNode value = valueIn(fields);
        return path.isEmpty() || value.isMissingNode()
                ? words()
                : words() + ", the row has " + JsonFields.words(value);
    }

    /** What is wrong, without a look at the row. */
    String words() {
        String known =
                WORDS.keySet().stream()
                        .filter(complaint::contains)
                        .sorted()
                        .map(WORDS::get)
                        .collect(Collectors.joining(" or "));
        String wrong = known.isEmpty() ? "is refused: " + complaint : known;
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
