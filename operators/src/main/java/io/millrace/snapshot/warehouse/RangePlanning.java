/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the table, splits it, and keeps one moment of it for all readers. Used by one thread;
 * {@link #close()} may come from another and ends what is going on.
 */
final class RangePlanning implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RangePlanning.class);

    private final WarehouseTable table;
    private volatile boolean closed;
    private volatile Connection connection;

    RangePlanning(WarehouseTable table) {
        this.table = table;
    }

    /**
     * Ranges of pages if there is more than one, or of keys in key order; always at least one. The
     * snapshot of the ranges, if they have one, is there until this is closed.
     */
    List<TableRange> plan() {
        try {
            connection = Connector.connect(table.connection(), table.dialect());
            if (closed) {
                throw new SQLException("the plan is no longer wanted");
            }
            RowShape shape = RowShape.of(connection, table);
            List<PageRange> pages = pages();
            if (!pages.isEmpty()) {
                return List.copyOf(pages);
            }
            List<KeyRange> ranges = ranges(shape);
            String snapshot = table.scan().sharedSnapshot() && ranges.size() > 1 ? snapshot() : "";
            if (snapshot.isEmpty()) {
                connection.close();
            }
            return List.copyOf(ranges.stream().map(range -> range.asOf(snapshot)).toList());
        } catch (SQLException e) {
            close();
            throw table.failure("can't plan the reading of", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** None if the table is not stored in pages or small enough to be read as a whole. */
    private List<PageRange> pages() throws SQLException {
        WarehouseDialect dialect = table.dialect();
        boolean possible =
                table.scan().sharedSnapshot()
                        && table.relation().isName()
                        && dialect.readsPages(connection);
        if (!possible) {
            return List.of();
        }
        String snapshot = snapshot();
        if (!snapshot.isEmpty()) {
            List<PageRange> ranges =
                    dialect.stored(connection, table.relation().from(dialect))
                            .map(stored -> stored.ranges(table.scan().ranges(), snapshot))
                            .orElse(List.of());
            if (ranges.size() > 1) {
                return ranges;
            }
        }
        connection.rollback();
        connection.setAutoCommit(true);
        return List.of();
    }

    private List<KeyRange> ranges(RowShape shape) throws SQLException {
        if (!table.hasKey()) {
            return List.of(KeyRange.whole());
        }
        WarehouseDialect dialect = table.dialect();
        List<List<String>> bounds =
                dialect.bounds(
                        connection,
                        table.relation().from(dialect),
                        shape.key(),
                        table.scan().ranges());
        if (bounds.isEmpty()) {
            return List.of(KeyRange.whole());
        }
        List<KeyRange> ranges = new ArrayList<>();
        List<String> lower = List.of();
        for (List<String> bound : bounds) {
            ranges.add(KeyRange.between(ranges.size(), lower, bound));
            lower = bound;
        }
        ranges.add(KeyRange.between(ranges.size(), lower, List.of()));
        if (shape.mayLackKey()) {
            ranges.add(KeyRange.withoutKey());
        }
        return ranges;
    }

    private String snapshot() {
        try {
            Optional<String> exported = table.dialect().exportSnapshot(connection);
            return exported.orElse("");
        } catch (SQLException e) {
            LOG.warn(
                    "No shared snapshot of {}, each range is read as it is then: {}",
                    table.relation().description(),
                    table.connection().withoutSecrets(String.valueOf(e.getMessage())));
            return "";
        }
    }

    @Override
    public void close() {
        closed = true;
        Connection open = connection;
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("Could not abort a connection", e);
        }
    }
}
