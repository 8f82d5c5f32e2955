/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.io.Serializable;
import java.util.Optional;

/** The list that a sync writes to. */
@FunctionalInterface
public interface OwnList {

    /** For a sync whose operations have targets, or need none. */
    Provider NONE = () -> () -> Optional.of("");

    /**
     * Returns the id of the list that the last set-up of the sync found; empty if it is unknown.
     * Called when the delivery of a run begins; does not throw.
     */
    Optional<String> id();

    /** Is serialized with the job, and opens the list where the outbox runs. */
    @FunctionalInterface
    interface Provider extends Serializable {
        OwnList open();
    }
}
