/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A part of a {@code WHERE} clause and the key texts for its parameters, in their order. */
record Condition(String sql, List<Argument> arguments) {

    record Argument(KeyColumn column, String text) {}

    Condition {
        arguments = List.copyOf(arguments);
    }

    static Condition all(List<Condition> conditions) {
        return joined(conditions, " AND ");
    }

    static Condition any(List<Condition> conditions) {
        return joined(conditions, " OR ");
    }

    private static Condition joined(List<Condition> conditions, String word) {
        List<Argument> arguments = new ArrayList<>();
        conditions.forEach(condition -> arguments.addAll(condition.arguments()));
        return new Condition(
                conditions.stream()
                        .map(condition -> "(" + condition.sql() + ")")
                        .collect(Collectors.joining(word)),
                arguments);
    }
}
