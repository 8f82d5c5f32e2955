/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * Receives the events of runs that no row shows: a start, the progress, an end without completion.
 * Called on the coordinator's thread of the job manager, in order, never concurrently. A call may
 * be repeated after a failure of the job, so implementations must be idempotent by run. They should
 * not block for long. An exception fails the job.
 */
public interface RunListener extends Serializable {

    /** Called once before all other methods, on the machine that runs the enumerator. */
    default void open() {}

    /**
     * The enumerator starts, or starts again after the job was stopped or has failed. Runs that
     * were started after {@code newest} are not in state and will not continue.
     *
     * @param newest the newest run in state; empty if there is none
     */
    default void resumed(OptionalLong newest) {}

    void started(long run);

    /**
     * The set-up of a run takes long, such as because Iterable is unavailable.
     *
     * @param ended true once it has ended, with or without success
     */
    default void slowSetUp(long run, boolean ended) {}

    /** All readers together have read {@code rows} of the run; called about once a second. */
    void progress(long run, long rows);

    /** The source could not be read: the run ends, and nothing of it is sent or removed. */
    void failed(long run, String reason);

    /** The destination could not be set up: the run ends before it is read. */
    default void notSetUp(long run, String reason) {
        failed(run, reason);
    }

    /** The run ends without a failure, and nothing of it is sent or removed. */
    default void interrupted(long run, String reason) {
        failed(run, reason);
    }

    /** The source was read, and the {@link RunGuard} holds the run: the run ends. */
    void held(long run, String reason);

    /** The source reports that its data is not complete now: the run ends. */
    default void incomplete(long run, String reason) {
        held(run, reason);
    }

    /**
     * The source was read to its end, but absent rows can't be counted as removed. Called before
     * the run is declared complete: its removals are withheld, its other changes are delivered.
     */
    default void doubtful(long run, String reason) {}

    /** Called once, after all other methods. */
    default void close() {}

    /** Returns a listener without effect. */
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
