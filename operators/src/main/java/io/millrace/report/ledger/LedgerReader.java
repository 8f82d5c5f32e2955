/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.run.Cause;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RowReason;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunTimes;
import io.millrace.report.run.RunWarning;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads the ledger, for people. Requires no right to write; a ledger that was never written to is
 * empty. Throws {@link LedgerException} if the database stays away. Not thread-safe.
 */
public final class LedgerReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int EXAMPLES = 3;

    private static final String LAST_DELIVERED =
            """
            (SELECT MAX(run) FROM millrace_runs WHERE sync = ?
             AND (status IN ('COMPLETE', 'STOPPED') OR withheld > 0))
            """;

    private final LedgerSession session;

    public LedgerReader(LedgerConnection connection) {
        this(connection, PATIENCE);
    }

    LedgerReader(LedgerConnection connection, Duration patience) {
        this.session = LedgerSession.reading(connection, patience);
    }

    /** Runs of all syncs that started at or after {@code since}, in the order they started. */
    public List<RunReport> runsSince(Instant since) {
        return runs("WHERE run >= ? ORDER BY run, sync", since.toEpochMilli());
    }

    /** The last {@code limit} runs of a sync, the latest first. */
    public List<RunReport> runsOf(String sync, int limit) {
        return runs("WHERE sync = ? ORDER BY run DESC LIMIT ?", sync, limit);
    }

    /** The run of a sync that started last, whatever its status. */
    public Optional<RunReport> latestRun(String sync) {
        return runsOf(sync, 1).stream().findFirst();
    }

    /** The run that started last of each sync, in the order of their names. */
    public List<RunReport> latestRuns() {
        return runs(
                """
                r JOIN (SELECT sync AS s, MAX(run) AS latest FROM millrace_runs GROUP BY sync) l
                ON l.s = r.sync AND l.latest = r.run ORDER BY r.sync\
                """);
    }

    public Optional<RunReport> run(String sync, long run) {
        return runs("WHERE sync = ? AND run = ?", sync, run).stream().findFirst();
    }

    /** The last {@code limit} runs of a sync that withheld removals, the latest first. */
    public List<RunReport> runsWithholding(String sync, int limit) {
        return runs("WHERE sync = ? AND withheld > 0 ORDER BY run DESC LIMIT ?", sync, limit);
    }

    /** The last run of a sync that was delivered. */
    public Optional<RunReport> lastDelivered(String sync) {
        return runs("WHERE sync = ? AND run = " + LAST_DELIVERED, sync, sync).stream().findFirst();
    }

    /** Up to {@code limit} rows that were not delivered in a run, ordered by kind and key. */
    public List<LedgerRow> rows(String sync, long run, int limit) {
        return rowsWhere("run = ? ORDER BY kind, row_key LIMIT ?", sync, run, limit);
    }

    /** Up to {@code limit} of the removals withheld in a run, by key. */
    public List<LedgerRow> withheld(String sync, long run, int limit) {
        return rowsWhere(
                "run = ? AND kind = 'WITHHELD' ORDER BY row_key LIMIT ?", sync, run, limit);
    }

    /** Up to {@code limit} rows quarantined in the last run that was delivered, by key. */
    public List<LedgerRow> quarantined(String sync, int limit) {
        return rowsWhere(
                "kind = 'QUARANTINED' AND run = " + LAST_DELIVERED + " ORDER BY row_key LIMIT ?",
                sync,
                sync,
                limit);
    }

    /** How many rows the ledger lists as quarantined in the last run that was delivered. */
    public long quarantinedCount(String sync) {
        return first(
                        "SELECT COUNT(*) AS listed FROM millrace_rows"
                                + " WHERE sync = ? AND kind = 'QUARANTINED' AND run = "
                                + LAST_DELIVERED,
                        (result, context) -> result.getLong("listed"),
                        sync,
                        sync)
                .orElse(0L);
    }

    /**
     * Why rows of a run were not delivered, the most frequent reason first. Without withheld
     * removals, which are listed in part only: the run's cause reports them.
     */
    public List<RowReason> reasons(String sync, long run) {
        List<RowReason> reasons =
                query(
                        """
                        SELECT kind, code, COUNT(*) AS listed
                        FROM millrace_rows WHERE sync = ? AND run = ? AND kind <> 'WITHHELD'
                        GROUP BY kind, code ORDER BY listed DESC, kind, code\
                        """,
                        (result, context) ->
                                new RowReason(
                                        LedgerRow.Kind.valueOf(result.getString("kind")),
                                        result.getString("code"),
                                        result.getLong("listed"),
                                        List.of()),
                        sync,
                        run);
        return reasons.stream().map(reason -> withExamples(sync, run, reason)).toList();
    }

    private RowReason withExamples(String sync, long run, RowReason reason) {
        List<RowReason.Example> examples =
                query(
                        """
                        SELECT row_key, detail FROM millrace_rows
                        WHERE sync = ? AND run = ? AND kind = ? AND code = ?
                        ORDER BY row_key LIMIT ?\
                        """,
                        (result, context) ->
                                new RowReason.Example(
                                        result.getString("row_key"), result.getString("detail")),
                        sync,
                        run,
                        reason.kind().name(),
                        reason.code(),
                        EXAMPLES);
        return new RowReason(reason.kind(), reason.code(), reason.rows(), examples);
    }

    public List<RunWarning> warnings(String sync, long run) {
        return query(
                "SELECT * FROM millrace_warnings WHERE sync = ? AND run = ? ORDER BY code, detail",
                (result, context) ->
                        new RunWarning(
                                result.getLong("run"),
                                result.getString("code"),
                                result.getString("detail"),
                                result.getLong("times")),
                sync,
                run);
    }

    /** When the refused rows of a sync were last released, in epoch milliseconds; 0 for never. */
    public long releasedAt(String sync) {
        return first(
                        "SELECT released_at FROM millrace_releases WHERE sync = ?",
                        (result, context) -> LedgerTime.read(result, "released_at"),
                        sync)
                .orElse(0L);
    }

    /** The run whose withheld removals, and those of runs before, were approved last. */
    public OptionalLong approvedUpTo(String sync) {
        return first(
                        "SELECT run FROM millrace_approvals WHERE sync = ?",
                        (result, context) -> result.getLong("run"),
                        sync)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Why rows that are absent from a run can't count as removed; empty if they can. */
    public Optional<String> doubt(String sync, long run) {
        return first(
                        "SELECT doubt FROM millrace_runs WHERE sync = ? AND run = ?",
                        (result, context) -> result.getString("doubt"),
                        sync,
                        run)
                .filter(reason -> !reason.isEmpty());
    }

    /** The name of the sync's list or catalog in requests; empty before the first set-up. */
    Optional<String> target(String sync) {
        return first(
                "SELECT target FROM millrace_destinations WHERE sync = ?",
                (result, context) -> result.getString("target"),
                sync);
    }

    @Override
    public void close() {
        session.close();
    }

    private List<RunReport> runs(String condition, Object... arguments) {
        return query("SELECT * FROM millrace_runs " + condition, LedgerReader::run, arguments);
    }

    private List<LedgerRow> rowsWhere(String condition, Object... arguments) {
        return query(
                "SELECT * FROM millrace_rows WHERE sync = ? AND " + condition,
                LedgerReader::row,
                arguments);
    }

    private <T> Optional<T> first(String sql, RowMapper<T> mapper, Object... arguments) {
        return query(sql, mapper, arguments).stream().findFirst();
    }

    private <T> List<T> query(String sql, RowMapper<T> mapper, Object... arguments) {
        return session.call(
                handle -> {
                    try {
                        return handle.select(sql, arguments).map(mapper).list();
                    } catch (JdbiException failure) {
                        if (!LedgerFault.isMissingTable(failure)) {
                            throw failure;
                        }
                        handle.rollback();
                        return List.of();
                    }
                });
    }

    private static RunReport run(ResultSet result, StatementContext context) throws SQLException {
        long run = result.getLong("run");
        return new RunReport(
                result.getString("sync"),
                run,
                RunStatus.valueOf(result.getString("status")),
                new RunTimes(
                        LedgerTime.read(result, "started_at"),
                        LedgerTime.read(result, "read_at"),
                        LedgerTime.read(result, "finished_at"),
                        result.getLong("stopped_millis")),
                new DiffTally(
                        run,
                        result.getLong("rows_read"),
                        result.getLong("added"),
                        result.getLong("changed"),
                        result.getLong("removed"),
                        result.getLong("unchanged"),
                        result.getLong("duplicate"),
                        result.getLong("keyless")),
                new DeliveryTally(
                        result.getLong("operations"),
                        result.getLong("accepted"),
                        result.getLong("rejected"),
                        result.getLong("pending"),
                        result.getLong("withheld")),
                result.getLong("rows_left_out"),
                new Cause(result.getString("cause_code"), result.getString("cause_message")));
    }

    private static LedgerRow row(ResultSet result, StatementContext context) throws SQLException {
        return new LedgerRow(
                result.getLong("run"),
                result.getString("row_key"),
                result.getString("identifier"),
                LedgerRow.Kind.valueOf(result.getString("kind")),
                result.getString("code"),
                result.getString("detail"),
                result.getInt("attempts"),
                LedgerTime.read(result, "reported_at"));
    }
}
