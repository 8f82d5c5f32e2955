/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A view as it is declared again wherever it is planned.
 *
 * @param query with every name qualified and every {@code *} spelt out
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

    /** Without the query: its literals may come from the environment. */
    @Override
    public String toString() {
        return "view '" + name + "'";
    }
}
