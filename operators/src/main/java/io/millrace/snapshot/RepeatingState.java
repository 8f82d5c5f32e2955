/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The checkpointed state of a {@link RepeatingSource}'s enumerator.
 *
 * @param lastStarted id of the newest run that was started, whatever its result
 * @param lastComplete the newest run that was declared complete and that all readers have emitted
 * @param epoch epoch of the newest run that was read
 * @param upcoming id of the run that was started and is not read yet
 * @param activeRun the run that is being read
 */
record RepeatingState(
        OptionalLong lastStarted,
        Optional<CompleteRun> lastComplete,
        Epoch epoch,
        OptionalLong upcoming,
        Optional<RunState> activeRun) {

    /** The state before the first run. */
    static RepeatingState fresh() {
        return new RepeatingState(
                OptionalLong.empty(),
                Optional.empty(),
                Epoch.FIRST,
                OptionalLong.empty(),
                Optional.empty());
    }

    /** Returns the number of rows of the last complete run; 0 if there is none. */
    long rowsOfLastComplete() {
        return lastComplete.map(CompleteRun::rows).orElse(0L);
    }

    /** Returns the relation that the last complete run read; empty if there is none. */
    Map<String, String> relation() {
        return lastComplete.map(CompleteRun::relation).orElse(Map.of());
    }

    /**
     * A run that was declared complete.
     *
     * @param rows number of rows of the run
     * @param relation what the run read, see {@link ReadVerifier.Verification#relation}
     */
    record CompleteRun(long run, long rows, Map<String, String> relation) {}

    /**
     * A run that is being read.
     *
     * @param rows number of rows of each ended reading, by id (see {@link RunSplit.Tally})
     * @param innerVersion version of the serializer that wrote {@code inner}
     * @param inner checkpoint of the bounded source's enumerator
     */
    record RunState(long run, int attempt, Map<String, Long> rows, int innerVersion, byte[] inner) {

        /** The state of a run before its first row. */
        static RunState begin(long run) {
            return new RunState(run, 0, Map.of(), 0, new byte[0]);
        }
    }
}
