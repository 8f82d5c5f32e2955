/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How fast requests may follow each other: a token bucket that slows down when Iterable says "too
 * many" and finds its way back while it does not. Tokens not used at once, as a timer is late, are
 * made up for; but never are there more requests in a second than its fastest rate allows (in
 * longer, if that is less than one a second). Times are milliseconds of one clock.
 */
final class TokenBucket {

    private static final double BURST_SECONDS = 0.2;
    private static final double SMALLEST_BURST = 1.5;
    private static final double SLOWEST_SHARE = 1.0 / 16;
    private static final double RECOVERY_SHARE = 1.0 / 20;

    private final Deque<Long> lastTaken = new ArrayDeque<>();
    private double full;
    private double recovery;
    private double perSecond;
    private double tokens = 1;
    private long refilledAt;

    /**
     * @param perSecond 0 sets no limit
     */
    TokenBucket(double perSecond, long now) {
        this(perSecond, perSecond, now);
    }

    /**
     * @param start where to begin to find the rate out
     * @param full the fastest; 0 sets no limit
     */
    TokenBucket(double start, double full, long now) {
        this.perSecond = start;
        this.refilledAt = now;
        limit(start, full);
    }

    /** Other limits from now on. */
    void limit(double start, double fastest) {
        full = fastest;
        recovery = start * RECOVERY_SHARE;
        perSecond = Math.min(Math.max(perSecond, start), fastest);
    }

    /** How long until a request may go; 0 if it may now. */
    long waitMillis(long now) {
        if (full == 0) {
            return 0;
        }
        double burst = Math.max(SMALLEST_BURST, full * BURST_SECONDS);
        tokens = Math.min(burst, tokens + Math.max(0, now - refilledAt) * perSecond / 1000);
        refilledAt = now;
        long forToken = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perSecond * 1000);
        return Math.max(forToken, waitForWindow(now));
    }

    /** How long until so many requests are past that one more is not too many. */
    private long waitForWindow(long now) {
        int most = mostInWindow();
        while (lastTaken.size() > most) {
            lastTaken.removeFirst();
        }
        if (lastTaken.size() < most) {
            return 0;
        }
        long window = (long) Math.ceil(most / full * 1000);
        return Math.min(window, Math.max(0, lastTaken.getFirst() + window - now));
    }

    private int mostInWindow() {
        return Math.max(1, (int) full);
    }

    /** A request goes. */
    void take(long now) {
        tokens -= 1;
        if (full > 0) {
            lastTaken.addLast(now);
        }
    }

    void throttled() {
        perSecond = Math.max(full * SLOWEST_SHARE, perSecond / 2);
        tokens = Math.min(tokens, 0);
    }

    void answered() {
        perSecond =
                Math.min(
                        full,
                        perSecond
                                + recovery
                                        / (perSecond > recovery / RECOVERY_SHARE ? perSecond : 1));
    }
}
