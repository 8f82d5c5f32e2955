/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the enumerator of a {@link RepeatingSource} remembers.
 *
 * @param lastStarted the newest run that was started, whatever became of it
 * @param lastComplete the newest run that was declared complete and emitted by all readers
 * @param rowsOfLastComplete how many rows that run had; 0 if there is none
 * @param relation what that run has read, see {@link ReadVerifier.Verification#relation}
 * @param epoch of the run that was read last
 * @param upcoming the run that was started and is not read yet
 * @param underway the run that is not over
 */
record RepeatingState(
        OptionalLong lastStarted,
        OptionalLong lastComplete,
        long rowsOfLastComplete,
        Map<String, String> relation,
        Epoch epoch,
        OptionalLong upcoming,
        Optional<Underway> underway) {

    static RepeatingState fresh() {
        return new RepeatingState(
                OptionalLong.empty(),
                OptionalLong.empty(),
                0,
                Map.of(),
                Epoch.FIRST,
                OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * A run that is being read.
     *
     * @param rows rows by reading, of the readings that have ended (see {@link RunSplit.Tally})
     * @param innerVersion of the serializer that wrote {@code inner}
     * @param inner the bounded source's own enumerator checkpoint
     */
    record Underway(
            long run, int attempt, Map<String, Long> rows, int innerVersion, byte[] inner) {}
}
