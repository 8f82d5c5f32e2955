/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.concurrent.TimeUnit;

/**
 * How many calls of one endpoint are left today, UTC, that nobody has put by: shared by all who
 * call it for one project in this process. Each who joins brings a share of the quota; the shares
 * of all processes together are the quota. Safe for use by several threads. Times are epoch
 * milliseconds.
 */
final class DailyQuota {

    private final long callsADay;
    private double share;
    private long day = Long.MIN_VALUE;
    private long used;

    DailyQuota(long callsADay) {
        this.callsADay = callsADay;
    }

    /** The number of a time's day. */
    static long dayOf(long now) {
        return Math.floorDiv(now, TimeUnit.DAYS.toMillis(1));
    }

    /**
     * @param calls put by today by who joins, in an earlier life
     */
    synchronized void join(double more, long calls, long now) {
        turn(now);
        share += more;
        used += calls;
    }

    /** Who leaves keeps the calls it put by today in mind itself. True if nobody is left. */
    synchronized boolean leave(double less, long calls, long now) {
        turn(now);
        share -= less;
        used -= calls;
        return share < 1e-9;
    }

    /**
     * Puts calls by for one who may then make them.
     *
     * @return how many, which is fewer than wanted if no more are left
     */
    synchronized long reserve(long wanted, long now) {
        long reserved = Math.max(0, Math.min(wanted, left(now)));
        used += reserved;
        return reserved;
    }

    /** How many can still be put by. */
    synchronized long left(long now) {
        turn(now);
        return (long) Math.floor(callsADay * share + 1e-6) - used;
    }

    private void turn(long now) {
        long today = dayOf(now);
        if (today > day) {
            day = today;
            used = 0;
        }
    }
}
