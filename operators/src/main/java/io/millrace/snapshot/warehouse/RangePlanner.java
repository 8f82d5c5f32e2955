/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.RelationChanges;
import io.millrace.snapshot.warehouse.dialect.PageAccess;
import io.millrace.snapshot.warehouse.dialect.RelationFacts;
import io.millrace.snapshot.warehouse.dialect.SharedSnapshots;
import io.millrace.snapshot.warehouse.dialect.StoredTable;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import io.millrace.snapshot.warehouse.range.KeyRange;
import io.millrace.snapshot.warehouse.range.PageRange;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the table, divides it into ranges, and keeps the snapshot of all readers open. Used by one
 * thread. {@link #close()} may be called by another thread and cancels the work in progress.
 */
final class RangePlanner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RangePlanner.class);

    private final WarehouseTable table;
    private final WarehouseDialect dialect;
    private volatile boolean closed;
    private volatile Connection connection;

    RangePlanner(WarehouseTable table) {
        this.table = table;
        this.dialect = table.dialect();
    }

    /**
     * Plans the read. If the ranges share a snapshot, it exists until this is closed.
     *
     * @throws WarehouseException if the table can't be read as declared
     */
    ReadPlan plan() {
        try {
            connection = ConnectionFactory.open(table.connection(), dialect);
            if (closed) {
                throw new SQLException("the plan is no longer wanted");
            }
            RowShape shape = RowShape.of(connection, table);
            RelationFacts facts = table.facts(connection);
            String snapshot = table.sharesSnapshots(facts) ? exportSnapshot() : "";
            if (snapshot.isEmpty()) {
                ReadPlan plan = plan(shape, facts, snapshot);
                connection.close();
                return plan;
            }
            return planWithoutLocks(shape, facts, snapshot);
        } catch (SQLException e) {
            close();
            throw table.failure("can't plan the reading of", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Releases the locks that planning takes: the transaction stays open during the whole read. */
    private ReadPlan planWithoutLocks(RowShape shape, RelationFacts facts, String snapshot)
            throws SQLException {
        Savepoint beforeLocks = connection.setSavepoint();
        ReadPlan plan = plan(shape, facts, snapshot);
        connection.rollback(beforeLocks);
        return plan;
    }

    private ReadPlan plan(RowShape shape, RelationFacts facts, String snapshot)
            throws SQLException {
        new CompletenessCheck(table).require(connection);
        return new ReadPlan(ranges(shape, snapshot), snapshot, facts.properties());
    }

    /** Without a shared snapshot, returns one range unless the user set the number of ranges. */
    private List<TableRange> ranges(RowShape shape, String snapshot) throws SQLException {
        boolean automatic = table.scan().ranges() == WarehouseDialect.AUTOMATIC;
        if (snapshot.isEmpty() && automatic) {
            return List.of(KeyRange.whole());
        }
        List<PageRange> pages = snapshot.isEmpty() ? List.of() : pageRanges(snapshot);
        if (pages.size() > 1) {
            return List.copyOf(pages);
        }
        return keyRanges(shape).stream().<TableRange>map(range -> range.in(snapshot)).toList();
    }

    /** Empty if the table is not stored in pages. */
    private List<PageRange> pageRanges(String snapshot) throws SQLException {
        Optional<PageAccess> pages = dialect.pageAccess();
        if (pages.isEmpty() || !table.relation().isName() || !pages.get().isAvailable(connection)) {
            return List.of();
        }
        Optional<StoredTable> stored = pages.get().find(connection, table.from());
        return stored.map(found -> PageRange.of(found, table.scan().ranges(), snapshot))
                .orElse(List.of());
    }

    private List<KeyRange> keyRanges(RowShape shape) throws SQLException {
        if (!table.hasKey()) {
            return List.of(KeyRange.whole());
        }
        List<List<String>> bounds =
                dialect.rangeBounds(connection, table.from(), shape.key(), table.scan().ranges());
        return KeyRange.dividedAt(bounds, shape.mayLackKey());
    }

    /** Returns the name of the snapshot; empty if the server refuses to share one. */
    private String exportSnapshot() throws SQLException {
        SharedSnapshots snapshots = dialect.sharedSnapshots().orElseThrow();
        try {
            return snapshots.export(connection).orElse("");
        } catch (SQLException e) {
            LOG.warn(
                    "{} is read by one statement, because its server shares no snapshot: {}",
                    table.relation().description(),
                    table.connection().withoutSecrets(String.valueOf(e.getMessage())));
            connection.rollback();
            connection.setAutoCommit(true);
            return "";
        }
    }

    /**
     * Compares the relation after the read with the relation before the read.
     *
     * @param plan of the read
     * @return changes that may have hidden rows during the read; empty if there are none
     */
    Optional<String> changesSince(ReadPlan plan) {
        boolean mustBeComplete =
                !table.scan().completeWhen().isEmpty() && plan.snapshot().isEmpty();
        if (plan.relation().isEmpty() && !mustBeComplete) {
            return Optional.empty();
        }
        try (Connection after = ConnectionFactory.open(table.connection(), dialect)) {
            if (mustBeComplete) {
                new CompletenessCheck(table).require(after);
            }
            return RelationChanges.between(plan.relation(), table.facts(after).properties());
        } catch (SQLException e) {
            throw table.failure("can't check again", e);
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
