/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The table of the model: customers with twelve columns of mixed types, the same rows each time.
 */
final class LineCustomers {

    private static final String CREATE =
            """
            CREATE TABLE customers (
              id bigint PRIMARY KEY,
              email text NOT NULL,
              first_name text,
              last_name text,
              street text,
              city text,
              country text,
              birthday date,
              marketing_consent boolean,
              created_at timestamptz,
              order_count int,
              total_spent numeric(12, 2))
            """;

    private static final String INSERT =
            """
            INSERT INTO customers
            SELECT i,
              lower(first || '.' || last) || i || '@' || domain,
              first,
              last,
              1 + i % 180 || ' ' || last || ' Street, Apartment ' || i % 97,
              city,
              country,
              date '1945-01-01' + (i * 7907 % 23000)::int,
              i % 3 <> 0,
              timestamptz '2015-01-01 00:00:00+00' + i * 7919 % 320000000 * interval '1 second',
              (i * 31 % 60)::int,
              (i * 7717 % 250000)::numeric / 100
            FROM (
              SELECT i,
                (ARRAY['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Katherine', 'Dennis',
                       'Radia', 'Donald', 'Hedwig', 'Joan', 'Niklaus'])[1 + i % 12] AS first,
                (ARRAY['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Liskov', 'Johnson', 'Ritchie',
                       'Perlman', 'Knuth', 'Kilburn', 'Clarke'])[1 + i % 11] AS last,
                (ARRAY['example.com', 'mail.example.org', 'post.example.net',
                       'customers.example.com', 'example.org'])[1 + i % 5] AS domain,
                (ARRAY['London', 'Amsterdam', 'Manchester', 'New York', 'San Francisco',
                       'Zurich', 'Eindhoven'])[1 + i % 7] AS city,
                (ARRAY['GB', 'NL', 'GB', 'US', 'US', 'CH', 'NL'])[1 + i % 7] AS country
              FROM generate_series(?, ?) AS i) AS generated
            """;

    private static final String DELETE =
            "DELETE FROM customers WHERE id IN (SELECT i * ? FROM generate_series(1, ?) AS i)";

    private static final String UPDATE =
            "UPDATE customers SET order_count = order_count + 1, total_spent = total_spent + 19.99"
                    + " WHERE id IN (SELECT 1 + i * ? FROM generate_series(0, ? - 1) AS i)";

    private static final String TOUCHED =
            "SELECT email, city, order_count FROM customers WHERE id % ? = 1 OR id > ? LIMIT ?";

    private final DataSource database;
    private final int rows;

    LineCustomers(DataSource database, int rows) {
        this.database = database;
        this.rows = rows;
    }

    /** The number of rows of each kind of change. */
    record Changes(long inserted, long updated, long deleted) {}

    /** Fields of a customer that its user must have. */
    record Sample(String email, String city, int orderCount) {

        boolean equalsUser(JsonNode dataFields) {
            return dataFields.path("city").asText().equals(city)
                    && dataFields.path("orderCount").asInt(-1) == orderCount;
        }
    }

    void fill() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            insert(connection, 1, rows);
            statement.execute("ANALYZE customers");
        }
    }

    /** One row in a thousand, in one transaction: half updates, the rest inserts and deletes. */
    Changes change() throws SQLException {
        int some = rows / 4_000 + 1;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            long deleted = execute(connection, DELETE, rows / some, some);
            long updated = execute(connection, UPDATE, updateStride(), 2L * some);
            long inserted = insert(connection, rows + 1L, rows + some);
            connection.commit();
            return new Changes(inserted, updated, deleted);
        }
    }

    long count() throws SQLException {
        return number("SELECT count(*) FROM customers");
    }

    long averageRowBytes() throws SQLException {
        return number("SELECT pg_table_size('customers') / count(*) FROM customers");
    }

    /** Up to {@code limit} of the customers that the change has inserted or updated. */
    List<Sample> touched(int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(TOUCHED)) {
            select.setLong(1, updateStride());
            select.setLong(2, rows);
            select.setInt(3, limit);
            try (ResultSet result = select.executeQuery()) {
                List<Sample> samples = new ArrayList<>();
                while (result.next()) {
                    samples.add(
                            new Sample(result.getString(1), result.getString(2), result.getInt(3)));
                }
                return samples;
            }
        }
    }

    private long updateStride() {
        return rows / (2L * (rows / 4_000 + 1));
    }

    private static long insert(Connection connection, long from, long to) throws SQLException {
        return execute(connection, INSERT, from, to);
    }

    private static long execute(Connection connection, String sql, long one, long other)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, one);
            statement.setLong(2, other);
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
