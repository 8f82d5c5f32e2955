/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The declaration of a view, executed again wherever the view is planned.
 *
 * @param query with every name qualified and every {@code *} expanded
 */
public record ViewStatement(String name, List<String> columns, String query) {

    public String sql() {
        return columns.stream()
                .map(ViewStatement::quote)
                .collect(
                        Collectors.joining(
                                ", ",
                                "CREATE TEMPORARY VIEW " + quote(name) + " (",
                                ") AS " + query));
    }

    public static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** Leaves out the query, whose literals may come from the environment. */
    @Override
    public String toString() {
        return "view '" + name + "'";
    }
}
