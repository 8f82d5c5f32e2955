/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

/**
 * Counts the calls that all subtasks of a project in this process make to one endpoint today (UTC),
 * and refuses calls over the quota. Each subtask adds its share of the quota; the shares of all
 * processes add up to the quota. The count does not go back when a subtask restores a checkpoint
 * without its last calls. Safe for use by several threads. Times are epoch milliseconds.
 */
final class DailyQuota {

    /** Shares such as 1/3 add up to slightly less than 1. */
    private static final double ROUNDING = 1e-6;

    private long callsADay;
    private double share;
    private long day = Long.MIN_VALUE;
    private long counted;
    private long countedByJoined;

    /**
     * @param restored the calls of the subtask in its state
     */
    synchronized void join(long quota, double more, DailyCallCount restored, long now) {
        beginDay(now);
        callsADay = quota;
        share += more;
        countedByJoined += restored.day() == day ? restored.calls() : 0;
        counted = Math.max(counted, countedByJoined);
    }

    /**
     * @param made the calls of the subtask, with those before it joined
     */
    synchronized void leave(double less, DailyCallCount made) {
        share -= less;
        countedByJoined -= made.day() == day ? made.calls() : 0;
    }

    /** Counts a call and returns true, if a call may be made now. */
    synchronized boolean take(long now) {
        beginDay(now);
        boolean may = counted < (long) Math.floor(callsADay * share + ROUNDING);
        if (may) {
            counted++;
            countedByJoined++;
        }
        return may;
    }

    private void beginDay(long now) {
        long today = DailyCallCount.dayOf(now);
        if (today > day) {
            day = today;
            counted = 0;
            countedByJoined = 0;
        }
    }
}
