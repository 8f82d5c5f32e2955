/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

/**
 * What a {@link RepeatingSource} says with its watermarks. A mark is one {@code long}: the run id
 * (trigger time in epoch milliseconds) in the upper 44 bits, then 8 bits for the {@link Epoch}, and
 * in the lower 12 either the attempt that starts now or {@link #COMPLETE}. So marks only grow,
 * within a run and over runs, and {@link Long#MAX_VALUE} (end of input, drain) is no mark.
 *
 * <p>A start mark is emitted by each reader before its first row of a run, and again, with a higher
 * attempt, before it goes on after a failure: rows between two marks of one reader belong to the
 * first. Start marks end at the {@link RunAssigningOperator} operator chained behind the source;
 * everything behind it sees plain watermarks whose value is the id of a run that is complete.
 */
public record RunMark(long run, int epoch, int attempt) {

    /** The attempt of a mark that says: this reader has emitted all rows of the run. */
    public static final int COMPLETE = 0xFFF;

    /** Attempts count up to here and stay: a later attempt can't be told from this one. */
    public static final int LAST_ATTEMPT = COMPLETE - 1;

    private static final int ATTEMPT_BITS = 12;
    private static final int RUN_SHIFT = 8 + ATTEMPT_BITS;

    public static RunMark start(long run, int epoch, int attempt) {
        return new RunMark(run, epoch, Math.min(attempt, LAST_ATTEMPT));
    }

    public static RunMark complete(long run) {
        return new RunMark(run, Epoch.LAST, COMPLETE);
    }

    public static RunMark ofWatermark(long timestamp) {
        return new RunMark(
                timestamp >> RUN_SHIFT,
                (int) (timestamp >> ATTEMPT_BITS) & Epoch.LAST,
                (int) timestamp & COMPLETE);
    }

    public long toWatermark() {
        return (run << RUN_SHIFT) | ((long) epoch << ATTEMPT_BITS) | attempt;
    }

    public boolean isComplete() {
        return attempt == COMPLETE;
    }
}
