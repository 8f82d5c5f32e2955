/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.Condition.Argument;
import io.millrace.snapshot.warehouse.KeyRange.Position;
import io.millrace.snapshot.warehouse.ResultRows.Wanted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that reads ranges one after another. One thread reads; any thread may {@link
 * #abort()} it, after which whatever the reading thread meets is of no interest.
 */
final class WarehouseSession<T> {

    /** Takes batches; may block to slow the reading down. */
    interface Sink<T> {
        void accept(RowBatch<T> batch) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(WarehouseSession.class);

    private final WarehouseTable table;
    private final WarehouseDialect dialect;
    private final Gathering.Factory<T> gathering;
    private volatile boolean aborted;
    private volatile Connection connection;
    private volatile Cancellation running = Cancellation.NOTHING;
    private RowShape shape;

    /** False once a row had to be read by the driver: there will be more like it. */
    private boolean copies = true;

    /** Ends what the server is doing. */
    private interface Cancellation {

        Cancellation NOTHING = () -> {};

        void cancel() throws SQLException;
    }

    WarehouseSession(WarehouseTable table, Gathering.Factory<T> gathering) {
        this.table = table;
        this.gathering = gathering;
        this.dialect = table.dialect();
    }

    boolean isAborted() {
        return aborted;
    }

    void read(TableRange range, Sink<T> sink) throws InterruptedException {
        try {
            open();
            connection.setAutoCommit(false);
            RowEncoder encoder = new RowEncoder(shape.emitted());
            Drain drain = new Drain(range, gathering.create(shape.emitted(), encoder), sink);
            Optional<PageRange> pages = range.match(keys -> Optional.empty(), Optional::of);
            if (copies && pages.isPresent()) {
                copy(pages.get(), encoder, drain);
            }
            if (!drain.isThrough()) {
                stream(range, encoder, drain);
            }
            drain.finish();
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
            throw new WarehouseException(
                    String.format(
                            "the snapshot in which the reading of %s of %s was planned is gone: the"
                                    + " connection that held it was closed. Rows may have moved"
                                    + " meanwhile, so the run can't go on; the next one starts"
                                    + " again",
                            table.relation().description(), table.connection().address()));
        }
    }

    /** To be called when the table is locked against being rewritten, as it is once it is read. */
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

    private void copy(PageRange range, RowEncoder encoder, Drain drain)
            throws SQLException, InterruptedException {
        begin(range);
        running = () -> dialect.cancelCopy(connection);
        CompletableFuture<Void> timeout = cancelIfLate();
        try {
            String from = table.relation().from(dialect);
            WarehouseDialect.execute(connection, "SELECT FROM " + from + " LIMIT 0");
            requireFile(range);
            String select = new RangeStatement(table, shape).of(range).sql();
            Optional<RangeRows> copied = dialect.copy(connection, select, shape, encoder);
            copies = copied.isPresent();
            if (copies) {
                drain.of(copied.get(), () -> timeout.cancel(false));
                copies = drain.isThrough();
            }
            if (copied.isEmpty() || copies) {
                connection.rollback();
            } else {
                reconnect();
            }
        } finally {
            timeout.cancel(false);
            running = Cancellation.NOTHING;
        }
    }

    private void reconnect() throws SQLException {
        connection.abort(Runnable::run);
        connection = null;
        open();
        connection.setAutoCommit(false);
    }

    /** As {@link PreparedStatement#setQueryTimeout} does for a statement. */
    private CompletableFuture<Void> cancelIfLate() {
        long seconds = table.scan().queryTimeout().toSeconds();
        return seconds == 0
                ? new CompletableFuture<>()
                : CompletableFuture.runAsync(
                        this::cancel, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
    }

    private void stream(TableRange range, RowEncoder encoder, Drain drain)
            throws SQLException, InterruptedException {
        begin(range);
        Condition sql = new RangeStatement(table, shape).of(range);
        try (PreparedStatement statement = connection.prepareStatement(sql.sql())) {
            running = statement::cancel;
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
                Wanted wanted = new Wanted(pages.isEmpty(), drain.rows.takesUnreadable());
                drain.of(new ResultRows(table, shape, result, wanted, encoder), () -> {});
            }
        } finally {
            running = Cancellation.NOTHING;
        }
        connection.rollback();
    }

    /** Hands over the rows of one range, which may come in two ways, one after the other. */
    private final class Drain {

        private final TableRange range;
        private final Gathering<T> rows;
        private final Sink<T> sink;
        private long taken;
        private long toSkip;
        private boolean through;

        private Drain(TableRange range, Gathering<T> rows, Sink<T> sink) {
            this.range = range;
            this.rows = rows;
            this.sink = sink;
            this.taken = range.emittedRows();
            this.toSkip = range.position().map(Position::rows).orElse(0L);
        }

        private boolean isThrough() {
            return through || aborted;
        }

        /**
         * @param first called when the first row is there, or it is known that there is none
         */
        private void of(RangeRows source, Runnable first)
                throws SQLException, InterruptedException {
            skip(source);
            boolean more = !aborted && source.next();
            first.run();
            while (more) {
                take(source);
                more = !aborted && source.next();
            }
            through = source.isThrough();
        }

        private void skip(RangeRows source) throws SQLException {
            for (long skipped = 0; skipped < taken && !aborted; skipped++) {
                if (!source.skip()) {
                    throw new WarehouseException(
                            String.format(
                                    "a part of %s gave %d rows, and had given %d before",
                                    table.relation().description(), skipped, taken));
                }
            }
        }

        private void take(RangeRows source) throws InterruptedException {
            if (toSkip > 0 && isAt(source.key(), range.position().orElseThrow())) {
                toSkip--;
                return;
            }
            taken++;
            rows.add(source.row(), source.key());
            if (rows.isFull()) {
                sink.accept(new RowBatch<>(range.splitId(), rows.take(), false));
            }
        }

        private void finish() throws InterruptedException {
            if (!aborted) {
                sink.accept(new RowBatch<>(range.splitId(), rows.take(), true));
            }
        }
    }

    private static boolean isAt(Object[] key, Position position) {
        return Arrays.stream(key).map(KeyText::of).toList().equals(position.key());
    }

    /** Ends whatever is going on at once; the server stops working on it. */
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
            running.cancel();
        } catch (SQLException e) {
            LOG.debug("Could not cancel a statement", e);
        }
    }
}
