/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.snapshot.warehouse.dialect.BoundSql.Argument;
import java.util.List;

/**
 * Compares a key with a bound column by column: {@code (a > ? OR (a = ? AND b >= ?))}. Every
 * database understands it; a dialect whose database compares whole rows has shorter SQL.
 */
final class KeyComparison {

    private KeyComparison() {}

    /**
     * @param bound values of the leading key columns, at least one
     * @param strict the comparison for all but the last value
     * @param last the comparison for the last value
     */
    static BoundSql of(
            WarehouseDialect dialect,
            List<KeyColumn> key,
            List<String> bound,
            String strict,
            String last) {
        if (bound.size() == 1) {
            return compared(dialect, key.get(0), last, bound.get(0));
        }
        BoundSql rest =
                of(
                        dialect,
                        key.subList(1, key.size()),
                        bound.subList(1, bound.size()),
                        strict,
                        last);
        BoundSql equal = compared(dialect, key.get(0), "=", bound.get(0));
        BoundSql beyond = compared(dialect, key.get(0), strict, bound.get(0));
        return BoundSql.or(List.of(beyond, BoundSql.and(List.of(equal, rest))));
    }

    private static BoundSql compared(
            WarehouseDialect dialect, KeyColumn column, String comparison, String value) {
        String name = dialect.quote(column.source().name());
        return new BoundSql(
                name + " " + comparison + " " + dialect.parameter(column),
                List.of(new Argument(column, value)));
    }
}
