/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the value of one Iterable field comes from. */
public sealed interface FieldValue extends Serializable
        permits FieldValue.Column, FieldValue.Static, FieldValue.Nested {

    /** The row's column at {@code position} of its {@link io.millrace.snapshot.RowLayout}. */
    record Column(int position) implements FieldValue {}

    /** The same value for every row: {@code json} is any JSON value as text. */
    record Static(String json) implements FieldValue {}

    /** An object of its own; fields in the order given. */
    record Nested(Map<String, FieldValue> fields) implements FieldValue {

        public Nested {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
