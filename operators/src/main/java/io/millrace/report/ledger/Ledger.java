/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.run.Cause;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Writes the durable record of one sync's runs and rows, in H2 or PostgreSQL. Every write may be
 * repeated; a final status is replaced by nothing but a final status. While the database is away a
 * write waits, up to {@link LedgerSettings#patience()}, and then throws {@link LedgerException}.
 * Not thread-safe.
 */
public final class Ledger implements AutoCloseable {

    private final String sync;
    private final LedgerSettings settings;
    private final LedgerSession session;

    public Ledger(LedgerConnection connection, String sync, LedgerSettings settings) {
        this.sync = sync;
        this.settings = settings;
        this.session = new LedgerSession(connection, settings.patience(), LedgerSchema::migrate);
    }

    /** A run has begun. */
    public void started(long run) {
        session.run(
                connection -> {
                    ensure(connection, run);
                    LedgerInterruptions.replacedBy(connection, sync, run);
                    return null;
                });
    }

    /** {@code rows} read so far. Left out while the database is away: the next one says more. */
    public void reading(long run, long rows, long now) {
        session.offer(
                connection -> {
                    ensure(connection, run);
                    try (PreparedStatement update =
                            connection.prepareStatement(
                                    "UPDATE millrace_runs SET rows_read = ?, progress_at = ? WHERE"
                                            + " sync = ? AND run = ? AND status = 'RUNNING'")) {
                        update.setLong(1, rows);
                        setTime(update, 2, now);
                        update.setString(3, sync);
                        update.setLong(4, run);
                        update.executeUpdate();
                    }
                    return null;
                });
    }

    /** Delivered so far. Left out while the database is away: the next one says more. */
    public void delivering(RunReport soFar, long now) {
        session.offer(
                connection -> {
                    ensure(connection, soFar.run());
                    try (PreparedStatement update =
                            connection.prepareStatement(
                                    "UPDATE millrace_runs SET operations = ?, accepted = ?,"
                                            + " rejected = ?, pending = ?, withheld = ?, rows_left_out ="
                                            + " ?, progress_at = ?, read_at = ? WHERE sync = ? AND run"
                                            + " = ? AND status = 'RUNNING'")) {
                        setDelivered(update, 1, soFar.delivered());
                        update.setLong(6, soFar.rowsLeftOut());
                        setTime(update, 7, now);
                        setTime(update, 8, soFar.times().readAt());
                        update.setString(9, sync);
                        update.setLong(10, soFar.run());
                        update.executeUpdate();
                    }
                    return null;
                });
    }

    /** What a run waits for. Left out while the database is away: the next one says more. */
    public void waiting(long run, List<RunWarning> waiting) {
        session.offer(
                connection -> {
                    ensure(connection, run);
                    try (PreparedStatement delete =
                            connection.prepareStatement(
                                    "DELETE FROM millrace_warnings"
                                            + " WHERE sync = ? AND run = ? AND code = ?")) {
                        delete.setString(1, sync);
                        delete.setLong(2, run);
                        delete.setString(3, RunWarning.WAITING);
                        delete.executeUpdate();
                    }
                    insertWarnings(connection, run, waiting);
                    return null;
                });
    }

    /**
     * The job goes on after it was stopped or has failed: the time since the last progress of each
     * open run is no time the run took.
     */
    public void resumed(long now) {
        session.run(
                connection -> {
                    Map<Long, Long> open = new LinkedHashMap<>();
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "SELECT run, COALESCE(progress_at, started_at) AS seen_at"
                                            + " FROM millrace_runs"
                                            + " WHERE sync = ? AND status = 'RUNNING'")) {
                        select.setString(1, sync);
                        try (ResultSet result = select.executeQuery()) {
                            while (result.next()) {
                                OffsetDateTime seen =
                                        result.getObject("seen_at", OffsetDateTime.class);
                                open.put(result.getLong("run"), seen.toInstant().toEpochMilli());
                            }
                        }
                    }
                    forgetWaits(connection);
                    for (Map.Entry<Long, Long> run : open.entrySet()) {
                        addStop(connection, run.getKey(), Math.max(0, now - run.getValue()), now);
                    }
                    return null;
                });
    }

    /** What a run waited for before a failure; it says again what it waits for. */
    private void forgetWaits(Connection connection) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM millrace_warnings WHERE sync = ? AND code = ?")) {
            delete.setString(1, sync);
            delete.setString(2, RunWarning.WAITING);
            delete.executeUpdate();
        }
    }

    private void addStop(Connection connection, long run, long millis, long now)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_runs SET stopped_millis = stopped_millis + ?,"
                                + " progress_at = ? WHERE sync = ? AND run = ?")) {
            update.setLong(1, millis);
            setTime(update, 2, now);
            update.setString(3, sync);
            update.setLong(4, run);
            update.executeUpdate();
        }
    }

    /**
     * Open runs that began after {@code newest} do not go on: a later run takes their place. All
     * open runs, if it is empty.
     */
    public void interrupted(OptionalLong newest, long now) {
        session.run(
                connection -> {
                    forgetWaits(connection);
                    LedgerInterruptions.after(connection, sync, newest, now);
                    return null;
                });
    }

    /** A run ended without being delivered: FAILED, INTERRUPTED or HELD. */
    public void gaveUp(long run, RunStatus status, Cause cause, long now) {
        session.run(
                connection -> {
                    ensure(connection, run);
                    try (PreparedStatement update =
                            connection.prepareStatement(
                                    "UPDATE millrace_runs SET status = ?, cause_code = ?,"
                                            + " cause_message = ?, finished_at = ?"
                                            + " WHERE sync = ? AND run = ?")) {
                        update.setString(1, status.name());
                        setCause(update, 2, cause);
                        setTime(update, 4, now);
                        update.setString(5, sync);
                        update.setLong(6, run);
                        update.executeUpdate();
                    }
                    return null;
                });
    }

    /** Rows that are missing from the run can't be taken for removed, for this reason. */
    public void doubtful(long run, String reason) {
        session.run(
                connection -> {
                    ensure(connection, run);
                    try (PreparedStatement update =
                            connection.prepareStatement(
                                    "UPDATE millrace_runs SET doubt = ?"
                                            + " WHERE sync = ? AND run = ?")) {
                        update.setString(1, LedgerText.bounded(reason, LedgerText.DETAIL));
                        update.setString(2, sync);
                        update.setLong(3, run);
                        update.executeUpdate();
                    }
                    return null;
                });
    }

    /**
     * A run went the whole way. Runs before it that never came to an end are closed, and rows past
     * their time are forgotten.
     */
    public void finished(RunReport report, List<RunWarning> warnings) {
        session.run(
                connection -> {
                    ensure(connection, report.run());
                    complete(connection, report);
                    LedgerInterruptions.before(connection, sync, report);
                    warn(connection, report.run(), withNotices(connection, report, warnings));
                    forget(connection, report.run());
                    return null;
                });
    }

    /**
     * Lists rows that did not get through in {@code run}, up to the limit of a run; a row listed
     * before is replaced.
     *
     * @return how many of them found no room
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
        return session.run(
                connection -> {
                    List<LedgerRow> unlisted =
                            replace(connection, run, List.copyOf(distinct.values()));
                    if (unlisted.isEmpty()) {
                        return 0L;
                    }
                    long room = Math.max(0, settings.rowsPerRun() - listed(connection, run));
                    int taken = (int) Math.min(room, unlisted.size());
                    insert(connection, run, unlisted.subList(0, taken));
                    return (long) unlisted.size() - taken;
                });
    }

    /** Every row of the sync that was refused before {@code now} is to be tried again. */
    public void release(long now) {
        put("millrace_releases", "released_at", (write, index) -> setTime(write, index, now));
    }

    /** The removals withheld in this run and before may go. */
    public void approve(long run) {
        put("millrace_approvals", "run", (write, index) -> write.setLong(index, run));
    }

    /** Sets one value of a statement. */
    private interface Value {
        void set(PreparedStatement write, int index) throws SQLException;
    }

    /** The one row of the sync in a table, with this value. */
    private void put(String table, String column, Value value) {
        session.run(
                connection -> {
                    String update = "UPDATE " + table + " SET " + column + " = ? WHERE sync = ?";
                    String insert =
                            "INSERT INTO " + table + " (" + column + ", sync) VALUES (?, ?)";
                    if (put(connection, update, value) == 0) {
                        put(connection, insert, value);
                    }
                    return null;
                });
    }

    private int put(Connection connection, String sql, Value value) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            value.set(write, 1);
            write.setString(2, sync);
            return write.executeUpdate();
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private void ensure(Connection connection, long run) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO millrace_runs (sync, run, status, started_at)"
                                + " SELECT CAST(? AS VARCHAR(255)), CAST(? AS BIGINT), 'RUNNING',"
                                + " CAST(? AS TIMESTAMP WITH TIME ZONE) WHERE NOT EXISTS"
                                + " (SELECT 1 FROM millrace_runs WHERE sync = ? AND run = ?)")) {
            insert.setString(1, sync);
            insert.setLong(2, run);
            setTime(insert, 3, run);
            insert.setString(4, sync);
            insert.setLong(5, run);
            insert.executeUpdate();
        }
    }

    private void complete(Connection connection, RunReport report) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_runs SET status = ?, read_at = ?, finished_at = ?,"
                                + " rows_read = ?, added = ?, changed = ?, removed = ?, unchanged = ?,"
                                + " duplicate = ?, keyless = ?, operations = ?, accepted = ?, rejected"
                                + " = ?, pending = ?, withheld = ?, rows_left_out = ?, cause_code = ?,"
                                + " cause_message = ? WHERE sync = ? AND run = ?")) {
            update.setString(1, report.status().name());
            setTime(update, 2, report.times().readAt());
            setTime(update, 3, report.times().finishedAt());
            setRows(update, 4, report.rows());
            setDelivered(update, 11, report.delivered());
            update.setLong(16, report.rowsLeftOut());
            setCause(update, 17, report.cause());
            update.setString(19, sync);
            update.setLong(20, report.run());
            update.executeUpdate();
        }
    }

    private List<RunWarning> withNotices(
            Connection connection, RunReport report, List<RunWarning> warnings)
            throws SQLException {
        List<RunWarning> all = new ArrayList<>(warnings);
        all.addAll(LedgerNotices.take(connection, report));
        return all;
    }

    private void warn(Connection connection, long run, List<RunWarning> warnings)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM millrace_warnings WHERE sync = ? AND run = ?")) {
            delete.setString(1, sync);
            delete.setLong(2, run);
            delete.executeUpdate();
        }
        insertWarnings(connection, run, warnings);
    }

    private void insertWarnings(Connection connection, long run, List<RunWarning> warnings)
            throws SQLException {
        if (warnings.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO millrace_warnings (sync, run, code, detail, times)"
                                + " VALUES (?, ?, ?, ?, ?)")) {
            for (RunWarning warning : warnings) {
                insert.setString(1, sync);
                insert.setLong(2, run);
                insert.setString(3, LedgerText.bounded(warning.code(), LedgerText.CODE));
                insert.setString(4, LedgerText.bounded(warning.detail(), LedgerText.KEY));
                insert.setLong(5, warning.times());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void forget(Connection connection, long run) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM millrace_rows WHERE sync = ? AND run < ?")) {
            delete.setString(1, sync);
            delete.setLong(2, run - settings.keepRows().toMillis());
            delete.executeUpdate();
        }
    }

    /** Writes over the rows that are listed, returns those that are not. */
    private List<LedgerRow> replace(Connection connection, long run, List<LedgerRow> rows)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_rows SET identifier = ?, code = ?, detail = ?,"
                                + " attempts = ?, reported_at = ?"
                                + " WHERE sync = ? AND run = ? AND kind = ? AND row_key = ?")) {
            for (LedgerRow row : rows) {
                setFault(update, row);
                update.setString(6, sync);
                update.setLong(7, run);
                update.setString(8, row.kind().name());
                update.setString(9, LedgerText.bounded(row.key(), LedgerText.KEY));
                update.addBatch();
            }
            int[] replaced = update.executeBatch();
            List<LedgerRow> unlisted = new ArrayList<>();
            for (int i = 0; i < replaced.length; i++) {
                if (replaced[i] == 0) {
                    unlisted.add(rows.get(i));
                } else if (replaced[i] == Statement.EXECUTE_FAILED) {
                    throw new SQLException("row " + i + " of a batch was not written", "58000");
                }
            }
            return unlisted;
        }
    }

    private long listed(Connection connection, long run) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT COUNT(*) FROM millrace_rows WHERE sync = ? AND run = ?")) {
            select.setString(1, sync);
            select.setLong(2, run);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private void insert(Connection connection, long run, List<LedgerRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO millrace_rows (identifier, code, detail, attempts,"
                                + " reported_at, sync, run, kind, row_key)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (LedgerRow row : rows) {
                setFault(insert, row);
                insert.setString(6, sync);
                insert.setLong(7, run);
                insert.setString(8, row.kind().name());
                insert.setString(9, LedgerText.bounded(row.key(), LedgerText.KEY));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void setFault(PreparedStatement statement, LedgerRow row) throws SQLException {
        statement.setString(1, LedgerText.bounded(row.identifier(), LedgerText.KEY));
        statement.setString(2, LedgerText.bounded(row.code(), LedgerText.CODE));
        statement.setString(3, LedgerText.bounded(row.detail(), LedgerText.DETAIL));
        statement.setInt(4, row.attempts());
        setTime(statement, 5, row.at());
    }

    private static void setRows(PreparedStatement statement, int first, DiffTally rows)
            throws SQLException {
        statement.setLong(first, rows.read());
        statement.setLong(first + 1, rows.added());
        statement.setLong(first + 2, rows.changed());
        statement.setLong(first + 3, rows.removed());
        statement.setLong(first + 4, rows.unchanged());
        statement.setLong(first + 5, rows.duplicate());
        statement.setLong(first + 6, rows.keyless());
    }

    private static void setDelivered(
            PreparedStatement statement, int first, DeliveryTally delivered) throws SQLException {
        statement.setLong(first, delivered.operations());
        statement.setLong(first + 1, delivered.accepted());
        statement.setLong(first + 2, delivered.rejected());
        statement.setLong(first + 3, delivered.pending());
        statement.setLong(first + 4, delivered.withheld());
    }

    static void setCause(PreparedStatement statement, int first, Cause cause) throws SQLException {
        statement.setString(first, LedgerText.bounded(cause.code(), LedgerText.CODE));
        statement.setString(first + 1, LedgerText.bounded(cause.message(), LedgerText.DETAIL));
    }

    static void setTime(PreparedStatement statement, int index, long time) throws SQLException {
        if (time == 0) {
            statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(
                    index, OffsetDateTime.ofInstant(Instant.ofEpochMilli(time), ZoneOffset.UTC));
        }
    }
}
