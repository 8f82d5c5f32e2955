/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.snapshot.warehouse.WarehouseOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures plain reading of the table: one thread for each subtask of the job, each with an equal
 * share of the table's pages, a streaming cursor with the product's fetch size, and binary
 * transfer. The time includes the connection, as that of a run does.
 */
final class JdbcFloor {

    private static final String SELECT =
            "SELECT id, account, region, email, name, order_count, total_spent, consent, birthday,"
                    + " last_visit, created_at, score FROM customers WHERE ctid >= '(%d,0)'::tid AND"
                    + " ctid < '(%d,0)'::tid";

    private final String url;
    private final int threads;

    /** Uses the values, so that the compiler does not remove the getters. */
    private final LongAdder values = new LongAdder();

    JdbcFloor(String url, int threads) {
        this.url = url;
        this.threads = threads;
    }

    /** What is read of a row. */
    enum Touch {
        /** Each column, with the getter of its type. */
        EVERY_COLUMN,
        /** Nothing; the cursor moves to the next row. */
        NOTHING
    }

    /**
     * Reads each row once.
     *
     * @param pages current number of pages of the table
     */
    Cost read(long pages, Touch touch) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            ClockReading start = ClockReading.read();
            List<Future<Long>> shares = new ArrayList<>();
            for (int share = 0; share < threads; share++) {
                long from = pages * share / threads;
                long upTo = pages * (share + 1) / threads;
                shares.add(pool.submit(() -> read(from, upTo, touch)));
            }
            long rows = 0;
            for (Future<Long> share : shares) {
                rows += share.get();
            }
            return start.until(ClockReading.read(), rows);
        } catch (ExecutionException e) {
            throw new BenchmarkException("plain reading failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private long read(long fromPage, long upToPage, Touch touch) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement select =
                        connection.prepareStatement(String.format(SELECT, fromPage, upToPage))) {
            connection.setAutoCommit(false);
            select.setFetchSize(WarehouseOptions.SCAN_FETCH_SIZE.defaultValue());
            try (ResultSet result = select.executeQuery()) {
                return switch (touch) {
                    case EVERY_COLUMN -> readColumns(result);
                    case NOTHING -> skip(result);
                };
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        // As in the product: binary transfer from the first execution.
        properties.setProperty("prepareThreshold", "-1");
        return DriverManager.getConnection(url, properties);
    }

    private static long skip(ResultSet result) throws SQLException {
        long rows = 0;
        while (result.next()) {
            rows++;
        }
        return rows;
    }

    private long readColumns(ResultSet result) throws SQLException {
        long rows = 0;
        long used = 0;
        while (result.next()) {
            rows++;
            used += result.getLong(1);
            used += result.getObject(2, UUID.class).getLeastSignificantBits();
            used += result.getString(3).length();
            used += result.getString(4).length();
            used += result.getString(5).length();
            used += result.getInt(6);
            used += result.getBigDecimal(7).scale();
            used += result.getBoolean(8) ? 1 : 0;
            used += result.getObject(9, LocalDate.class).getYear();
            used += result.getObject(10, LocalDateTime.class).getNano();
            used += result.getObject(11, OffsetDateTime.class).getNano();
            used += Double.doubleToLongBits(result.getDouble(12));
        }
        values.add(used);
        return rows;
    }
}
