/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import io.millrace.job.definition.problem.Location;
import java.util.List;

/**
 * A YAML value with the place it stands at. References to the environment are resolved; texts for
 * people quote what is written, never what it resolved to.
 */
public sealed interface Yaml permits Yaml.Scalar, Yaml.Items, Yaml.Fields {

    Location at();

    /** What this is, in words. */
    String words();

    /** What a scalar is to YAML before anyone asks for a certain type. */
    enum Kind {
        TEXT,
        WHOLE_NUMBER,
        NUMBER,
        FLAG,
        NOTHING
    }

    /**
     * @param written as it stands in the file
     * @param text with references resolved
     */
    record Scalar(String written, String text, Kind kind, Location at) implements Yaml {

        @Override
        public String words() {
            return kind == Kind.NOTHING ? "nothing" : "'" + written + "'";
        }

        public boolean isReference() {
            return EnvironmentVariables.hasReference(written);
        }

        /** Without the resolved text: it may be a secret. */
        @Override
        public String toString() {
            return at + " " + written;
        }
    }

    record Items(List<Yaml> items, Location at) implements Yaml {

        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String words() {
            return "a list";
        }
    }

    /** Fields in the order of the file, names unique. */
    record Fields(List<Field> fields, Location at) implements Yaml {

        public Fields {
            fields = List.copyOf(fields);
        }

        @Override
        public String words() {
            return "a group of keys";
        }
    }

    /**
     * @param at where the name stands
     */
    record Field(String name, Location at, Yaml value) {}
}
