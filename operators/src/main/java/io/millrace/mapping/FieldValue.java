/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the value of one Iterable field comes from. */
public sealed interface FieldValue extends Serializable
        permits FieldValue.Column, FieldValue.Static, FieldValue.Nested {

    /** Calls what fits this case. */
    <E extends Exception> void match(Cases<E> cases) throws E;

    /** One method a case. */
    interface Cases<E extends Exception> {

        void column(Column column) throws E;

        void constant(Static constant) throws E;

        void nested(Nested nested) throws E;
    }

    /**
     * The row's column at {@code position} of its {@link io.millrace.row.RowLayout}.
     *
     * @param type what the field holds, as far as it is known: a value that does not fit rejects
     *     its row
     */
    record Column(int position, FieldType type) implements FieldValue {

        /** For a field whose type is not known. */
        public Column(int position) {
            this(position, FieldType.UNKNOWN);
        }

        @Override
        public <E extends Exception> void match(Cases<E> cases) throws E {
            cases.column(this);
        }
    }

    /** The same value for every row: {@code json} is any JSON value as text. */
    record Static(String json) implements FieldValue {

        @Override
        public <E extends Exception> void match(Cases<E> cases) throws E {
            cases.constant(this);
        }
    }

    /** An object of its own; fields in the order given. */
    record Nested(Map<String, FieldValue> fields) implements FieldValue {

        public Nested {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** The same with these types, where none is known yet. */
        public Nested typed(FieldTypes types) {
            return typed(types, "");
        }

        private Nested typed(FieldTypes types, String prefix) {
            Map<String, FieldValue> typed = new LinkedHashMap<>();
            fields.forEach(
                    (name, value) -> {
                        String path = prefix + name;
                        if (value instanceof Nested nested) {
                            typed.put(name, nested.typed(types, path + "."));
                        } else if (value instanceof Column column
                                && column.type() == FieldType.UNKNOWN) {
                            typed.put(name, new Column(column.position(), types.of(path)));
                        } else {
                            typed.put(name, value);
                        }
                    });
            return new Nested(typed);
        }

        @Override
        public <E extends Exception> void match(Cases<E> cases) throws E {
            cases.nested(this);
        }
    }
}
