/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import io.millrace.job.definition.problem.Location;
import java.util.List;

/**
 * A YAML value with its position. References to environment variables are resolved, but messages
 * quote the text of the file, never the resolved value.
 */
public sealed interface Yaml permits Yaml.Scalar, Yaml.Items, Yaml.Fields {

    Location at();

    /** Describes the value for a message. */
    String words();

    /** The YAML type of a scalar, before it is read as the type of an option. */
    enum Kind {
        TEXT,
        WHOLE_NUMBER,
        NUMBER,
        FLAG,
        NOTHING
    }

    /**
     * @param written the text in the file
     * @param text the text with references resolved
     */
    record Scalar(String written, String text, Kind kind, Location at) implements Yaml {

        @Override
        public String words() {
            return kind == Kind.NOTHING ? "nothing" : "'" + written + "'";
        }

        public boolean isReference() {
            return EnvironmentVariables.hasReference(written);
        }

        /** Leaves out the resolved text, which may be a secret. */
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

    /** Fields in the order of the file. Names are unique. */
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
     * @param at the position of the name
     */
    record Field(String name, Location at, Yaml value) {}
}
