/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.job.definition.problem.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the file says the value of an Iterable field comes from. */
public sealed interface FieldTree permits FieldTree.Column, FieldTree.Constant, FieldTree.Branch {

    Location at();

    /** The column of this name, in the model. */
    record Column(String name, Location at) implements FieldTree {}

    /**
     * @param json any JSON value as text
     */
    record Constant(String json, Location at) implements FieldTree {}

    /** An object of its own, fields in the order of the file. */
    record Branch(Map<String, FieldTree> fields, Location at) implements FieldTree {

        public Branch {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
