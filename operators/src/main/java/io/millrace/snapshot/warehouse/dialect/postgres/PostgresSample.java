/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.snapshot.warehouse.column.SourceColumn.Origin;
import io.millrace.snapshot.warehouse.dialect.JdbcStatements;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds bounds of key ranges from a sample of a table's pages, or from the planner's histogram if
 * the table can't be sampled. Reads some hundred pages, however large the table is.
 */
public final class PostgresSample {

    private static final long ROWS_PER_RANGE = 50_000;
    private static final long BYTES_PER_RANGE = 32L << 20;
    private static final int MOST_RANGES = 512;
    private static final double SAMPLED_PAGES = 1_000;
    private static final double PAGE_BYTES = 8_192;

    private static final String SIZE =
            """
            SELECT c.relkind::text,
                   CASE WHEN c.relkind = 'p'
                        THEN (SELECT coalesce(sum(pg_relation_size(p.relid)), 0)
                              FROM pg_partition_tree(c.oid) p)
                        ELSE pg_relation_size(c.oid) END,
                   CASE WHEN c.relkind = 'p'
                        THEN (SELECT coalesce(sum(greatest(s.reltuples, 0)), 0)
                              FROM pg_partition_tree(c.oid) p JOIN pg_class s ON s.oid = p.relid
                              WHERE p.isleaf)
                        ELSE c.reltuples END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?\
            """;

    private static final String HISTOGRAM =
            """
            SELECT bound
            FROM pg_stats s, unnest(s.histogram_bounds::text::text[]) WITH ORDINALITY b(bound, place)
            WHERE s.schemaname = ? AND s.tablename = ? AND s.attname = ? ORDER BY place\
            """;

    private final WarehouseDialect dialect;
    private final Connection connection;

    PostgresSample(WarehouseDialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    /**
     * @param kind {@code relkind} of the table
     */
    private record Size(String kind, double bytes, double rows) {

        static Size of(List<String> row) {
            return new Size(
                    row.get(0), Double.parseDouble(row.get(1)), Double.parseDouble(row.get(2)));
        }

        int ranges(int wanted) {
            if (wanted != WarehouseDialect.AUTOMATIC) {
                return wanted;
            }
            double ranges = Math.max(rows / ROWS_PER_RANGE, bytes / BYTES_PER_RANGE);
            return (int) Math.max(1, Math.min(MOST_RANGES, Math.ceil(ranges)));
        }

        boolean canBeSampled() {
            return kind.equals("r") || kind.equals("m") || kind.equals("p");
        }

        double percent() {
            return Math.min(100, 100 * SAMPLED_PAGES / Math.max(1, bytes / PAGE_BYTES));
        }
    }

    /**
     * Returns bounds as {@link WarehouseDialect#rangeBounds}; empty if the server has no size or
     * histogram of the table.
     *
     * @param key origins of the key's columns, all in one table
     */
    Optional<List<List<String>>> bounds(List<Origin> key, int wanted) throws SQLException {
        Optional<Size> size = size(key.get(0));
        if (size.isEmpty()) {
            return Optional.empty();
        }
        int ranges = size.get().ranges(wanted);
        if (ranges == 1) {
            return Optional.of(List.of());
        }
        if (size.get().canBeSampled()) {
            return Optional.of(sampled(key, size.get().percent(), ranges));
        }
        return Optional.of(histogram(key.get(0), ranges)).filter(bounds -> !bounds.isEmpty());
    }

    private Optional<Size> size(Origin origin) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SIZE)) {
            statement.setString(1, origin.schema());
            statement.setString(2, origin.table());
            return JdbcStatements.texts(statement).stream()
                    // A table that is dropped at this moment has no size.
                    .filter(row -> !row.get(1).isEmpty() && !row.get(2).isEmpty())
                    .map(Size::of)
                    .findFirst();
        }
    }

    /** Returns the sample's quantiles, in the server's order of the whole key. */
    private List<List<String>> sampled(List<Origin> key, double percent, int ranges)
            throws SQLException {
        List<String> names = key.stream().map(origin -> dialect.quote(origin.column())).toList();
        String columns = String.join(", ", names);
        String present =
                names.stream()
                        .map(name -> name + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "));
        String texts =
                names.stream().map(name -> name + "::text").collect(Collectors.joining(", "));
        String sql =
                String.format(
                        Locale.ROOT,
                        """
                        SELECT %s FROM (
                          SELECT %s, row_number() OVER (ORDER BY %s) place, count(*) OVER () size
                          FROM %s.%s TABLESAMPLE SYSTEM (%f) REPEATABLE (1) WHERE %s) sample
                        WHERE place > 1 AND place * %d / size > (place - 1) * %d / size
                          AND place < size
                        ORDER BY place\
                        """,
                        texts,
                        columns,
                        columns,
                        dialect.quote(key.get(0).schema()),
                        dialect.quote(key.get(0).table()),
                        percent,
                        present,
                        ranges,
                        ranges);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return JdbcStatements.texts(statement).stream().distinct().toList();
        }
    }

    private List<List<String>> histogram(Origin leading, int ranges) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HISTOGRAM)) {
            statement.setString(1, leading.schema());
            statement.setString(2, leading.table());
            statement.setString(3, leading.column());
            List<List<String>> bounds = JdbcStatements.texts(statement);
            List<List<String>> chosen = new ArrayList<>();
            for (int number = 1; number < ranges && bounds.size() > 2; number++) {
                chosen.add(bounds.get((int) ((long) number * (bounds.size() - 1) / ranges)));
            }
            return chosen.stream().distinct().toList();
        }
    }
}
