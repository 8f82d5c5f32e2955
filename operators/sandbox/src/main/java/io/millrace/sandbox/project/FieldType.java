/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The types of fields. The first value of a field fixes its type. */
public enum FieldType {
    STRING("string"),
    LONG("long"),
    DOUBLE("double"),
    BOOLEAN("boolean"),
    DATE("date"),
    GEO_LOCATION("geo_location"),
    OBJECT("object");

    private final String wireName;

    FieldType(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether a value of that type can be read as this one. */
    boolean accepts(FieldType incoming) {
        return this == incoming
                || (this == DOUBLE && incoming == LONG)
                || (this == STRING && incoming == DATE);
    }

    public static Optional<FieldType> named(String wireName) {
        for (FieldType type : values()) {
            if (type.wireName.equals(wireName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type of a value; empty for null, and for arrays, whose elements are checked instead. */
    static Optional<FieldType> of(String name, JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> Optional.of(Dates.isDate(value.textValue()) ? DATE : STRING);
            case NUMBER -> Optional.of(value.isIntegralNumber() ? LONG : DOUBLE);
            case BOOLEAN -> Optional.of(BOOLEAN);
            case OBJECT, POJO -> Optional.of(isGeoLocation(name, value) ? GEO_LOCATION : OBJECT);
            case ARRAY, BINARY, MISSING, NULL -> Optional.empty();
        };
    }

    private static boolean isGeoLocation(String name, JsonNode value) {
        return name.endsWith("_geo_location")
                && value.path("lat").isNumber()
                && value.path("lon").isNumber();
    }
}
