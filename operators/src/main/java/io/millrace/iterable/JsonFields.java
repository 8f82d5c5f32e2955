/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.mapping.field.FieldType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Reads the fields of a sent row. The path of a field in an object contains dots. An array is read
 * as its elements.
 */
final class JsonFields {

    static final String DATA_FIELDS = "dataFields";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LENGTH = 60;

    private JsonFields() {}

    /** Parses a body that we sent. A body that is not JSON has no values. */
    static JsonNode parse(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? JSON.createObjectNode() : node;
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The values of the field at this path, without nulls. */
    static List<JsonNode> values(JsonNode fields, String path) {
        List<JsonNode> found = new ArrayList<>();
        collect(fields, path, found);
        return found;
    }

    private static void collect(JsonNode fields, String path, List<JsonNode> found) {
        int dot = path.indexOf('.');
        for (JsonNode value : elements(fields.path(dot < 0 ? path : path.substring(0, dot)))) {
            if (dot < 0) {
                found.add(value);
            } else {
                collect(value, path.substring(dot + 1), found);
            }
        }
    }

    /** Visits each value except nulls, with its path. An object comes before its fields. */
    static void each(JsonNode fields, BiConsumer<String, JsonNode> action) {
        each(fields, "", action);
    }

    private static void each(JsonNode fields, String prefix, BiConsumer<String, JsonNode> action) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String path = prefix + field.getKey();
            for (JsonNode value : elements(field.getValue())) {
                action.accept(path, value);
                each(value, path + ".", action);
            }
        }
    }

    private static List<JsonNode> elements(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return List.of();
        }
        if (!value.isArray()) {
            return List.of(value);
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(element -> elements.addAll(elements(element)));
        return elements;
    }

    /** The type that a new field receives from this value; empty for null and arrays. */
    static Optional<FieldType> type(String path, JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> Optional.of(FieldType.ofText(value.textValue()));
            case NUMBER ->
                    Optional.of(value.isIntegralNumber() ? FieldType.LONG : FieldType.DOUBLE);
            case BOOLEAN -> Optional.of(FieldType.BOOLEAN);
            case OBJECT, POJO ->
                    Optional.of(
                            isGeoLocation(path, value) ? FieldType.GEO_LOCATION : FieldType.OBJECT);
            case ARRAY, BINARY, MISSING, NULL -> Optional.empty();
        };
    }

    private static boolean isGeoLocation(String path, JsonNode value) {
        return path.endsWith(FieldType.GEO_SUFFIX)
                && value.path("lat").isNumber()
                && value.path("lon").isNumber();
    }

    /** Describes the value, such as {@code the text 'soon'} or {@code the number 7}. */
    static String words(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING ->
                    value.textValue().isEmpty()
                            ? "an empty text"
                            : "the text '" + shorten(value.textValue()) + "'";
            case NUMBER -> "the number " + shorten(value.asText());
            case BOOLEAN -> value.asText();
            case OBJECT, POJO -> "the object " + shorten(value.toString());
            case ARRAY -> "the array " + shorten(value.toString());
            case BINARY, MISSING, NULL -> "null";
        };
    }

    private static String shorten(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
