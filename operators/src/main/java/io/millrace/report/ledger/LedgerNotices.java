/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunWarning;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Warnings of a sync's set-up. Each is reported once, by the first run from {@code since} on that
 * is delivered. Each statement may be repeated.
 */
final class LedgerNotices {

    private static final long NOT_REPORTED = 0;

    private LedgerNotices() {}

    /**
     * @param since the first run that may report it
     */
    record Notice(long since, String code, String detail) {}

    /** Adds a notice, unless the same one is there, reported or not. */
    static void add(Handle handle, String sync, Notice notice) {
        handle.createUpdate(
                        """
                        INSERT INTO millrace_notices (sync, code, detail, since, reported_by)
                        SELECT CAST(:sync AS VARCHAR(255)), CAST(:code AS VARCHAR(200)),
                            CAST(:detail AS VARCHAR(500)), CAST(:since AS BIGINT),
                            CAST(:reportedBy AS BIGINT)
                        WHERE NOT EXISTS (SELECT 1 FROM millrace_notices
                            WHERE sync = :sync AND code = :code AND detail = :detail)\
                        """)
                .bind("sync", sync)
                .bind("code", notice.code())
                .bind("detail", LedgerText.bounded(notice.detail(), LedgerText.KEY))
                .bind("since", notice.since())
                .bind("reportedBy", NOT_REPORTED)
                .execute();
    }

    /** Removes all notices, so that each may be added again. */
    static void clear(Handle handle, String sync) {
        handle.execute("DELETE FROM millrace_notices WHERE sync = ?", sync);
    }

    /**
     * Returns the notices that this run reports. A new destination is reported only if rows were
     * sent again because of it.
     */
    static List<RunWarning> take(Handle handle, RunReport run) {
        handle.execute(
                """
                UPDATE millrace_notices SET reported_by = ?
                WHERE sync = ? AND reported_by = ? AND since <= ?\
                """,
                run.run(),
                run.sync(),
                NOT_REPORTED,
                run.run());
        List<RunWarning> notices =
                handle.select(
                                """
                                SELECT code, detail FROM millrace_notices
                                WHERE sync = ? AND reported_by = ? ORDER BY code, detail\
                                """,
                                run.sync(),
                                run.run())
                        .map(
                                (result, context) ->
                                        new RunWarning(
                                                run.run(),
                                                result.getString("code"),
                                                result.getString("detail"),
                                                1))
                        .list();
        boolean sentAgain = run.rows().changed() > 0;
        return notices.stream()
                .filter(notice -> sentAgain || !notice.code().equals(RunWarning.NEW_DESTINATION))
                .toList();
    }
}
