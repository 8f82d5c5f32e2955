/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.problem.Location;
import io.millrace.mapping.field.FieldType;
import io.millrace.mapping.field.FieldType.Fit;
import java.io.Serializable;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * A field that a sync writes.
 *
 * @param path the names of the enclosing objects and of the field, with dots
 * @param key the key of the sync that maps the field, such as {@code mappings.age}
 */
public record MappedField(String path, String key, Location at, Value value)
        implements Serializable {

    /** The value that is written. */
    public sealed interface Value extends Serializable {

        /** Which values a field of this type accepts. */
        Fit fit(FieldType type);

        /** Describes the value in a message. */
        String words();
    }

    /**
     * The values of a column, or of a field in a column that holds rows.
     *
     * @param name of the column, and of the field after a dot
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

    /** A group of fields, which is an object in Iterable. */
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

    /** True for a column that holds text. Iterable reads some texts as dates. */
    public boolean isOfText() {
        return value instanceof OfColumn column
                && column.type().is(LogicalTypeFamily.CHARACTER_STRING);
    }
}
