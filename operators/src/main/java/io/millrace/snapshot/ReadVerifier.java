/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Map;
import java.util.Optional;

/**
 * Implemented by the enumerator of a bounded source that can tell whether a reading was whole. A
 * row that is missing from a run is a removed row only if the reading was whole and the relation is
 * the one that the last complete run has read.
 */
public interface ReadVerifier {

    /**
     * What is known of a reading.
     *
     * @param relation what identifies the relation beside its rows, such as kind, owner, row
     *     security and partitions: name to value, as a person reads them. A name that has gone or
     *     has another value than in the last complete run is a doubt, a new name is none. Empty if
     *     the source can't tell.
     * @param doubt why missing rows can't be taken for removed; empty if the reading was whole
     */
    record Verification(Map<String, String> relation, Optional<String> doubt) {

        public Verification {
            relation = Map.copyOf(relation);
        }

        /** Of a reading that was whole as far as anybody knows. */
        static Verification none() {
            return new Verification(Map.of(), Optional.empty());
        }
    }

    /**
     * Called once all splits of a run are read, before the run is declared complete. May block: it
     * is not called on the coordinator's thread. What it throws gives up the run.
     */
    Verification verify() throws Exception;
}
