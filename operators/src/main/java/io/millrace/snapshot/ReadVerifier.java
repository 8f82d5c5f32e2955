/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Implemented by the enumerator of a bounded source that can verify whether a read was whole. An
 * absent row counts as removed only after a whole read of the same relation that the last complete
 * run read.
 */
public interface ReadVerifier {

    /**
     * What the source knows about a read.
     *
     * @param relation properties that identify the relation apart from its rows, such as kind,
     *     owner, row security and partitions: name to value, as people read them. A name that is
     *     gone, or has another value than in the last complete run, is a doubt; a new name is not.
     *     Empty if the source has no such properties
     * @param doubt why absent rows can't be counted as removed; empty if the read was whole
     */
    record Verification(Map<String, String> relation, Optional<String> doubt) {

        public Verification {
            relation = Map.copyOf(relation);
        }

        /**
         * Returns why absent rows can't be counted as removed; empty if they can.
         *
         * @param lastRelation the relation that the last complete run read
         */
        Optional<String> doubtAfter(Map<String, String> lastRelation) {
            Optional<String> changed =
                    RelationChanges.between(lastRelation, relation)
                            .map(
                                    changes ->
                                            "the relation has changed since the last complete run: "
                                                    + changes);
            return Stream.of(doubt, changed)
                    .flatMap(Optional::stream)
                    .reduce((one, other) -> one + "; " + other);
        }
    }

    /**
     * Called after all splits of a run are read, before the run is declared complete. May block:
     * not called on the coordinator's thread. An exception fails the run.
     */
    Verification verify() throws Exception;
}
