/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.field.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fields that the calls of a run added to the Iterable project, with their types. */
final class CreatedFields {

    static final String CREATED = "createdFields";
    static final String TEXT_AS_DATE = "textBecameDate";

    private final SortedMap<String, String> typesByField = new TreeMap<>();

    /**
     * @param created names with types; an empty type is unknown
     */
    void add(Endpoint endpoint, Map<String, String> created) {
        created.forEach(
                (name, type) ->
                        typesByField.merge(
                                kind(endpoint) + " field '" + name + "'",
                                type,
                                (one, other) -> one.isEmpty() ? other : one));
    }

    private static String kind(Endpoint endpoint) {
        return switch (endpoint) {
            case EVENTS_TRACK_BULK -> "event";
            default -> "profile";
        };
    }

    /**
     * Returns a warning for each field, and another if a column of text became a date field.
     *
     * @param text names of fields that are mapped from columns of text
     */
    List<Warning> warnings(Set<String> text) {
        List<Warning> warnings = new ArrayList<>();
        typesByField.forEach(
                (field, type) -> {
                    warnings.add(
                            new Warning(
                                    CREATED, field + (type.isEmpty() ? "" : " of type " + type)));
                    boolean ofText =
                            text.stream().anyMatch(name -> field.endsWith("'" + name + "'"));
                    if (ofText && type.equals(FieldType.DATE.wireName())) {
                        warnings.add(new Warning(TEXT_AS_DATE, textAsDate(field)));
                    }
                });
        return warnings;
    }

    private static String textAsDate(String field) {
        return field
                + " is permanently a date, because the first text of its column looks like one:"
                + " Iterable will refuse a text that is not a date. If the column does not contain"
                + " dates, map it to a new field, and send a text that is not a date first";
    }
}
