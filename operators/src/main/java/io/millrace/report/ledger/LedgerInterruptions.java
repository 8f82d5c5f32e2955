/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Runs of a sync that began, and that no state knows any more: the job was stopped or failed before
 * a checkpoint held them. Nothing of them was sent.
 */
public final class LedgerInterruptions {

    private static final String BEFORE_CHECKPOINT =
            "the job was interrupted before a checkpoint held this run; ";

    /** Until that run has begun. */
    private static final String BY_THE_NEXT = BEFORE_CHECKPOINT + "the next run takes its place";

    private LedgerInterruptions() {}

    private static Cause by(long run) {
        return new Cause(
                Cause.INTERRUPTED,
                BEFORE_CHECKPOINT + "run " + Instant.ofEpochMilli(run) + " takes its place");
    }

    /**
     * The job goes on from state in which this run is the newest.
     *
     * @param newest empty if there is no run in state
     */
    static void after(Connection connection, String sync, OptionalLong newest, long now)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_runs SET status = 'INTERRUPTED', cause_code = ?,"
                                + " cause_message = ?, finished_at = ?"
                                + " WHERE sync = ? AND run > ? AND status = 'RUNNING'")) {
            Ledger.setCause(update, 1, new Cause(Cause.INTERRUPTED, BY_THE_NEXT));
            Ledger.setTime(update, 3, now);
            update.setString(4, sync);
            update.setLong(5, newest.orElse(Long.MIN_VALUE));
            update.executeUpdate();
        }
    }

    /** A run has begun. */
    static void replacedBy(Connection connection, String sync, long run) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_runs SET cause_code = ?, cause_message = ?"
                                + " WHERE sync = ? AND run < ? AND status = 'INTERRUPTED'"
                                + " AND cause_message = ?")) {
            Ledger.setCause(update, 1, by(run));
            update.setString(3, sync);
            update.setLong(4, run);
            update.setString(5, BY_THE_NEXT);
            update.executeUpdate();
        }
    }

    /** Runs are delivered in order: one before this, and still open, has no end of its own. */
    static void before(Connection connection, String sync, RunReport ended) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_runs SET status = 'INTERRUPTED', cause_code = ?,"
                                + " cause_message = ?, finished_at = ?"
                                + " WHERE sync = ? AND run < ? AND status = 'RUNNING'")) {
            Ledger.setCause(update, 1, by(ended.run()));
            Ledger.setTime(update, 3, ended.times().finishedAt());
            update.setString(4, sync);
            update.setLong(5, ended.run());
            update.executeUpdate();
        }
    }
}
