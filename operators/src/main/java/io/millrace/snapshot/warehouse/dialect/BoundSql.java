/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** SQL text, a condition or a whole statement, and the arguments for its parameters in order. */
public record BoundSql(String sql, List<Argument> arguments) {

    /**
     * @param text the value of a key column, see {@link
     *     io.millrace.snapshot.warehouse.column.KeyText}
     */
    public record Argument(KeyColumn column, String text) {}

    public BoundSql {
        arguments = List.copyOf(arguments);
    }

    public static BoundSql withoutArguments(String sql) {
        return new BoundSql(sql, List.of());
    }

    public static BoundSql and(List<BoundSql> conditions) {
        return joined(conditions, " AND ");
    }

    public static BoundSql or(List<BoundSql> conditions) {
        return joined(conditions, " OR ");
    }

    private static BoundSql joined(List<BoundSql> conditions, String operator) {
        List<Argument> arguments = new ArrayList<>();
        conditions.forEach(condition -> arguments.addAll(condition.arguments()));
        String sql =
                conditions.stream()
                        .map(condition -> "(" + condition.sql() + ")")
                        .collect(Collectors.joining(operator));
        return new BoundSql(sql, arguments);
    }
}
