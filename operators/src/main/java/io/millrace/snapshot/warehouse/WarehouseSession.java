/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.ResultRows.Wanted;
import io.millrace.snapshot.warehouse.dialect.BoundSql;
import io.millrace.snapshot.warehouse.dialect.BoundSql.Argument;
import io.millrace.snapshot.warehouse.dialect.PageAccess;
import io.millrace.snapshot.warehouse.dialect.RangeRows;
import io.millrace.snapshot.warehouse.dialect.SharedSnapshots;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import io.millrace.snapshot.warehouse.range.PageRange;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that reads ranges one after another. One thread reads. Any thread may {@link
 * #abort()} the session; failures of the reading thread after that can be ignored.
 */
final class WarehouseSession<T> {

    private static final Logger LOG = LoggerFactory.getLogger(WarehouseSession.class);

    private final WarehouseTable table;
    private final WarehouseDialect dialect;
    private final RangeRecordCollector.Factory<T> collector;
    private volatile boolean aborted;
    private volatile Connection connection;
    private volatile Cancellation cancellation = Cancellation.NONE;
    private RowShape shape;

    /** False once a row needed the driver, because more rows are then likely to need it. */
    private boolean copyAllowed = true;

    /** Cancels the statement that the server is running. */
    private interface Cancellation {

        Cancellation NONE = () -> {};

        void cancel() throws SQLException;
    }

    WarehouseSession(WarehouseTable table, RangeRecordCollector.Factory<T> collector) {
        this.table = table;
        this.collector = collector;
        this.dialect = table.dialect();
    }

    boolean isAborted() {
        return aborted;
    }

    /** Returns what is read, for messages. */
    String description() {
        return table.relation().description();
    }

    /**
     * Reads a range from its position on and delivers its rows in batches.
     *
     * @throws WarehouseException if the range can't be read
     */
    void read(TableRange range, BatchSink<T> sink) throws InterruptedException {
        try {
            open();
            connection.setAutoCommit(false);
            RowEncoder encoder = new RowEncoder(shape.emitted());
            RangeDelivery<T> delivery =
                    new RangeDelivery<>(
                            this, range, collector.create(shape.emitted(), encoder), sink);
            Optional<PageRange> pages = range.match(keys -> Optional.empty(), Optional::of);
            if (copyAllowed && pages.isPresent()) {
                copy(pages.get(), encoder, delivery);
            }
            if (!delivery.isOver()) {
                stream(range, encoder, delivery);
            }
            delivery.finish();
        } catch (SQLException e) {
            throw table.failure("reading " + range.splitId() + " failed,", e);
        }
    }

    private void open() throws SQLException {
        if (connection != null) {
            return;
        }
        Connection opened = ConnectionFactory.open(table.connection(), dialect);
        connection = opened;
        if (aborted) {
            opened.close();
            throw new SQLException("the reader was closed");
        }
        shape = RowShape.of(opened, table);
    }

    private void joinSnapshot(TableRange range) throws SQLException {
        if (range.snapshot().isEmpty()) {
            return;
        }
        SharedSnapshots snapshots = dialect.sharedSnapshots().orElseThrow();
        if (!snapshots.join(connection, range.snapshot())) {
            throw new WarehouseException(
                    String.format(
                            "the snapshot in which the reading of %s of %s was planned is gone: the"
                                    + " connection that held it was closed. Rows may have moved"
                                    + " meanwhile, so the run can't go on; the next one starts"
                                    + " again",
                            table.relation().description(), table.connection().address()));
        }
    }

    /** Must be called while a lock keeps other statements from rewriting the table. */
    private void requireSameFile(PageRange range) throws SQLException {
        long current = pageAccess().fileNode(connection, table.from());
        if (current != range.fileNode()) {
            throw new WarehouseException(
                    String.format(
                            "%s of %s was rewritten while it was read (by TRUNCATE, VACUUM FULL,"
                                    + " CLUSTER, ALTER TABLE, or because another table has its name"
                                    + " now): its rows are in other places. The run can't go on;"
                                    + " the next one starts again",
                            table.relation().description(), table.connection().address()));
        }
    }

    private PageAccess pageAccess() {
        return dialect.pageAccess().orElseThrow();
    }

    /** Copies rows up to the end, or up to the first row that needs the driver. */
    private void copy(PageRange range, RowEncoder encoder, RangeDelivery<T> delivery)
            throws SQLException, InterruptedException {
        PageAccess pages = pageAccess();
        joinSnapshot(range);
        cancellation = () -> pages.cancelCopy(connection);
        CompletableFuture<Void> timeout = startTimeout();
        try {
            pages.lockFile(connection, table.from());
            requireSameFile(range);
            String select = table.statement(shape, range).sql();
            Optional<RangeRows> copied =
                    pages.copy(connection, select, shape.emittedColumns(), encoder);
            if (copied.isPresent()) {
                delivery.takeFrom(copied.get(), () -> timeout.cancel(false));
            }
            copyAllowed = copied.isPresent() && delivery.isOver();
            if (copied.isEmpty() || copyAllowed) {
                connection.rollback();
            } else {
                reconnect();
            }
        } finally {
            timeout.cancel(false);
            cancellation = Cancellation.NONE;
        }
    }

    private void reconnect() throws SQLException {
        connection.abort(Runnable::run);
        connection = null;
        open();
        connection.setAutoCommit(false);
    }

    /** Does for a copy what {@link PreparedStatement#setQueryTimeout} does for a statement. */
    private CompletableFuture<Void> startTimeout() {
        long seconds = table.scan().queryTimeout().toSeconds();
        return seconds == 0
                ? new CompletableFuture<>()
                : CompletableFuture.runAsync(
                        this::cancel, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
    }

    private void stream(TableRange range, RowEncoder encoder, RangeDelivery<T> delivery)
            throws SQLException, InterruptedException {
        joinSnapshot(range);
        BoundSql sql = table.statement(shape, range);
        try (PreparedStatement statement = connection.prepareStatement(sql.sql())) {
            cancellation = statement::cancel;
            dialect.enableStreaming(statement, table.scan().fetchSize());
            statement.setQueryTimeout((int) table.scan().queryTimeout().toSeconds());
            int index = 1;
            for (Argument argument : sql.arguments()) {
                dialect.bind(statement, index++, argument);
            }
            try (ResultSet result = statement.executeQuery()) {
                Optional<PageRange> pages = range.match(keys -> Optional.empty(), Optional::of);
                if (pages.isPresent()) {
                    requireSameFile(pages.get());
                }
                Wanted wanted = new Wanted(pages.isEmpty(), delivery.takesUnreadable());
                delivery.takeFrom(new ResultRows(table, shape, result, wanted, encoder), () -> {});
            }
        } finally {
            cancellation = Cancellation.NONE;
        }
        connection.rollback();
    }

    /** Cancels the running statement on the server and closes the connection. */
    void abort() {
        aborted = true;
        Connection open = connection;
        cancel();
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("Could not abort a connection", e);
        }
    }

    private void cancel() {
        try {
            cancellation.cancel();
        } catch (SQLException e) {
            LOG.debug("Could not cancel a statement", e);
        }
    }
}
