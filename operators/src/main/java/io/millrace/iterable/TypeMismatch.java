/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.mapping.field.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A field a request was refused for: one of {@code validationErrors}.
 *
 * @param expected the type of the field in Iterable, as Iterable spells it; empty if not told
 * @param offending the value that does not fit; missing if not told
 */
record TypeMismatch(String field, String expected, JsonNode offending) {

    /** Of the {@code params} of an answer. */
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

    /** What is wrong with the row, in words; empty if the field does not refuse it. */
    Optional<String> wordsOf(JsonNode fields) {
        return JsonFields.values(fields, field).stream()
                .filter(this::isRefused)
                .findFirst()
                .map(value -> words(field, expected, JsonFields.words(value)));
    }

    /** What is wrong with the request as a whole. */
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
     * Iterable names one value of a field. Others of the same type are refused too, as Iterable
     * compares types; a text that begins like a date may be read as one.
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

    /** False if the value fits the type, or may. */
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
