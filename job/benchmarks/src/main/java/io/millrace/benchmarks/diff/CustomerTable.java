/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.BenchmarkException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * The table of the model: twelve columns of mixed types, the same rows for every key, stored in the
 * order of their number. The server generates the rows. The table is unlogged and without
 * autovacuum, so that maintenance does not disturb the measurement.
 */
final class CustomerTable {

    static final String NAME = "customers";

    private static final String CREATE =
            """
            CREATE UNLOGGED TABLE customers (
              id bigint NOT NULL,
              account uuid NOT NULL,
              region text NOT NULL,
              email text,
              name text,
              order_count int,
              total_spent numeric(12, 2),
              consent boolean,
              birthday date,
              last_visit timestamp,
              created_at timestamptz,
              score double precision)
            WITH (autovacuum_enabled = false)
            """;

    private static final String INSERT =
            """
            INSERT INTO customers
            SELECT i,
              md5(i::text)::uuid,
              (ARRAY['europe-west', 'europe-north', 'america-east', 'america-west', 'asia-south',
                     'asia-east', 'oceania'])[1 + i % 7],
              lower(first || '.' || last) || i || '@' || domain,
              first || ' ' || last,
              (i * 31 % 60)::int,
              (i * 7717 % 250000)::numeric / 100,
              i % 3 <> 0,
              date '1945-01-01' + (i * 7907 % 23000)::int,
              timestamp '2025-01-01 00:00:00' + i * 104729 % 30000000 * interval '1 second',
              timestamptz '2015-01-01 00:00:00+00' + i * 7919 % 320000000 * interval '1 second',
              (i * 7919 % 1000003) / 1000003.0::double precision
            FROM (
              SELECT i,
                (ARRAY['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Katherine', 'Dennis',
                       'Radia', 'Donald', 'Hedwig', 'Joan', 'Niklaus'])[1 + i % 12] AS first,
                (ARRAY['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Liskov', 'Johnson', 'Ritchie',
                       'Perlman', 'Knuth', 'Kilburn', 'Clarke'])[1 + i % 11] AS last,
                (ARRAY['example.com', 'mail.example.org', 'post.example.net',
                       'customers.example.com', 'example.org'])[1 + i % 5] AS domain
              FROM generate_series(?, ?) AS i) AS generated
            """;

    /** Selects, in each range of rows, the row at this position. */
    private static final String OF_EACH_STRETCH =
            " WHERE id IN (SELECT stretch * ? + ? FROM generate_series(0, ? - 1) AS stretch)";

    private static final String DELETE = "DELETE FROM customers" + OF_EACH_STRETCH;

    private static final String UPDATE =
            "UPDATE customers SET order_count = order_count + 1, total_spent = total_spent + 19.99"
                    + OF_EACH_STRETCH;

    private static final int ROWS_AT_ONCE = 1_000_000;
    private static final int ROWS_PER_STRETCH = 4_000;
    private static final int PLACES_PER_CHANGE = 3;

    private final DataSource database;
    private final int rows;
    private final long stretches;
    private long nextId;
    private long nextPlace = 1;

    CustomerTable(DataSource database, int rows) {
        this.database = database;
        this.rows = rows;
        this.stretches = Math.max(1, rows / ROWS_PER_STRETCH);
        this.nextId = rows + 1L;
    }

    /** The number of rows of each kind of change. */
    record Changes(long inserted, long updated, long deleted) {}

    /**
     * @param stopped whether the benchmark is to end early
     */
    void fill(DiffKey key, BooleanSupplier stopped) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            for (long from = 1; from <= rows; from += ROWS_AT_ONCE) {
                if (stopped.getAsBoolean()) {
                    throw new BenchmarkException("the benchmark was stopped");
                }
                insert(connection, from, Math.min(rows, from + ROWS_AT_ONCE - 1));
            }
            statement.execute("SET maintenance_work_mem = '512MB'");
            statement.execute("ALTER TABLE customers ADD PRIMARY KEY (" + key.columns() + ")");
            statement.execute("VACUUM (ANALYZE) customers");
        }
    }

    /**
     * One row in a thousand, in one transaction: half updates, the rest inserts and deletes, spread
     * over the table. Each call changes other rows.
     */
    Changes change() throws SQLException {
        long stretch = rows / stretches;
        if (nextPlace + PLACES_PER_CHANGE > stretch) {
            throw new BenchmarkException("no rows are left to change");
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            long deleted = execute(connection, DELETE, stretch, nextPlace, stretches);
            long updated = execute(connection, UPDATE, stretch, nextPlace + 1, stretches);
            updated += execute(connection, UPDATE, stretch, nextPlace + 2, stretches);
            long inserted = insert(connection, nextId, nextId + stretches - 1);
            connection.commit();
            nextPlace += PLACES_PER_CHANGE;
            nextId += stretches;
            return new Changes(inserted, updated, deleted);
        }
    }

    long count() throws SQLException {
        return number("SELECT count(*) FROM customers");
    }

    long averageRowBytes() throws SQLException {
        return number("SELECT pg_table_size('customers') / count(*) FROM customers");
    }

    /** Pages of the table in the server. */
    long pages() throws SQLException {
        return number("SELECT pg_relation_size('customers') / current_setting('block_size')::int8");
    }

    private static long insert(Connection connection, long from, long to) throws SQLException {
        return execute(connection, INSERT, from, to);
    }

    private static long execute(Connection connection, String sql, long... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setLong(index + 1, parameters[index]);
            }
            return statement.executeLargeUpdate();
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
