/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.Cause;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Writes the durable record of one sync's runs and rows, in H2 or PostgreSQL. Every write may be
 * repeated; only a final status replaces a final status. While the database is away a write waits,
 * up to {@link LedgerSettings#patience()}, and then throws {@link LedgerException}. Not
 * thread-safe.
 */
public final class Ledger implements AutoCloseable {

    private static final String ALWAYS = "";
    private static final String RUNNING_ONLY = " AND status = 'RUNNING'";
    private static final String CAUSE = "cause_code = :cause.code, cause_message = :cause.message";

    private static final String DELIVERED =
            """
            operations = :delivered.operations, accepted = :delivered.accepted,
            rejected = :delivered.rejected, pending = :delivered.pending,
            withheld = :delivered.withheld, rows_left_out = :rowsLeftOut\
            """;

    private static final String ROWS =
            """
            rows_read = :rows.read, added = :rows.added, changed = :rows.changed,
            removed = :rows.removed, unchanged = :rows.unchanged, duplicate = :rows.duplicate,
            keyless = :rows.keyless\
            """;

    private final String sync;
    private final LedgerSettings settings;
    private final LedgerSession session;

    public Ledger(LedgerConnection connection, String sync, LedgerSettings settings) {
        this.sync = sync;
        this.settings = settings;
        this.session = LedgerSession.writing(connection, settings.patience());
    }

    /** A run has begun. */
    public void started(long run) {
        session.run(
                handle -> {
                    ensure(handle, run);
                    LedgerInterruptions.replacedBy(handle, sync, run);
                });
    }

    /** The number of rows read so far. Omitted while the database is away. */
    public void reading(long run, long rows, long now) {
        session.offer(
                handle -> {
                    ensure(handle, run);
                    update(handle, run, "rows_read = :rows, progress_at = :now", RUNNING_ONLY)
                            .bind("rows", rows)
                            .bind("now", new LedgerTime(now))
                            .execute();
                });
    }

    /** The operations delivered so far. Omitted while the database is away. */
    public void delivering(RunReport soFar, long now) {
        session.offer(
                handle -> {
                    ensure(handle, soFar.run());
                    update(
                                    handle,
                                    soFar.run(),
                                    DELIVERED + ", read_at = :readAt, progress_at = :now",
                                    RUNNING_ONLY)
                            .bindMethods("delivered", soFar.delivered())
                            .bind("rowsLeftOut", soFar.rowsLeftOut())
                            .bind("readAt", new LedgerTime(soFar.times().readAt()))
                            .bind("now", new LedgerTime(now))
                            .execute();
                });
    }

    /** What a run waits for. Omitted while the database is away. */
    public void waiting(long run, List<RunWarning> waits) {
        session.offer(
                handle -> {
                    ensure(handle, run);
                    handle.execute(
                            "DELETE FROM millrace_warnings WHERE sync = ? AND run = ? AND code = ?",
                            sync,
                            run,
                            RunWarning.WAITING);
                    insertWarnings(handle, run, waits);
                });
    }

    /**
     * The job continues after it was stopped or has failed. The time since the last progress of
     * each open run does not count as time the run took.
     */
    public void resumed(long now) {
        session.run(
                handle -> {
                    removeWaits(handle);
                    for (OpenRun open : openRuns(handle)) {
                        update(
                                        handle,
                                        open.run(),
                                        "stopped_millis = stopped_millis + :stopped,"
                                                + " progress_at = :now",
                                        RUNNING_ONLY)
                                .bind("stopped", Math.max(0, now - open.progressAt()))
                                .bind("now", new LedgerTime(now))
                                .execute();
                    }
                });
    }

    private record OpenRun(long run, long progressAt) {}

    private List<OpenRun> openRuns(Handle handle) {
        return handle.select(
                        """
                        SELECT run, COALESCE(progress_at, started_at) AS progress_at
                        FROM millrace_runs WHERE sync = ? AND status = 'RUNNING'\
                        """,
                        sync)
                .map(
                        (result, context) ->
                                new OpenRun(
                                        result.getLong("run"),
                                        LedgerTime.read(result, "progress_at")))
                .list();
    }

    /** After a failure, the open runs report again what they wait for. */
    private void removeWaits(Handle handle) {
        handle.execute(
                "DELETE FROM millrace_warnings WHERE sync = ? AND code = ?",
                sync,
                RunWarning.WAITING);
    }

    /**
     * The job starts from state in which {@code newest} is the last run: open runs that began later
     * are interrupted. All open runs are, if it is empty.
     */
    public void interrupted(OptionalLong newest, long now) {
        session.run(
                handle -> {
                    removeWaits(handle);
                    LedgerInterruptions.after(handle, sync, newest, now);
                });
    }

    /** A run ended without delivery: FAILED, INTERRUPTED or HELD. */
    public void gaveUp(long run, RunStatus status, Cause cause, long now) {
        session.run(
                handle -> {
                    ensure(handle, run);
                    update(handle, run, "status = :status, finished_at = :now, " + CAUSE, ALWAYS)
                            .bind("status", status.name())
                            .bind("now", new LedgerTime(now))
                            .bindMethods("cause", LedgerText.bounded(cause))
                            .execute();
                });
    }

    /** Rows that are absent from the run can't count as removed, for this reason. */
    public void doubtful(long run, String reason) {
        session.run(
                handle -> {
                    ensure(handle, run);
                    update(handle, run, "doubt = :doubt", ALWAYS)
                            .bind("doubt", LedgerText.bounded(reason, LedgerText.DETAIL))
                            .execute();
                });
    }

    /**
     * A run was delivered, or its delivery was stopped. Earlier runs that are still open are
     * closed, and listed rows past their retention are deleted.
     */
    public void finished(RunReport report, List<RunWarning> warnings) {
        long run = report.run();
        session.run(
                handle -> {
                    ensure(handle, run);
                    complete(handle, report);
                    LedgerInterruptions.before(handle, sync, report);
                    handle.execute(
                            "DELETE FROM millrace_warnings WHERE sync = ? AND run = ?", sync, run);
                    List<RunWarning> all = new ArrayList<>(warnings);
                    all.addAll(LedgerNotices.take(handle, report));
                    insertWarnings(handle, run, all);
                    handle.execute(
                            "DELETE FROM millrace_rows WHERE sync = ? AND run < ?",
                            sync,
                            run - settings.keepRows().toMillis());
                });
    }

    /**
     * Lists rows that were not delivered in {@code run}, up to the limit of a run. A row that is
     * listed already is replaced.
     *
     * @return the number of rows beyond the limit
     */
    public long list(long run, List<LedgerRow> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        Map<List<String>, LedgerRow> distinct = new LinkedHashMap<>();
        for (LedgerRow row : rows) {
            String key = LedgerText.bounded(row.key(), LedgerText.KEY);
            distinct.put(List.of(row.kind().name(), key), row);
        }
        ListedRows listed = new ListedRows(sync, run);
        return session.call(
                handle -> {
                    List<LedgerRow> unlisted =
                            listed.replace(handle, List.copyOf(distinct.values()));
                    if (unlisted.isEmpty()) {
                        return 0L;
                    }
                    long room = Math.max(0, settings.rowsPerRun() - listed.count(handle));
                    int taken = (int) Math.min(room, unlisted.size());
                    listed.insert(handle, unlisted.subList(0, taken));
                    return (long) unlisted.size() - taken;
                });
    }

    /** Every row of the sync that was refused before {@code now} is to be tried again. */
    public void release(long now) {
        session.run(
                handle -> {
                    handle.execute("DELETE FROM millrace_releases WHERE sync = ?", sync);
                    handle.execute(
                            "INSERT INTO millrace_releases (sync, released_at) VALUES (?, ?)",
                            sync,
                            new LedgerTime(now));
                });
    }

    /** The removals withheld in this run and in earlier runs may be sent. */
    public void approve(long run) {
        session.run(
                handle -> {
                    handle.execute("DELETE FROM millrace_approvals WHERE sync = ?", sync);
                    handle.execute(
                            "INSERT INTO millrace_approvals (sync, run) VALUES (?, ?)", sync, run);
                });
    }

    @Override
    public void close() {
        session.close();
    }

    private Update update(Handle handle, long run, String columns, String condition) {
        return handle.createUpdate(
                        "UPDATE millrace_runs SET "
                                + columns
                                + " WHERE sync = :sync AND run = :run"
                                + condition)
                .bind("sync", sync)
                .bind("run", run);
    }

    private void complete(Handle handle, RunReport report) {
        update(
                        handle,
                        report.run(),
                        "status = :status, read_at = :readAt, finished_at = :finishedAt, "
                                + String.join(", ", ROWS, DELIVERED, CAUSE),
                        ALWAYS)
                .bind("status", report.status().name())
                .bind("readAt", new LedgerTime(report.times().readAt()))
                .bind("finishedAt", new LedgerTime(report.times().finishedAt()))
                .bindMethods("rows", report.rows())
                .bindMethods("delivered", report.delivered())
                .bind("rowsLeftOut", report.rowsLeftOut())
                .bindMethods("cause", LedgerText.bounded(report.cause()))
                .execute();
    }

    private void ensure(Handle handle, long run) {
        handle.createUpdate(
                        """
                        INSERT INTO millrace_runs (sync, run, status, started_at)
                        SELECT CAST(:sync AS VARCHAR(255)), CAST(:run AS BIGINT), 'RUNNING',
                               CAST(:startedAt AS TIMESTAMP WITH TIME ZONE)
                        WHERE NOT EXISTS
                            (SELECT 1 FROM millrace_runs WHERE sync = :sync AND run = :run)\
                        """)
                .bind("sync", sync)
                .bind("run", run)
                .bind("startedAt", new LedgerTime(run))
                .execute();
    }

    private void insertWarnings(Handle handle, long run, List<RunWarning> warnings) {
        for (RunWarning warning : warnings) {
            handle.execute(
                    """
                    INSERT INTO millrace_warnings (sync, run, code, detail, times)
                    VALUES (?, ?, ?, ?, ?)\
                    """,
                    sync,
                    run,
                    LedgerText.bounded(warning.code(), LedgerText.CODE),
                    LedgerText.bounded(warning.detail(), LedgerText.KEY),
                    warning.times());
        }
    }
}
