/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import io.millrace.trigger.Trigger;
import java.io.Serializable;

/**
 * How the runs of a sync start and end.
 *
 * @param trigger when a run is due
 * @param guard which runs are held
 * @param listener receives the events of runs
 * @param setup sets up the destination before a run
 */
public record RunPolicy(Trigger trigger, RunGuard guard, RunListener listener, RunSetup setup)
        implements Serializable {

    /** For a sync whose destination requires no set-up. */
    public RunPolicy(Trigger trigger, RunGuard guard, RunListener listener) {
        this(trigger, guard, listener, RunSetup.NONE);
    }
}
