/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;

/** Whether an operation that a database error ended is worth repeating. */
enum LedgerFault {
    /** The connection is lost, the server restarts, a lock or a race is lost: try again. */
    PASSING,
    /** A wrong password, a missing grant, a broken statement: it will be the same next time. */
    LASTING;

    /** Connection, rolled back, out of resources, operator intervention, system error. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

    private static final Set<String> PASSING_STATES =
            Set.of(
                    "23505", // another process inserted the row after our query
                    "42P07",
                    "42S01", // another process created the table after our query
                    "25006", // PostgreSQL during a fail-over: still read-only
                    "55P03",
                    "HYT00", // lock not available
                    // H2: closed, in use, or its file closed by the interrupt of another thread
                    "90007",
                    "90020",
                    "90028",
                    "90031",
                    "90067",
                    "90098",
                    "90121",
                    "90135");

    /** No such table, in PostgreSQL and in H2. */
    private static final Set<String> MISSING_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    static LedgerFault of(SQLException failure) {
        if (failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException) {
            return PASSING;
        }
        String state = failure.getSQLState();
        if (state == null || state.length() < 2) {
            return LASTING;
        }
        boolean passing =
                PASSING_STATES.contains(state) || PASSING_CLASSES.contains(state.substring(0, 2));
        return passing ? PASSING : LASTING;
    }

    /** Whether a statement failed because nothing has been written to the ledger yet. */
    static boolean isMissingTable(JdbiException failure) {
        return MISSING_TABLE.contains(String.valueOf(sqlCause(failure).getSQLState()));
    }

    /**
     * The database error inside an exception of jdbi.
     *
     * @throws JdbiException the same, if it has none: then the fault is ours
     */
    static SQLException sqlCause(JdbiException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        throw failure;
    }
}
