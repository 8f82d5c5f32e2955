/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.mapping.field.FieldType;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Finds the types of new fields in the rows of a request. A response contains the names of the
 * fields that the call added, but not their types, and {@code users/getFields} may not list them
 * yet.
 */
final class NewFieldTypes {

    private NewFieldTypes() {}

    /**
     * Each name with the type of its first value; an empty text if no row has a value.
     *
     * @param refused indexes of the rows that Iterable did not accept
     */
    static SortedMap<String, String> types(
            SortedSet<String> names, Request request, Set<Integer> refused) {
        SortedMap<String, String> types = new TreeMap<>();
        Set<String> open = new HashSet<>(names);
        names.forEach(name -> types.put(name, ""));
        for (int row = 0; row < request.rows().size() && !open.isEmpty(); row++) {
            if (refused.contains(row)) {
                continue;
            }
            JsonNode body = JsonFields.parse(request.rows().get(row).body());
            for (String name : Set.copyOf(open)) {
                type(body.path(JsonFields.DATA_FIELDS), name)
                        .ifPresent(
                                type -> {
                                    types.put(name, type.wireName());
                                    open.remove(name);
                                });
            }
        }
        return types;
    }

    private static Optional<FieldType> type(JsonNode fields, String name) {
        return JsonFields.values(fields, name).stream()
                .findFirst()
                .flatMap(value -> JsonFields.type(name, value));
    }
}
