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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the ledger, for people. Needs no right to write; a ledger nobody has written to yet is
 * empty. Throws {@link LedgerException} if the database stays away. Not thread-safe.
 */
public final class LedgerReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int EXAMPLES = 3;

    private static final String LAST_DELIVERED =
            "(SELECT MAX(run) FROM millrace_runs WHERE sync = ?"
                    + " AND (status IN ('COMPLETE', 'STOPPED') OR withheld > 0))";

    /** No such table, in PostgreSQL and in H2. */
    private static final Set<String> NOTHING_THERE = Set.of("42P01", "42S02", "42S03", "42S04");

    private final LedgerSession session;

    public LedgerReader(LedgerConnection connection) {
        this(connection, PATIENCE);
    }

    LedgerReader(LedgerConnection connection, Duration patience) {
        this.session = new LedgerSession(connection, patience, ignored -> {});
    }

    /** Runs of all syncs that started at or after {@code since}, in the order they started. */
    public List<RunReport> runsSince(Instant since) {
        return query(
                "SELECT * FROM millrace_runs WHERE run >= ? ORDER BY run, sync",
                LedgerReader::run,
                since.toEpochMilli());
    }

    /** The last {@code limit} runs of a sync, the latest first. */
    public List<RunReport> runsOf(String sync, int limit) {
        return query(
                "SELECT * FROM millrace_runs WHERE sync = ? ORDER BY run DESC LIMIT ?",
                LedgerReader::run,
                sync,
                limit);
    }

    /** The run of a sync that started last, whatever its status. */
    public Optional<RunReport> latestRun(String sync) {
        return runsOf(sync, 1).stream().findFirst();
    }

    /** The run that started last of each sync, in the order of their names. */
    public List<RunReport> latestRuns() {
        return query(
                "SELECT r.* FROM millrace_runs r JOIN (SELECT sync, MAX(run) AS run"
                        + " FROM millrace_runs GROUP BY sync) latest"
                        + " ON latest.sync = r.sync AND latest.run = r.run ORDER BY r.sync",
                LedgerReader::run);
    }

    public Optional<RunReport> run(String sync, long run) {
        return query(
                        "SELECT * FROM millrace_runs WHERE sync = ? AND run = ?",
                        LedgerReader::run,
                        sync,
                        run)
                .stream()
                .findFirst();
    }

    /** Up to {@code limit} rows that did not get through in a run, ordered by kind and key. */
    public List<LedgerRow> rows(String sync, long run, int limit) {
        return query(
                "SELECT * FROM millrace_rows WHERE sync = ? AND run = ?"
                        + " ORDER BY kind, row_key LIMIT ?",
                LedgerReader::row,
                sync,
                run,
                limit);
    }

    /**
     * Why rows of a run did not get through, the most frequent reason first. Without withheld
     * removals, which are listed in part only: the run's cause tells of them.
     */
    public List<RowReason> reasons(String sync, long run) {
        List<RowReason> reasons =
                query(
                        "SELECT kind, code, COUNT(*) AS listed"
                                + " FROM millrace_rows WHERE sync = ? AND run = ?"
                                + " AND kind <> 'WITHHELD'"
                                + " GROUP BY kind, code ORDER BY listed DESC, kind, code",
                        result ->
                                new RowReason(
                                        LedgerRow.Kind.valueOf(result.getString("kind")),
                                        result.getString("code"),
                                        result.getLong("listed"),
                                        List.of()),
                        sync,
                        run);
        return reasons.stream().map(reason -> withExamples(sync, run, reason)).toList();
    }

    /** Up to {@code limit} rows quarantined in the last run that was delivered, by key. */
    public List<LedgerRow> quarantined(String sync, int limit) {
        return query(
                "SELECT * FROM millrace_rows WHERE sync = ? AND kind = 'QUARANTINED' AND run = "
                        + LAST_DELIVERED
                        + " ORDER BY row_key LIMIT ?",
                LedgerReader::row,
                sync,
                sync,
                limit);
    }

    /** How many rows the ledger lists as quarantined in the last run that was delivered. */
    public long quarantinedCount(String sync) {
        return query(
                        "SELECT COUNT(*) AS listed FROM millrace_rows"
                                + " WHERE sync = ? AND kind = 'QUARANTINED' AND run = "
                                + LAST_DELIVERED,
                        result -> result.getLong("listed"),
                        sync,
                        sync)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** When the refused rows of a sync were last released, in epoch milliseconds; 0 for never. */
    public long releasedAt(String sync) {
        return query(
                        "SELECT released_at FROM millrace_releases WHERE sync = ?",
                        result -> time(result, "released_at"),
                        sync)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** Up to {@code limit} of the removals withheld in a run, by key. */
    public List<LedgerRow> withheld(String sync, long run, int limit) {
        return query(
                "SELECT * FROM millrace_rows WHERE sync = ? AND run = ? AND kind = 'WITHHELD'"
                        + " ORDER BY row_key LIMIT ?",
                LedgerReader::row,
                sync,
                run,
                limit);
    }

    /** The last {@code limit} runs of a sync that withheld removals, the latest first. */
    public List<RunReport> runsWithholding(String sync, int limit) {
        return query(
                "SELECT * FROM millrace_runs WHERE sync = ? AND withheld > 0"
                        + " ORDER BY run DESC LIMIT ?",
                LedgerReader::run,
                sync,
                limit);
    }

    /** The last run of a sync that was delivered. */
    public Optional<RunReport> lastDelivered(String sync) {
        return query(
                        "SELECT * FROM millrace_runs WHERE sync = ? AND run = " + LAST_DELIVERED,
                        LedgerReader::run,
                        sync,
                        sync)
                .stream()
                .findFirst();
    }

    /** The run whose withheld removals, and those of runs before, were approved last. */
    public OptionalLong approvedUpTo(String sync) {
        return query(
                        "SELECT run FROM millrace_approvals WHERE sync = ?",
                        result -> result.getLong("run"),
                        sync)
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Why rows that are missing from a run can't be taken for removed; empty if they can. */
    public Optional<String> doubt(String sync, long run) {
        return query(
                        "SELECT doubt FROM millrace_runs WHERE sync = ? AND run = ?",
                        result -> result.getString("doubt"),
                        sync,
                        run)
                .stream()
                .filter(reason -> !reason.isEmpty())
                .findFirst();
    }

    /** What requests call the list or catalog of a sync; empty if no set-up has found it. */
    Optional<String> target(String sync) {
        return query(
                        "SELECT target FROM millrace_destinations WHERE sync = ?",
                        result -> result.getString("target"),
                        sync)
                .stream()
                .findFirst();
    }

    public List<RunWarning> warnings(String sync, long run) {
        return query(
                "SELECT * FROM millrace_warnings WHERE sync = ? AND run = ? ORDER BY code, detail",
                result ->
                        new RunWarning(
                                result.getLong("run"),
                                result.getString("code"),
                                result.getString("detail"),
                                result.getLong("times")),
                sync,
                run);
    }

    @Override
    public void close() {
        session.close();
    }

    private RowReason withExamples(String sync, long run, RowReason reason) {
        List<RowReason.Example> examples =
                query(
                        "SELECT row_key, detail FROM millrace_rows WHERE sync = ? AND run = ?"
                                + " AND kind = ? AND code = ? ORDER BY row_key LIMIT ?",
                        result ->
                                new RowReason.Example(
                                        result.getString("row_key"), result.getString("detail")),
                        sync,
                        run,
                        reason.kind().name(),
                        reason.code(),
                        EXAMPLES);
        return new RowReason(reason.kind(), reason.code(), reason.rows(), examples);
    }

    @FunctionalInterface
    private interface Parser<T> {
        T parse(ResultSet result) throws SQLException;
    }

    private <T> List<T> query(String sql, Parser<T> parser, Object... arguments) {
        return session.run(
                connection -> {
                    try {
                        return query(connection, sql, parser, arguments);
                    } catch (SQLException failure) {
                        if (!NOTHING_THERE.contains(String.valueOf(failure.getSQLState()))) {
                            throw failure;
                        }
                        connection.rollback();
                        return List.of();
                    }
                });
    }

    private static <T> List<T> query(
            Connection connection, String sql, Parser<T> parser, Object... arguments)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setObject(i + 1, arguments[i]);
            }
            try (ResultSet result = select.executeQuery()) {
                List<T> parsed = new ArrayList<>();
                while (result.next()) {
                    parsed.add(parser.parse(result));
                }
                return List.copyOf(parsed);
            }
        }
    }

    private static RunReport run(ResultSet result) throws SQLException {
        long run = result.getLong("run");
        return new RunReport(
                result.getString("sync"),
                run,
                RunStatus.valueOf(result.getString("status")),
                new RunTimes(
                        time(result, "started_at"),
                        time(result, "read_at"),
                        time(result, "finished_at"),
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

    private static LedgerRow row(ResultSet result) throws SQLException {
        return new LedgerRow(
                result.getLong("run"),
                result.getString("row_key"),
                result.getString("identifier"),
                LedgerRow.Kind.valueOf(result.getString("kind")),
                result.getString("code"),
                result.getString("detail"),
                result.getInt("attempts"),
                time(result, "reported_at"));
    }

    private static long time(ResultSet result, String column) throws SQLException {
        return Optional.ofNullable(result.getObject(column, OffsetDateTime.class))
                .map(time -> time.toInstant().toEpochMilli())
                .orElse(0L);
    }
}
