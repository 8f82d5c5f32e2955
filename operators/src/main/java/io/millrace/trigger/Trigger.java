/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.trigger;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the runs of a sync start. Pure: it has neither a clock nor a thread. No run starts while
 * another run of the sync is open, so an instant in the past means "when the open run is over".
 */
public sealed interface Trigger extends Serializable
        permits Trigger.Every, Trigger.Once, Trigger.Never, Trigger.Paused {

    /**
     * The instant at which the next run is due; empty for never.
     *
     * @param lastStarted when the last run of the sync started (its run id), empty if it never ran
     * @param now the present instant
     */
    Optional<Instant> next(Optional<Instant> lastStarted, Instant now);

    /** Whether a run that is being read when the job starts is given up. */
    default boolean givesUpRuns() {
        return false;
    }

    /** A run every {@code interval}, counted from start to start; the first one at once. */
    record Every(Duration interval) implements Trigger {

        public Every {
            if (interval.isZero() || interval.isNegative()) {
                throw new IllegalArgumentException("interval must be positive, is " + interval);
            }
        }

        @Override
        public Optional<Instant> next(Optional<Instant> lastStarted, Instant now) {
            return Optional.of(lastStarted.map(start -> start.plus(interval)).orElse(now));
        }
    }

    /**
     * Exactly one run that starts at or after {@code requested}. A job that is restored after a
     * failure does not start another one. A run that started before the request does not count.
     */
    record Once(Instant requested) implements Trigger {

        @Override
        public Optional<Instant> next(Optional<Instant> lastStarted, Instant now) {
            boolean done = lastStarted.filter(start -> !start.isBefore(requested)).isPresent();
            return done ? Optional.empty() : Optional.of(now);
        }
    }

    /**
     * No run. The sync stays in the job, so that it keeps its last-seen state and delivers its
     * pending operations.
     */
    record Never() implements Trigger {

        @Override
        public Optional<Instant> next(Optional<Instant> lastStarted, Instant now) {
            return Optional.empty();
        }
    }

    /** No run, and an open run is not continued: the source is not read. */
    record Paused() implements Trigger {

        @Override
        public Optional<Instant> next(Optional<Instant> lastStarted, Instant now) {
            return Optional.empty();
        }

        @Override
        public boolean givesUpRuns() {
            return true;
        }
    }
}
