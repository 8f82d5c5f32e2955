/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;

/**
 * Sets up the destination of a run before the run is read. Serialised with the job, and called in
 * the process that runs the enumerator.
 */
@FunctionalInterface
public interface RunSetup extends Serializable {

    /** A destination that requires no set-up. */
    RunSetup NONE = Nothing.INSTANCE;

    /**
     * Called before each run, not on the coordinator's thread; called again for the same run if the
     * job failed during the call.
     *
     * @return an id of the destination. If the id differs from that of the last run, every row
     *     counts as changed
     * @throws Exception if the set-up fails, with a message for people; the run fails
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
