/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.io.Serializable;
import java.util.Optional;

/** The list that a sync writes to. */
@FunctionalInterface
public interface OwnList {

    /** Of a sync whose operations all have a target, or need none. */
    Provider NONE = () -> () -> Optional.of("");

    /**
     * The id of the list as the last set-up of the sync found it; empty if it is not known. Called
     * when the delivery of a run begins; does not throw.
     */
    Optional<String> id();

    /** Opens it where it is used: it travels with the job. */
    @FunctionalInterface
    interface Provider extends Serializable {
        OwnList open();
    }
}
