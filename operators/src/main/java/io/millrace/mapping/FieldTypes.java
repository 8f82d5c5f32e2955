/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Types of Iterable's fields, by path: {@code address.city} is the field {@code city} of the object
 * {@code address}. A mapping takes them with {@link Mapping#typed}; from then on a row with a value
 * its field can't hold is rejected before it is sent.
 */
public record FieldTypes(Map<String, FieldType> byPath) implements Serializable {

    public static final FieldTypes NONE = new FieldTypes(Map.of());

    public FieldTypes {
        byPath = Map.copyOf(byPath);
    }

    /**
     * As {@code users/getFields} and catalogs tell them.
     *
     * @param wireNames the name of the type by path; those without rules here are left out
     */
    public static FieldTypes of(Map<String, String> wireNames) {
        Map<String, FieldType> types = new HashMap<>();
        wireNames.forEach(
                (path, name) -> FieldType.named(name).ifPresent(type -> types.put(path, type)));
        return new FieldTypes(types);
    }

    FieldType of(String path) {
        return byPath.getOrDefault(path, FieldType.UNKNOWN);
    }
}
