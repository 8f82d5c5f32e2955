/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;

/**
 * Sees to it that what a run writes to is there, before the run is read. It travels with the job,
 * and is called where the enumerator runs.
 */
@FunctionalInterface
public interface RunSetup extends Serializable {

    /** Nothing has to be done before a run. */
    RunSetup NONE = Nothing.INSTANCE;

    /**
     * Called before each run, on a thread of its own; again for the same run if the job failed in
     * between.
     *
     * @return what the run writes to: if it differs from the answer for the last run, every row
     *     counts as changed
     * @throws Exception why it can't be set up, in words for people; the run fails
     */
    String prepare(long run) throws Exception;

    /** See {@link RunSetup#NONE}. */
    enum Nothing implements RunSetup {
        INSTANCE;

        @Override
        public String prepare(long run) {
            return "";
        }
    }
}
