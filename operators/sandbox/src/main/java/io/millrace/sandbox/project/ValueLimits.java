/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.JsonNode;

/** The ranges of values, by the type of the field. */
final class ValueLimits {

    /** "Approximately 32k characters" in Iterable's documentation. */
    private static final int LONGEST_TEXT = 32 * 1024;

    private static final int NORTHERNMOST = 90;
    private static final int EASTERNMOST = 180;

    private ValueLimits() {}

    /** Whether a value of this type is within the range of the type. */
    static boolean allow(FieldType type, JsonNode value) {
        return switch (type) {
            case STRING -> value.textValue().length() <= LONGEST_TEXT;
            case LONG -> value.canConvertToLong();
            case GEO_LOCATION ->
                    Math.abs(value.path("lat").asDouble()) <= NORTHERNMOST
                            && Math.abs(value.path("lon").asDouble()) <= EASTERNMOST;
            case DOUBLE, BOOLEAN, DATE, OBJECT -> true;
        };
    }
}
