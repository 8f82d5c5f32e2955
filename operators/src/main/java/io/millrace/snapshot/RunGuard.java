/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges a run that was read to its end before anything follows from it. An empty result is more
 * often a broken load than a wish, and a removal can't be told from it; of rows that send something
 * each time they appear, neither can a much smaller result.
 */
public sealed interface RunGuard extends Serializable {

    /** Why the run must be held, or empty if it may go on. */
    Optional<String> reasonToHold(long rows, long rowsOfLastCompleteRun);

    /** Holds nothing: rows that are gone ask nothing of Iterable, and it is usual that all are. */
    record Trusting() implements RunGuard {

        @Override
        public Optional<String> reasonToHold(long rows, long rowsOfLastCompleteRun) {
            return Optional.empty();
        }
    }

    /**
     * Holds an empty result after one with rows.
     *
     * @param removes true if rows that are gone are removed in Iterable
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
     * @param limit the share of the last complete run's rows (0 to 1) that may be missing; 1 trusts
     *     every run, the empty one too
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
