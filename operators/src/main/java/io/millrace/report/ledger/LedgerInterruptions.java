/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import java.time.Instant;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Runs of a sync that began and are in no state: the job was stopped or failed before a checkpoint
 * held them. Nothing of them was sent.
 */
final class LedgerInterruptions {

    private static final String BEFORE_CHECKPOINT =
            "the job was interrupted before a checkpoint held this run; ";

    /** The message until that run has begun. */
    private static final String BY_THE_NEXT = BEFORE_CHECKPOINT + "the next run takes its place";

    private static final String INTERRUPT =
            """
            UPDATE millrace_runs SET status = 'INTERRUPTED', cause_code = ?, cause_message = ?,
                finished_at = ?
            WHERE sync = ? AND status = 'RUNNING' AND run\
            """;

    private LedgerInterruptions() {}

    private static String by(long run) {
        return BEFORE_CHECKPOINT + "run " + Instant.ofEpochMilli(run) + " takes its place";
    }

    /**
     * Interrupts the open runs after {@code newest}, the last run in the state the job starts from.
     *
     * @param newest empty if there is no run in state
     */
    static void after(Handle handle, String sync, OptionalLong newest, long now) {
        handle.execute(
                INTERRUPT + " > ?",
                Cause.INTERRUPTED,
                BY_THE_NEXT,
                new LedgerTime(now),
                sync,
                newest.orElse(Long.MIN_VALUE));
    }

    /** A run has begun: it takes the place of the interrupted runs before it. */
    static void replacedBy(Handle handle, String sync, long run) {
        handle.execute(
                """
                UPDATE millrace_runs SET cause_message = ?
                WHERE sync = ? AND run < ? AND status = 'INTERRUPTED' AND cause_message = ?\
                """,
                by(run),
                sync,
                run,
                BY_THE_NEXT);
    }

    /** Runs are delivered in order, so an open run before one that ended has no end. */
    static void before(Handle handle, String sync, RunReport ended) {
        handle.execute(
                INTERRUPT + " < ?",
                Cause.INTERRUPTED,
                by(ended.run()),
                new LedgerTime(ended.times().finishedAt()),
                sync,
                ended.run());
    }
}
