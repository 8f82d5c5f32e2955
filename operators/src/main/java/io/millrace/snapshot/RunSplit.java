/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.function.Function;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * What a reader of a {@link RepeatingSource} keeps in its state and reports when it is restored:
 * the splits of the bounded source it has not finished, how many rows it has emitted, and that it
 * could not read on. Only parts are ever assigned.
 */
sealed interface RunSplit extends SourceSplit
        permits RunSplit.Part, RunSplit.Tally, RunSplit.Failure {

    long run();

    <R> R match(Function<Part, R> part, Function<Tally, R> tally, Function<Failure, R> failure);

    /** A split of the bounded source, as its own serializer wrote it. */
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
     * Rows emitted in one reading of the run: by one reader, from when it was told to start until
     * it failed. {@code reading} is unique in the run, so a tally reported twice counts once; it
     * begins with the attempt.
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

    /** The reader lost its splits of the run to an error: the run must not be declared complete. */
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
