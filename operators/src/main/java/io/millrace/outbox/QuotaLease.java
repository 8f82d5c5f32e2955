/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The calls one subtask has put by of a daily quota. It makes no call that a completed checkpoint
 * does not hold as put by, and one that is restored takes all that was put by for made: so a day's
 * quota is never overrun, and a failure costs what was put by and not made.
 */
final class QuotaLease {

    /** What may be used; a refusal is for now or for the day. */
    enum Grant {
        GRANTED,
        NOT_YET,
        USED_UP
    }

    /** Put by at a time, of all the subtask may call: what a failure may cost. */
    private static final int PARTS_OF_A_DAY = 10;

    private static final long LEAST_PART = 10;

    private final DailyQuota quota;
    private final long part;
    private final TreeMap<Long, Long> byCheckpoint = new TreeMap<>();
    private boolean wanted;
    private long day;
    private long calls;
    private long free;

    /**
     * @param callsADay of this subtask
     * @param calls put by on {@code day} in an earlier life
     */
    QuotaLease(DailyQuota quota, double callsADay, long day, long calls) {
        this.quota = quota;
        this.part = Math.max(LEAST_PART, (long) Math.ceil(callsADay / PARTS_OF_A_DAY));
        this.day = day;
        this.calls = calls;
    }

    DailyQuota quota() {
        return quota;
    }

    /** There will be calls to make. */
    void want() {
        wanted = true;
    }

    Grant take(long now) {
        turn(now);
        wanted = true;
        if (free > 0) {
            free--;
            return Grant.GRANTED;
        }
        return byCheckpoint.isEmpty() && quota.left(now) <= 0 ? Grant.USED_UP : Grant.NOT_YET;
    }

    /**
     * Puts by what may be called behind this checkpoint.
     *
     * @param pending operations that are owed
     */
    void reserve(long checkpoint, long pending, long now) {
        turn(now);
        long put = free + byCheckpoint.values().stream().mapToLong(Long::longValue).sum();
        long missing = Math.min(part, pending) - put;
        if (wanted && missing > 0) {
            long reserved = quota.reserve(missing, now);
            calls += reserved;
            if (reserved > 0) {
                byCheckpoint.put(checkpoint, reserved);
            }
        }
    }

    void completed(long checkpoint) {
        SortedMap<Long, Long> upTo = byCheckpoint.headMap(checkpoint, true);
        free += upTo.values().stream().mapToLong(Long::longValue).sum();
        upTo.clear();
    }

    long day() {
        return day;
    }

    /** Made, or put by, on {@link #day()}. */
    long calls() {
        return calls;
    }

    private void turn(long now) {
        long today = DailyQuota.dayOf(now);
        if (today > day) {
            day = today;
            calls = 0;
            free = 0;
            byCheckpoint.clear();
        }
    }
}
