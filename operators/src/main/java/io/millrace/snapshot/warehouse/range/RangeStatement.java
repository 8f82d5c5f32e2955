/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import io.millrace.snapshot.warehouse.column.SelectedColumn;
import io.millrace.snapshot.warehouse.dialect.BoundSql;
import io.millrace.snapshot.warehouse.dialect.KeyColumn;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import io.millrace.snapshot.warehouse.range.KeyRange.Keyless;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds the statement that reads a range from its position on.
 *
 * @param from as in a {@code FROM} clause
 * @param key in key order; empty if the table has none
 */
public record RangeStatement(
        WarehouseDialect dialect, String from, List<SelectedColumn> selected, List<KeyColumn> key) {

    public BoundSql of(TableRange range) {
        BoundSql where = range.match(this::where, this::inPages);
        StringBuilder sql = new StringBuilder("SELECT ");
        sql.append(selectList()).append(" FROM ").append(from);
        if (!where.sql().isEmpty()) {
            sql.append(" WHERE ").append(where.sql());
        }
        if (range.match(this::isOrdered, pages -> false)) {
            sql.append(" ORDER BY ").append(keyNames());
        }
        return new BoundSql(sql.toString(), where.arguments());
    }

    private BoundSql inPages(PageRange range) {
        return dialect.pageAccess().orElseThrow().inPages(range.from(), range.upTo());
    }

    private boolean isOrdered(KeyRange range) {
        return !key.isEmpty() && range.keyless() != Keyless.ONLY;
    }

    private String selectList() {
        return selected.isEmpty()
                ? "1"
                : selected.stream()
                        .map(column -> dialect.selectItem(column.column()))
                        .collect(Collectors.joining(", "));
    }

    private String keyNames() {
        return key.stream()
                .map(column -> dialect.quote(column.source().name()))
                .collect(Collectors.joining(", "));
    }

    private BoundSql where(KeyRange range) {
        List<BoundSql> conditions = new ArrayList<>();
        if (range.position().isPresent()) {
            conditions.add(dialect.atLeast(key, range.position().get().key()));
        } else if (!range.lower().isEmpty()) {
            conditions.add(dialect.atLeast(key, range.lower()));
        }
        if (!range.upper().isEmpty()) {
            conditions.add(dialect.below(key, range.upper()));
        }
        return switch (range.keyless()) {
            case EXCLUDED -> {
                conditions.addAll(nullTests(" IS NOT NULL"));
                yield BoundSql.and(conditions);
            }
            case INCLUDED -> {
                List<BoundSql> nulls = nullTests(" IS NULL");
                yield conditions.isEmpty() || nulls.isEmpty()
                        ? BoundSql.and(conditions)
                        : BoundSql.or(List.of(BoundSql.and(conditions), BoundSql.or(nulls)));
            }
            case ONLY -> BoundSql.or(nullTests(" IS NULL"));
        };
    }

    private List<BoundSql> nullTests(String test) {
        return key.stream()
                .filter(column -> column.source().mayBeNull())
                .map(column -> dialect.quote(column.source().name()) + test)
                .map(BoundSql::withoutArguments)
                .toList();
    }
}
