/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.Condition.Argument;
import io.millrace.snapshot.warehouse.KeyRange.Position;
import io.millrace.snapshot.warehouse.RowShape.Selected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
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
    private static final Object[] NO_KEY = {};

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
        while (!aborted && result.next()) {
            KeyedRow row = row(result);
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

    private KeyedRow row(ResultSet result) throws SQLException {
        int keys = shape.key().size();
        Object[] key = keys == 0 ? NO_KEY : new Object[keys];
        boolean keyless = false;
        GenericRowData row = new GenericRowData(shape.width());
        for (int index = 0; index < shape.selected().size(); index++) {
            Selected selected = shape.selected().get(index);
            Object value = value(result, index, selected, row, key);
            if (index < keys) {
                key[index] = value;
                keyless |= value == null;
            }
        }
        return new KeyedRow(row, keyless ? NO_KEY : key);
    }

    private Object value(
            ResultSet result, int index, Selected selected, GenericRowData row, Object[] key)
            throws SQLException {
        try {
            Object value = selected.reader().fetch().from(result, index + 1);
            if (value != null && selected.field() != Selected.UNSEEN) {
                row.setField(selected.field(), selected.reader().convert().apply(value));
            }
            return value;
        } catch (SQLException | RuntimeException e) {
            throw unreadable(selected.column(), key, e);
        }
    }

    private WarehouseException unreadable(SourceColumn column, Object[] key, Exception cause) {
        List<String> texts =
                Arrays.stream(key).map(value -> value == null ? "?" : KeyText.of(value)).toList();
        return table.failure(
                String.format(
                        "column '%s' (%s) of the row with key %s can't be read as declared; filter or"
                                + " cast the value in a 'query':",
                        column.name(), column.typeName(), texts),
                cause);
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
