/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.RelationChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
     * How a table is read.
     *
     * @param ranges of pages if there is more than one, or of keys in key order; always at least
     *     one
     * @param snapshot that the ranges have in common; empty if they have none
     * @param relation what was read, as the plan was made
     */
    record Planned(List<TableRange> ranges, String snapshot, Map<String, String> relation) {

        Planned {
            ranges = List.copyOf(ranges);
        }

        /** Whether all rows are of one moment. */
        boolean isOfOneMoment() {
            return !snapshot.isEmpty() || ranges.size() == 1;
        }
    }

    /** The snapshot of the ranges, if they have one, is there until this is closed. */
    Planned plan() {
        try {
            connection = Connector.connect(table.connection(), table.dialect());
            if (closed) {
                throw new SQLException("the plan is no longer wanted");
            }
            RowShape shape = RowShape.of(connection, table);
            RelationFacts facts = table.facts(connection);
            String snapshot = table.sharesSnapshots(facts) ? snapshot() : "";
            Planned planned =
                    snapshot.isEmpty()
                            ? planned(shape, facts, snapshot)
                            : unlocked(() -> planned(shape, facts, snapshot));
            if (snapshot.isEmpty()) {
                connection.close();
            }
            return planned;
        } catch (SQLException e) {
            close();
            throw table.failure("can't plan the reading of", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Planned planned(RowShape shape, RelationFacts facts, String snapshot)
            throws SQLException {
        new Completeness(table).require(connection);
        return new Planned(ranges(shape, snapshot), snapshot, facts.named());
    }

    /** A step of planning. */
    private interface Step {
        Planned take() throws SQLException;
    }

    /** Lets go what the step locks: the transaction stays open while all ranges are read. */
    private Planned unlocked(Step step) throws SQLException {
        Savepoint before = connection.setSavepoint();
        Planned planned = step.take();
        connection.rollback(before);
        return planned;
    }

    /**
     * Looks at the relation again once it is read.
     *
     * @param planned as it was read
     * @return what has changed meanwhile, if anything may have hidden rows
     */
    Optional<String> changesSince(Planned planned) {
        boolean asksAgain = !table.scan().completeWhen().isEmpty() && planned.snapshot().isEmpty();
        if (planned.relation().isEmpty() && !asksAgain) {
            return Optional.empty();
        }
        try (Connection again = Connector.connect(table.connection(), table.dialect())) {
            if (asksAgain) {
                new Completeness(table).require(again);
            }
            return RelationChanges.between(planned.relation(), table.facts(again).named());
        } catch (SQLException e) {
            throw table.failure("can't look again at", e);
        }
    }

    /** Without a snapshot in common, more than one only if they were asked for. */
    private List<TableRange> ranges(RowShape shape, String snapshot) throws SQLException {
        boolean automatic = table.scan().ranges() == ScanSettings.AUTOMATIC;
        if (snapshot.isEmpty() && automatic) {
            return List.of(KeyRange.whole());
        }
        List<PageRange> pages = snapshot.isEmpty() ? List.of() : pages(snapshot);
        return pages.size() > 1
                ? List.copyOf(pages)
                : List.copyOf(ranges(shape).stream().map(range -> range.asOf(snapshot)).toList());
    }

    /** None if the table is not stored in pages. */
    private List<PageRange> pages(String snapshot) throws SQLException {
        WarehouseDialect dialect = table.dialect();
        return table.relation().isName() && dialect.readsPages(connection)
                ? dialect.stored(connection, table.relation().from(dialect))
                        .map(stored -> stored.ranges(table.scan().ranges(), snapshot))
                        .orElse(List.of())
                : List.of();
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

    private String snapshot() throws SQLException {
        try {
            return table.dialect().exportSnapshot(connection).orElse("");
        } catch (SQLException e) {
            LOG.warn(
                    "No shared snapshot of {}, it is read by one statement: {}",
                    table.relation().description(),
                    table.connection().withoutSecrets(String.valueOf(e.getMessage())));
            connection.rollback();
            connection.setAutoCommit(true);
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
