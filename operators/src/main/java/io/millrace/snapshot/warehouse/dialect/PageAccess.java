/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.column.SelectedColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Capability: a stored table is read by ranges of its pages, and rows are copied out faster than a
 * cursor returns them. Valid only within a shared snapshot and while the table keeps its file.
 */
public interface PageAccess {

    /** Whether this server reads a range of pages without scanning the whole table. */
    boolean isAvailable(Connection connection) throws SQLException;

    /**
     * Returns the table's file and size as the transaction's snapshot sees them; empty if the
     * relation is not one table stored in pages. Must run in the transaction that exported the
     * snapshot.
     *
     * @param from as in a {@code FROM} clause
     */
    Optional<StoredTable> find(Connection connection, String from) throws SQLException;

    /**
     * Returns the condition: the row is stored in the given pages.
     *
     * @param from the first page
     * @param upTo the page after the last one; empty for all that follow
     */
    BoundSql inPages(long from, OptionalLong upTo);

    /** Locks the table, until the transaction ends, so that no statement can rewrite it. */
    void lockFile(Connection connection, String from) throws SQLException;

    /** Returns the number of the table's current file, whatever the snapshot; 0 if it has none. */
    long fileNode(Connection connection, String from) throws SQLException;

    /**
     * Starts to copy rows. Empty if some column can't be encoded from its bytes. If the rows are
     * not read to the end, the connection can't be used again.
     *
     * @param select without parameters
     * @param columns the leading columns of the select list; others are ignored
     */
    Optional<RangeRows> copy(
            Connection connection, String select, List<SelectedColumn> columns, RowEncoder encoder)
            throws SQLException;

    /** Ends a copy. May be called by any thread. */
    void cancelCopy(Connection connection) throws SQLException;
}
