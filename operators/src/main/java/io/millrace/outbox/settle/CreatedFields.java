/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fields that the calls of a run added to the project, with their types. */
public final class CreatedFields {

    static final String CREATED = "createdFields";
    static final String TEXT_AS_DATE = "textBecameDate";

    private final SortedMap<String, String> typesByField = new TreeMap<>();

    /**
     * @param created names with types; an empty type is unknown
     */
    public void met(Endpoint endpoint, Map<String, String> created) {
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
     * What to tell of the run, a warning for each field.
     *
     * @param text names of fields that are mapped from columns of text
     */
    public List<Warning> warnings(Set<String> text) {
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
                + " is a date for good, as the first text of its column looks like one: a text"
                + " that is no date will be refused. If the column is no date, map it to a new"
                + " field, and let a text that is no date come first";
    }
}
