/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Where the value of one Iterable field comes from. */
public sealed interface FieldValue extends Serializable
        permits FieldValue.Column, FieldValue.Static, FieldValue.Nested {

    /** Returns the result of the function for this case. */
    <T> T match(
            Function<Column, T> column, Function<Static, T> constant, Function<Nested, T> nested);

    /**
     * The row's column at {@code position} of its {@link io.millrace.row.RowLayout}.
     *
     * @param type of the field in Iterable; a row whose value does not fit is rejected
     */
    record Column(int position, FieldType type) implements FieldValue {

        /** For a field whose type is not known. */
        public Column(int position) {
            this(position, FieldType.UNKNOWN);
        }

        private Column withType(FieldType known) {
            return type == FieldType.UNKNOWN ? new Column(position, known) : this;
        }

        @Override
        public <T> T match(
                Function<Column, T> column,
                Function<Static, T> constant,
                Function<Nested, T> nested) {
            return column.apply(this);
        }
    }

    /**
     * The same value for every row.
     *
     * @param json any JSON value as text
     */
    record Static(String json) implements FieldValue {

        @Override
        public <T> T match(
                Function<Column, T> column,
                Function<Static, T> constant,
                Function<Nested, T> nested) {
            return constant.apply(this);
        }
    }

    /** An object with fields, in the given order. */
    record Nested(Map<String, FieldValue> fields) implements FieldValue {

        public Nested {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** The same fields, with these types where no type is known yet. */
        public Nested withTypes(FieldTypes types) {
            return withTypes(types, "");
        }

        private Nested withTypes(FieldTypes types, String prefix) {
            Map<String, FieldValue> typed = new LinkedHashMap<>();
            fields.forEach(
                    (name, value) -> {
                        String path = prefix + name;
                        FieldValue withType =
                                value.match(
                                        column -> column.withType(types.of(path)),
                                        constant -> constant,
                                        nested -> nested.withTypes(types, path + "."));
                        typed.put(name, withType);
                    });
            return new Nested(typed);
        }

        @Override
        public <T> T match(
                Function<Column, T> column,
                Function<Static, T> constant,
                Function<Nested, T> nested) {
            return nested.apply(this);
        }
    }
}
