/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

/**
 * Counts the calls of one endpoint today, UTC, by all subtasks of a project in this process, and
 * refuses those over the limit. Each subtask adds a share of the quota; the shares of all processes
 * together are the quota. The count does not go back when a subtask restores a checkpoint that
 * lacks its last calls. Safe for use by several threads. Times are epoch milliseconds.
 */
final class DailyQuota {

    private long callsADay;
    private double share;
    private long day = Long.MIN_VALUE;
    private long counted;
    private long countedByJoined;

    /**
     * @param before calls of the subtask that its state holds
     */
    synchronized void join(long quota, double more, DailyCallCount before, long now) {
        turn(now);
        callsADay = quota;
        share += more;
        countedByJoined += before.day() == day ? before.calls() : 0;
        counted = Math.max(counted, countedByJoined);
    }

    /**
     * @param made calls of the subtask, those before it joined included
     */
    synchronized void leave(double less, DailyCallCount made) {
        share -= less;
        countedByJoined -= made.day() == day ? made.calls() : 0;
    }

    /** True if a call may be made now, which is then counted. */
    synchronized boolean take(long now) {
        turn(now);
        boolean may = counted < (long) Math.floor(callsADay * share + 1e-6);
        if (may) {
            counted++;
            countedByJoined++;
        }
        return may;
    }

    private void turn(long now) {
        long today = DailyCallCount.dayOf(now);
        if (today > day) {
            day = today;
            counted = 0;
            countedByJoined = 0;
        }
    }
}
