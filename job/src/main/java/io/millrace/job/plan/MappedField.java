/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.problem.Location;
import io.millrace.mapping.FieldType;
import io.millrace.mapping.FieldType.Fit;
import java.io.Serializable;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * A field that a sync writes.
 *
 * @param path its name; within an object the names to it, with dots
 * @param key where the sync says so, such as {@code mappings.age}
 */
public record MappedField(String path, String key, Location at, Value value)
        implements Serializable {

    /** What is written. */
    public sealed interface Value extends Serializable {

        /** Which of its values a field of this type takes. */
        Fit fit(FieldType type);

        /** As a message says what it is. */
        String words();
    }

    /**
     * The values of a column, or of a field of one that holds rows.
     *
     * @param name of the column
     */
    public record OfColumn(String name, LogicalType type) implements Value {

        @Override
        public Fit fit(FieldType field) {
            return field.fit(type);
        }

        @Override
        public String words() {
            return "column '" + name + "' is " + type.copy(true).asSummaryString();
        }
    }

    /** The same value for every row. */
    public record OfConstant(String json, FieldType type) implements Value {

        @Override
        public Fit fit(FieldType field) {
            boolean fits = field == FieldType.UNKNOWN || field.accepts(type);
            return fits || type == FieldType.UNKNOWN ? Fit.EVERY_VALUE : Fit.NO_VALUE;
        }

        @Override
        public String words() {
            return "the value is " + json;
        }
    }

    /** An object that the sync puts together. */
    public record OfGroup() implements Value {

        @Override
        public Fit fit(FieldType field) {
            return switch (field) {
                case UNKNOWN, OBJECT, GEO_LOCATION -> Fit.EVERY_VALUE;
                case STRING, DATE, LONG, DOUBLE, BOOLEAN, USER_ID, EMAIL, PHONE_NUMBER ->
                        Fit.NO_VALUE;
            };
        }

        @Override
        public String words() {
            return "the sync writes an object";
        }
    }

    /** Whether its column holds text. The first text may look like a date. */
    public boolean isOfText() {
        return value instanceof OfColumn column
                && column.type().is(LogicalTypeFamily.CHARACTER_STRING);
    }
}
