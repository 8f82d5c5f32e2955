/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

/**
 * The watermarks of a {@link RepeatingSource}. A mark is one {@code long}: the run id (trigger time
 * in epoch milliseconds) in the upper 44 bits, then 8 bits with the number of the {@link Epoch},
 * then 12 bits with the attempt that starts, or {@link #COMPLETE}. Marks only grow, within a run
 * and from run to run. {@link Long#MAX_VALUE} (end of input, drain) is not a mark.
 *
 * <p>Each reader emits a start mark before its first row of a run, and another start mark with a
 * higher attempt after a failure. Rows between two marks of a reader belong to the first mark. The
 * {@link RunAssigningOperator} chained to the source consumes start marks. Later operators receive
 * plain watermarks: the id of a complete run.
 */
public record RunMark(long run, int epoch, int attempt) {

    /** The attempt of a complete mark: the reader has emitted all rows of the run. */
    public static final int COMPLETE = 0xFFF;

    /** The highest attempt number; later attempts have the same number. */
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
