/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/**
 * How fast requests may follow each other: a token bucket that slows down when Iterable says "too
 * many" and finds its way back while it does not. Times are milliseconds of one clock.
 */
final class Pace {

    private static final double BURST_SECONDS = 0.2;
    private static final double SLOWEST_SHARE = 1.0 / 16;
    private static final double RECOVERY_SHARE = 1.0 / 20;

    private double full;
    private double recovery;
    private double perSecond;
    private double tokens = 1;
    private long refilledAt;

    /**
     * @param perSecond 0 sets no limit
     */
    Pace(double perSecond, long now) {
        this(perSecond, perSecond, now);
    }

    /**
     * @param start where to begin to find the rate out
     * @param full the fastest; 0 sets no limit
     */
    Pace(double start, double full, long now) {
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
        double burst = Math.max(1, full * BURST_SECONDS);
        tokens = Math.min(burst, tokens + Math.max(0, now - refilledAt) * perSecond / 1000);
        refilledAt = now;
        return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perSecond * 1000);
    }

    /** A request goes. */
    void take() {
        tokens -= 1;
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
