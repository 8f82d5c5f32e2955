/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges a run that was read to its end before anything follows from it. A model that suddenly has
 * far fewer rows is more often a broken load than a wish, and what it would remove can't be brought
 * back.
 *
 * @param removalLimit the share of the last complete run's rows (0 to 1) that may be missing; 1
 *     trusts every run, the empty one too
 */
public record RunGuard(double removalLimit) implements Serializable {

    public static final double DEFAULT_REMOVAL_LIMIT = 0.5;

    public RunGuard {
        if (!(removalLimit >= 0 && removalLimit <= 1)) {
            throw new IllegalArgumentException("removalLimit must be 0 to 1, is " + removalLimit);
        }
    }

    /** Why the run must be held, or empty if it may go on. */
    public Optional<String> reasonToHold(long rows, long rowsOfLastCompleteRun) {
        double missing = rowsOfLastCompleteRun - rows;
        if (missing <= 0 || missing <= removalLimit * rowsOfLastCompleteRun) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "the model has %,d rows, the last complete run had %,d: more than %.0f %% would be"
                                + " removed. Nothing was sent or removed. If this is right, raise"
                                + " 'removal-limit' of the sync (100%% trusts every run)",
                        rows,
                        rowsOfLastCompleteRun,
                        removalLimit * 100));
    }
}
