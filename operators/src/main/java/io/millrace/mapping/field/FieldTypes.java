/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Types of Iterable's fields by path: {@code address.city} is the field {@code city} in the object
 * {@code address}. A mapping receives them in {@code Mapping.withTypes}; a row with a value that
 * its field can't hold is then rejected before it is sent.
 */
public record FieldTypes(Map<String, FieldType> byPath) implements Serializable {

    public static final FieldTypes NONE = new FieldTypes(Map.of());

    public FieldTypes {
        byPath = Map.copyOf(byPath);
    }

    /**
     * The types that {@code users/getFields} or a catalog reports.
     *
     * @param wireNames the name of the type by path; names without a {@link FieldType} are ignored
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
