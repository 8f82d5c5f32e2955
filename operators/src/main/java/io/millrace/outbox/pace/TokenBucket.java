/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A token bucket whose rate halves when Iterable throttles, and rises again with each success.
 * Tokens that were not used because a timer was late are used later. In no second are there more
 * requests than the fastest rate allows; if that is less than one a second, the same holds for the
 * time of one request. Times are milliseconds of one clock.
 */
final class TokenBucket {

    private static final double BURST_SECONDS = 0.2;
    private static final double SMALLEST_BURST = 1.5;
    private static final double SLOWEST_SHARE = 1.0 / 16;
    private static final double RECOVERY_SHARE = 1.0 / 20;

    private final Deque<Long> lastTaken = new ArrayDeque<>();
    private double fastest;
    private double recovery;
    private double perSecond;
    private double tokens = 1;
    private long filledAt;

    /**
     * @param perSecond 0 sets no limit
     */
    TokenBucket(double perSecond, long now) {
        this(perSecond, perSecond, now);
    }

    /**
     * @param start the rate to begin with
     * @param fastest the highest rate; 0 sets no limit
     */
    TokenBucket(double start, double fastest, long now) {
        this.perSecond = start;
        this.filledAt = now;
        limit(start, fastest);
    }

    /** Changes both rates. */
    void limit(double start, double newFastest) {
        fastest = newFastest;
        recovery = start * RECOVERY_SHARE;
        perSecond = Math.min(Math.max(perSecond, start), fastest);
    }

    /** Returns the time until a request may be sent; 0 if one may be sent now. */
    long waitMillis(long now) {
        if (fastest == 0) {
            return 0;
        }
        double burst = Math.max(SMALLEST_BURST, fastest * BURST_SECONDS);
        tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) * perSecond / 1000);
        filledAt = now;
        long forToken = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perSecond * 1000);
        return Math.max(forToken, waitForWindow(now));
    }

    /** Returns the time until the last second has room for another request. */
    private long waitForWindow(long now) {
        int most = Math.max(1, (int) fastest);
        while (lastTaken.size() > most) {
            lastTaken.removeFirst();
        }
        if (lastTaken.size() < most) {
            return 0;
        }
        long window = (long) Math.ceil(most / fastest * 1000);
        return Math.min(window, Math.max(0, lastTaken.getFirst() + window - now));
    }

    /** Returns how many requests the current rate allows in that time; infinity without a limit. */
    double requestsWithin(long millis) {
        return fastest == 0 ? Double.POSITIVE_INFINITY : perSecond * millis / 1000;
    }

    /** A request is sent. */
    void take(long now) {
        tokens -= 1;
        if (fastest > 0) {
            lastTaken.addLast(now);
        }
    }

    void throttled() {
        perSecond = Math.max(fastest * SLOWEST_SHARE, perSecond / 2);
        tokens = Math.min(tokens, 0);
    }

    /** A rate above its start rises more slowly. */
    void succeeded() {
        boolean aboveStart = perSecond > recovery / RECOVERY_SHARE;
        perSecond = Math.min(fastest, perSecond + recovery / (aboveStart ? perSecond : 1));
    }
}
