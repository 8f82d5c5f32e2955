/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** What an error of the database means: is it worth trying again? */
public enum LedgerFault {
    /** Connection lost, server restarting, lock not had, somebody else was first: try again. */
    PASSING,
    /** Wrong password, missing grant, broken statement: it will be the same next time. */
    LASTING;

    /** Connection, rolled back, out of resources, operator intervention, system error. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

    private static final Set<String> PASSING_STATES =
            Set.of(
                    "23505", // somebody inserted it between our look and our insert
                    "42P07",
                    "42S01", // somebody created it between our look and our create
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
}
