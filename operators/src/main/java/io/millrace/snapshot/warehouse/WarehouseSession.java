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
import java.util.Optional;
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

    void read(TableRange range, Sink sink) throws InterruptedException {
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

    private void begin(TableRange range) throws SQLException {
        if (!range.snapshot().isEmpty() && !dialect.joinSnapshot(connection, range.snapshot())) {
            range.<Runnable>match(keys -> this::warnOfPresent, pages -> this::refuse).run();
        }
    }

    private void warnOfPresent() {
        LOG.warn(
                "The shared snapshot of {} is gone, ranges that are left are read as they are now",
                table.relation().description());
    }

    private void refuse() {
        throw new WarehouseException(
                String.format(
                        "the snapshot in which the reading of %s of %s was planned is gone: the"
                                + " connection that held it was closed. Where rows lie now is not"
                                + " known, so the run can't go on; the next one starts anew",
                        table.relation().description(), table.connection().address()));
    }

    /** Called when the result is open: since then the table is locked against being rewritten. */
    private void requireFile(PageRange range) throws SQLException {
        long present = dialect.fileNode(connection, table.relation().from(dialect));
        if (present != range.fileNode()) {
            throw new WarehouseException(
                    String.format(
                            "%s of %s was rewritten while it was read (by TRUNCATE, VACUUM FULL,"
                                    + " CLUSTER, ALTER TABLE, or because another took its name):"
                                    + " its rows are not where they were. The run can't go on; the"
                                    + " next one starts anew",
                            table.relation().description(), table.connection().address()));
        }
    }

    private void stream(TableRange range, Sink sink) throws SQLException, InterruptedException {
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
                Optional<PageRange> pages = range.match(keys -> Optional.empty(), Optional::of);
                if (pages.isPresent()) {
                    requireFile(pages.get());
                }
                drain(result, range, sink);
            }
        } finally {
            running = null;
        }
    }

    private void drain(ResultSet result, TableRange range, Sink sink)
            throws SQLException, InterruptedException {
        List<KeyedRow> rows = new ArrayList<>(BATCH_ROWS);
        long toSkip = range.position().map(Position::rows).orElse(0L);
        skip(result, range.emittedRows());
        boolean keyed = range.match(keys -> true, pages -> false);
        RowReading reading = new RowReading(table, shape, result, keyed);
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

    private void skip(ResultSet result, long rows) throws SQLException {
        for (long skipped = 0; skipped < rows && !aborted; skipped++) {
            if (!result.next()) {
                throw new WarehouseException(
                        String.format(
                                "a part of %s gave %d rows, and had given %d before",
                                table.relation().description(), skipped, rows));
            }
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
