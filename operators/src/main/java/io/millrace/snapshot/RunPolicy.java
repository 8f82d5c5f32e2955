/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import io.millrace.trigger.Trigger;
import java.io.Serializable;

/**
 * The runs of a sync.
 *
 * @param trigger when they start
 * @param guard which are trusted
 * @param listener what is told of them
 * @param setup what comes before them
 */
public record RunPolicy(Trigger trigger, RunGuard guard, RunListener listener, RunSetup setup)
        implements Serializable {

    /** Of a sync that needs no set-up. */
    public RunPolicy(Trigger trigger, RunGuard guard, RunListener listener) {
        this(trigger, guard, listener, RunSetup.NONE);
    }
}
