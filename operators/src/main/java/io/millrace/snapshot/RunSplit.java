/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.function.Function;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * The state of a {@link RepeatingSource}'s reader, which a restored reader reports to the
 * enumerator: unfinished splits of the bounded source, the number of rows emitted, and a failure.
 * Only parts are assigned to readers.
 */
sealed interface RunSplit extends SourceSplit
        permits RunSplit.Part, RunSplit.Tally, RunSplit.Failure {

    long run();

    <R> R match(Function<Part, R> part, Function<Tally, R> tally, Function<Failure, R> failure);

    /** A split of the bounded source, written by the serializer of that source. */
    record Part(long run, String innerId, int innerVersion, byte[] inner) implements RunSplit {

        @Override
        public String splitId() {
            return run + "/" + innerId;
        }

        @Override
        public <R> R match(
                Function<Part, R> part, Function<Tally, R> tally, Function<Failure, R> failure) {
            return part.apply(this);
        }
    }

    /**
     * The number of rows of one reading: what one reader emits from its order to start until it
     * fails.
     *
     * @param reading id of the reading, unique in the run, so that a tally reported twice counts
     *     once; begins with the attempt
     */
    record Tally(long run, String reading, long rows) implements RunSplit {

        static String reading(int attempt, int subtask) {
            return attempt + "-" + subtask;
        }

        int attempt() {
            return Integer.parseInt(reading.substring(0, reading.indexOf('-')));
        }

        @Override
        public String splitId() {
            return run + "#" + reading;
        }

        @Override
        public <R> R match(
                Function<Part, R> part, Function<Tally, R> tally, Function<Failure, R> failure) {
            return tally.apply(this);
        }
    }

    /** The reader failed to read its splits: the run must not be declared complete. */
    record Failure(long run, String reading, String reason) implements RunSplit {

        @Override
        public String splitId() {
            return run + "!" + reading;
        }

        @Override
        public <R> R match(
                Function<Part, R> part, Function<Tally, R> tally, Function<Failure, R> failure) {
            return failure.apply(this);
        }
    }
}
