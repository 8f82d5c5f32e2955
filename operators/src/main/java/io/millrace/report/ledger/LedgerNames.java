/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Moves the records of a sync to its new name. */
public final class LedgerNames {

    private static final List<String> BY_RUN =
            List.of("millrace_runs", "millrace_rows", "millrace_warnings");

    private static final List<String> BY_SYNC =
            List.of(
                    "millrace_releases",
                    "millrace_lists",
                    "millrace_destinations",
                    "millrace_notices");

    private LedgerNames() {}

    /**
     * Puts all records of the old name under the new name, where they replace the records of the
     * same runs. To be called while no job runs; a second call changes nothing.
     *
     * @throws LedgerException if the ledger can't be reached
     */
    public static void rename(LedgerConnection ledger, String from, String to) {
        try (LedgerSession session =
                LedgerSession.writing(ledger, LedgerSettings.DEFAULTS.patience())) {
            session.run(
                    handle -> {
                        BY_RUN.forEach(t -> rename(handle, t, "run IN (SELECT run", from, to));
                        BY_SYNC.forEach(t -> rename(handle, t, "EXISTS (SELECT 1", from, to));
                    });
        }
    }

    private static void rename(
            Handle handle, String table, String replaced, String from, String to) {
        handle.execute(
                String.format(
                        "DELETE FROM %s WHERE sync = ? AND %s FROM %s old WHERE old.sync = ?)",
                        table, replaced, table),
                to,
                from);
        handle.execute("UPDATE " + table + " SET sync = ? WHERE sync = ?", to, from);
    }
}
