/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * Hears what the enumerator of a {@link RepeatingSource} knows about runs and no row can tell: that
 * one has started, how far reading is, and that one was given up. Called on the coordinator's
 * thread of the job manager, in order, never concurrently; a call may be repeated after a failure
 * of the job, so it must be idempotent by run. It should not block for long. What it throws fails
 * the job.
 */
public interface RunListener extends Serializable {

    /** Called once before anything else, on the machine that runs the enumerator. */
    default void open() {}

    /**
     * The enumerator starts, or starts again after the job was stopped or has failed. A run that
     * was started after {@code newest} has left no trace in state and does not go on: the next run
     * takes its place.
     *
     * @param newest the newest run known from state; empty if there is none
     */
    default void resumed(OptionalLong newest) {}

    void started(long run);

    /** {@code rows} read so far in this run by all readers; at most about once a second. */
    void progress(long run, long rows);

    /** The source could not be read: the run is given up, nothing of it is removed or sent. */
    void failed(long run, String reason);

    /** What the run writes to could not be set up: the run is given up, nothing was read. */
    default void notSetUp(long run, String reason) {
        failed(run, reason);
    }

    /** The run does not go on though nothing failed; nothing of it is removed or sent. */
    default void interrupted(long run, String reason) {
        failed(run, reason);
    }

    /** The source was read but the {@link RunGuard} does not trust it: the run is given up. */
    void held(long run, String reason);

    /** The source says that it is not complete at the moment: the run is given up. */
    default void incomplete(long run, String reason) {
        held(run, reason);
    }

    /**
     * The source was read to its end, but rows that are missing from this run can't be taken for
     * removed. Called before the run is declared complete: the run's other changes are delivered,
     * its removals are withheld.
     */
    default void doubtful(long run, String reason) {}

    /** Called once at the end. */
    default void close() {}

    /** A listener that hears nothing. */
    static RunListener none() {
        return Silent.INSTANCE;
    }

    /** See {@link RunListener#none()}. */
    enum Silent implements RunListener {
        INSTANCE;

        @Override
        public void started(long run) {}

        @Override
        public void progress(long run, long rows) {}

        @Override
        public void failed(long run, String reason) {}

        @Override
        public void held(long run, String reason) {}
    }
}
