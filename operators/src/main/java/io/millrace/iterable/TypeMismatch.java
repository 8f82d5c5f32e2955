/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.mapping.field.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A field for which a request was refused: one of {@code validationErrors}.
 *
 * @param expected Iterable's name of the field's type; empty if unknown
 * @param offending the value that does not fit; missing if unknown
 */
record TypeMismatch(String field, String expected, JsonNode offending) {

    /** Reads the {@code params} of a response. */
    static List<TypeMismatch> of(JsonNode params) {
        List<TypeMismatch> mismatches = new ArrayList<>();
        for (Map.Entry<String, JsonNode> error : params.path("validationErrors").properties()) {
            mismatches.add(
                    new TypeMismatch(
                            error.getKey(),
                            error.getValue().path("expectedType").asText(""),
                            error.getValue().path("offendingValue")));
        }
        return mismatches;
    }

    /** Describes the row's value; empty if the field accepts it. */
    Optional<String> wordsOf(JsonNode fields) {
        return JsonFields.values(fields, field).stream()
                .filter(this::isRefused)
                .findFirst()
                .map(value -> words(field, expected, JsonFields.words(value)));
    }

    /** Describes the refusal of the whole request. */
    String words() {
        return words(
                field,
                expected,
                offending.isMissingNode() ? "another type" : JsonFields.words(offending));
    }

    static String words(String field, String type, String value) {
        String known = type.isEmpty() ? "has another type" : "is " + type;
        return "field '" + field + "' " + known + " in Iterable, the row has " + value;
    }

    /**
     * A response contains one value of a field. Other values of the same type are refused too,
     * because Iterable compares types. A text that begins like a date may be read as a date.
     */
    private boolean isRefused(JsonNode value) {
        return isOffending(value)
                || (isOfOffendingType(value)
                        && FieldType.named(expected)
                                .filter(type -> isCertainlyUnfit(type, field, value))
                                .isPresent());
    }

    private boolean isOffending(JsonNode value) {
        return value.equals(offending)
                || (value.isNumber()
                        && offending.isNumber()
                        && value.decimalValue().compareTo(offending.decimalValue()) == 0);
    }

    private boolean isOfOffendingType(JsonNode value) {
        return offending.isMissingNode()
                || JsonFields.type(field, value).equals(JsonFields.type(field, offending));
    }

    /** False if the value fits the type or may fit it. */
    static boolean isCertainlyUnfit(FieldType type, String field, JsonNode value) {
        boolean mayBeDate =
                type == FieldType.DATE
                        && value.isTextual()
                        && !value.textValue().isEmpty()
                        && Character.isDigit(value.textValue().charAt(0));
        return !mayBeDate
                && JsonFields.type(field, value).filter(own -> !type.accepts(own)).isPresent();
    }
}
