/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.Condition.Argument;
import io.millrace.snapshot.warehouse.KeyRange.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that reads ranges one after another. One thread reads; any thread may {@link
 * #abort()} it, after which whatever the reading thread meets is of no interest.
 */
final class WarehouseSession {

    /** Takes batches; may block to slow the reading down. */
    interface Sink {
        void accept(RowBatch batch) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(WarehouseSession.class);
    private static final int BATCH_ROWS = 1_000;

    private final WarehouseTable table;
    private final WarehouseDialect dialect;
    private volatile boolean aborted;
    private volatile Connection connection;
    private volatile PreparedStatement running;
    private RowShape shape;

    WarehouseSession(WarehouseTable table) {
        this.table = table;
        this.dialect = table.dialect();
    }

    boolean isAborted() {
        return aborted;
    }

    void read(KeyRange range, Sink sink) throws InterruptedException {
        try {
            open();
            connection.setAutoCommit(false);
            begin(range);
            stream(range, sink);
            connection.rollback();
        } catch (SQLException e) {
            throw table.failure("reading " + range.splitId() + " failed,", e);
        }
    }

    private void open() throws SQLException {
        if (connection != null) {
            return;
        }
        Connection opened = Connector.connect(table.connection(), dialect);
        connection = opened;
        if (aborted) {
            opened.close();
            throw new SQLException("the reader was closed");
        }
        shape = RowShape.of(opened, table);
    }

    private void begin(KeyRange range) throws SQLException {
        if (!range.snapshot().isEmpty() && !dialect.joinSnapshot(connection, range.snapshot())) {
            LOG.warn(
                    "The shared snapshot of {} is gone, {} is read as it is now",
                    table.relation().description(),
                    range.splitId());
        }
    }

    private void stream(KeyRange range, Sink sink) throws SQLException, InterruptedException {
        Condition sql = new RangeStatement(table, shape).of(range);
        try (PreparedStatement statement = connection.prepareStatement(sql.sql())) {
            running = statement;
            dialect.stream(statement, table.scan().fetchSize());
            statement.setQueryTimeout((int) table.scan().queryTimeout().toSeconds());
            int index = 1;
            for (Argument argument : sql.arguments()) {
                dialect.bind(statement, index++, argument);
            }
            try (ResultSet result = statement.executeQuery()) {
                drain(result, range, sink);
            }
        } finally {
            running = null;
        }
    }

    private void drain(ResultSet result, KeyRange range, Sink sink)
            throws SQLException, InterruptedException {
        List<KeyedRow> rows = new ArrayList<>(BATCH_ROWS);
        long toSkip = range.position().map(Position::rows).orElse(0L);
        RowReading reading = new RowReading(table, shape, result);
        while (!aborted && result.next()) {
            KeyedRow row = reading.row();
            if (toSkip > 0 && isAt(row, range.position().orElseThrow())) {
                toSkip--;
                continue;
            }
            rows.add(row);
            if (rows.size() == BATCH_ROWS) {
                sink.accept(new RowBatch(range.splitId(), rows, false));
                rows = new ArrayList<>(BATCH_ROWS);
            }
        }
        if (!aborted) {
            sink.accept(new RowBatch(range.splitId(), rows, true));
        }
    }

    private static boolean isAt(KeyedRow row, Position position) {
        return Arrays.stream(row.key()).map(KeyText::of).toList().equals(position.key());
    }

    /** Ends whatever is going on at once; the server stops working on it. */
    void abort() {
        aborted = true;
        PreparedStatement statement = running;
        Connection open = connection;
        try {
            if (statement != null) {
                statement.cancel();
            }
        } catch (SQLException e) {
            LOG.debug("Could not cancel a statement", e);
        }
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("Could not abort a connection", e);
        }
    }
}
