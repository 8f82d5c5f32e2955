/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether a run that was read to its end is held. An empty result is more often a broken
 * load than an intended removal of all rows. For rows that are sent each time they appear, a much
 * smaller result is a risk too: the absent rows would be sent again when they come back.
 */
public sealed interface RunGuard extends Serializable {

    /** Returns why the run must be held; empty if it is not held. */
    Optional<String> reasonToHold(long rows, long rowsOfLastCompleteRun);

    /** Holds no run: absent rows have no effect in Iterable, and an empty result is usual. */
    record Trusting() implements RunGuard {

        @Override
        public Optional<String> reasonToHold(long rows, long rowsOfLastCompleteRun) {
            return Optional.empty();
        }
    }

    /**
     * Holds an empty result after one with rows.
     *
     * @param removes whether rows that are gone are removed in Iterable
     */
    record NotEmpty(boolean removes) implements RunGuard {

        @Override
        public Optional<String> reasonToHold(long rows, long rowsOfLastCompleteRun) {
            if (rows > 0 || rowsOfLastCompleteRun == 0) {
                return Optional.empty();
            }
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the model has no rows, the last complete run had %,d. An empty result"
                                    + " is not trusted: nothing was sent or removed. Fill the model"
                                    + " again; %s",
                            rowsOfLastCompleteRun,
                            removes
                                    ? "if all rows are to be removed, leave one and approve the"
                                            + " others"
                                    : "if it may be empty, set 'removal-limit: 100%' of the sync"));
        }
    }

    /**
     * Holds a result with far fewer rows than the last one.
     *
     * @param limit share of the last complete run's rows that may be absent, from 0 to 1; 1 holds
     *     no run, not even an empty one
     */
    record NotShrunken(double limit) implements RunGuard {

        public NotShrunken {
            if (!(limit >= 0 && limit <= 1)) {
                throw new IllegalArgumentException("limit must be 0 to 1, is " + limit);
            }
        }

        @Override
        public Optional<String> reasonToHold(long rows, long rowsOfLastCompleteRun) {
            double missing = rowsOfLastCompleteRun - rows;
            if (missing <= 0 || missing <= limit * rowsOfLastCompleteRun) {
                return Optional.empty();
            }
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the model has %,d rows, the last complete run had %,d: more than %.0f"
                                    + " %% are gone, and would be sent once more if they came back."
                                    + " Nothing was sent. If this is right, raise 'removal-limit' of"
                                    + " the sync (100%% trusts every run)",
                            rows,
                            rowsOfLastCompleteRun,
                            limit * 100));
        }
    }
}
