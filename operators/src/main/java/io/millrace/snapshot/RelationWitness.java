/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Map;
import java.util.Optional;

/**
 * Implemented by the enumerator of a bounded source that can tell whether a reading was whole. Both
 * methods are called on the coordinator's thread when all splits of a run are read, before the run
 * is declared complete. A row that is missing from a run is a removed row only if the reading was
 * whole and the relation is the one that the last complete run has read.
 */
public interface RelationWitness {

    /**
     * What identifies the relation beside its rows, such as kind, owner, row security and
     * partitions: name to value, as a person reads them. Compared with that of the last complete
     * run. Empty if the source can't tell.
     */
    Map<String, String> relation();

    /** Why missing rows of this reading can't be taken for removed; empty if it was whole. */
    Optional<String> doubt();
}
