/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/** The rows to read: those of a named table or view, or of a query. */
sealed interface Relation extends Serializable {

    /** Returns the SQL for a {@code FROM} clause. */
    String from(WarehouseDialect dialect);

    /** Returns the text for messages. */
    String description();

    /** Whether {@link #from} is a name, of a table, a view or anything else. */
    boolean isName();

    /**
     * @param name parts separated by dots; a part in double quotes or backticks keeps its letter
     *     case, other parts follow the database's rule for letter case
     */
    record Table(String name) implements Relation {

        private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|`[^`]+`|[^\\s.\"`;()']+)";
        private static final Pattern NAME = Pattern.compile(PART + "(?:\\." + PART + ")*");
        private static final Pattern PARTS = Pattern.compile(PART);

        static boolean isName(String text) {
            return NAME.matcher(text).matches();
        }

        @Override
        public String from(WarehouseDialect dialect) {
            return String.join(".", parts(dialect));
        }

        private List<String> parts(WarehouseDialect dialect) {
            return PARTS.matcher(name)
                    .results()
                    .map(found -> quoted(found.group(), dialect))
                    .toList();
        }

        private static String quoted(String part, WarehouseDialect dialect) {
            return switch (part.charAt(0)) {
                case '"' -> dialect.quote(inner(part).replace("\"\"", "\""));
                case '`' -> dialect.quote(inner(part));
                default -> dialect.unquoted(part);
            };
        }

        private static String inner(String part) {
            return part.substring(1, part.length() - 1);
        }

        @Override
        public String description() {
            return "table " + name;
        }

        @Override
        public boolean isName() {
            return true;
        }
    }

    /**
     * @param sql a statement without its closing semicolon
     */
    record Query(String sql) implements Relation {

        private static final Pattern END = Pattern.compile("[\\s;]+$");
        private static final int SHOWN_CHARACTERS = 120;

        public Query {
            sql = END.matcher(sql).replaceFirst("");
        }

        @Override
        public String from(WarehouseDialect dialect) {
            // Without the line break, a comment at the end of the query would include the bracket.
            return "(" + sql + "\n) " + dialect.quote("model");
        }

        @Override
        public String description() {
            String line = sql.replaceAll("\\s+", " ");
            String shown =
                    line.length() <= SHOWN_CHARACTERS
                            ? line
                            : line.substring(0, SHOWN_CHARACTERS) + "...";
            return "query \"" + shown + "\"";
        }

        @Override
        public boolean isName() {
            return false;
        }
    }
}
