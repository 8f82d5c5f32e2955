/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.Condition.Argument;
import io.millrace.snapshot.warehouse.KeyRange.Keyless;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statement that reads a range, from its position on. */
final class RangeStatement {

    private static final List<Argument> NONE = List.of();

    private final WarehouseTable table;
    private final WarehouseDialect dialect;
    private final RowShape shape;

    RangeStatement(WarehouseTable table, RowShape shape) {
        this.table = table;
        this.dialect = table.dialect();
        this.shape = shape;
    }

    /** The whole statement with the arguments of its parameters. */
    Condition of(TableRange range) {
        Condition where = range.match(this::where, dialect::inPages);
        StringBuilder sql = new StringBuilder("SELECT ");
        sql.append(columns());
        sql.append(" FROM ").append(table.relation().from(dialect));
        if (!where.sql().isEmpty()) {
            sql.append(" WHERE ").append(where.sql());
        }
        if (range.match(this::isOrdered, pages -> false)) {
            sql.append(" ORDER BY ").append(String.join(", ", keyNames()));
        }
        return new Condition(sql.toString(), where.arguments());
    }

    private boolean isOrdered(KeyRange range) {
        return !shape.key().isEmpty() && range.keyless() != Keyless.ALONE;
    }

    private String columns() {
        return shape.selected().isEmpty()
                ? "1"
                : shape.selected().stream()
                        .map(selected -> dialect.select(selected.column()))
                        .collect(Collectors.joining(", "));
    }

    private List<String> keyNames() {
        return shape.key().stream().map(column -> dialect.quote(column.source().name())).toList();
    }

    private Condition where(KeyRange range) {
        List<Condition> conditions = new ArrayList<>();
        if (range.position().isPresent()) {
            conditions.add(dialect.atLeast(shape.key(), range.position().get().key()));
        } else if (!range.lower().isEmpty()) {
            conditions.add(dialect.atLeast(shape.key(), range.lower()));
        }
        if (!range.upper().isEmpty()) {
            conditions.add(dialect.below(shape.key(), range.upper()));
        }
        return switch (range.keyless()) {
            case LEFT_OUT -> {
                conditions.addAll(nullTests(" IS NOT NULL"));
                yield Condition.all(conditions);
            }
            case INCLUDED -> {
                List<Condition> nulls = nullTests(" IS NULL");
                yield conditions.isEmpty() || nulls.isEmpty()
                        ? Condition.all(conditions)
                        : Condition.any(List.of(Condition.all(conditions), Condition.any(nulls)));
            }
            case ALONE -> Condition.any(nullTests(" IS NULL"));
        };
    }

    private List<Condition> nullTests(String test) {
        return shape.key().stream()
                .filter(column -> column.source().mayBeNull())
                .map(column -> new Condition(dialect.quote(column.source().name()) + test, NONE))
                .toList();
    }
}
