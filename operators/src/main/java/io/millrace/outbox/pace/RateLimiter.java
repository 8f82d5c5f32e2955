/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.iterable.EndpointRate;
import io.millrace.retry.BackOff;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The pace of one endpoint, and the pause after Iterable refused a call as one too many: shared by
 * all subtasks of a project in this process. Each subtask adds its share of the rate; the shares of
 * all processes together are the rate. Safe for use by several threads.
 */
public final class RateLimiter {

    /** How far above the careful start an unpublished rate may be found. */
    private static final int FARTHEST = 20;

    private final EndpointRate rate;
    private final Optional<Double> ceiling;
    private final TokenBucket pace;
    private double share;
    private long pausedUntil;
    private int throttledInARow;

    /**
     * @param ceiling the most requests a second of the whole job; empty for what Iterable takes; 0
     *     sets no limit
     */
    RateLimiter(EndpointRate rate, Optional<Double> ceiling, double share, long now) {
        this.rate = rate;
        this.ceiling = ceiling;
        this.share = share;
        this.pace = new TokenBucket(start(), fastest(), now);
    }

    /** A meter for the ceiling of a sync: answers of Iterable do not change its pace. */
    static RateLimiter steady(double perSecond, double share, long now) {
        return new RateLimiter(
                new EndpointRate(perSecond, EndpointRate.Scope.PROJECT),
                Optional.empty(),
                share,
                now);
    }

    private double start() {
        return share
                * ceiling.map(most -> Math.min(most, rate.perSecond())).orElse(rate.perSecond());
    }

    private double fastest() {
        double most = rate.isPublished() ? rate.perSecond() : rate.perSecond() * FARTHEST;
        return share * ceiling.map(own -> own == 0 ? 0 : Math.min(most, own)).orElse(most);
    }

    synchronized void join(double more) {
        share += more;
        pace.limit(start(), fastest());
    }

    /** True if no share is left. */
    synchronized boolean leave(double less) {
        share -= less;
        pace.limit(start(), fastest());
        return share < 1e-9;
    }

    /** How long until a request may go; 0 if it may now. */
    synchronized long waitMillis(long now) {
        return Math.max(pausedUntil - now, pace.waitMillis(now));
    }

    /** True if a request may go now, which is then counted. */
    boolean take(long now) {
        return take(now, () -> true);
    }

    /**
     * The same if {@code other} holds as well, which is evaluated only if a request may go, and
     * while no other thread can use this meter.
     */
    synchronized boolean take(long now, BooleanSupplier other) {
        boolean may = waitMillis(now) <= 0 && other.getAsBoolean();
        if (may) {
            pace.take(now);
        }
        return may;
    }

    synchronized void succeeded() {
        throttledInARow = 0;
        pace.answered();
    }

    synchronized void throttled(
            long now, Optional<Long> resetMillis, BackOff backOff, double random) {
        throttledInARow++;
        pace.throttled();
        long wait = resetMillis.orElseGet(() -> backOff.millis(throttledInARow, random));
        pausedUntil = Math.max(pausedUntil, now + wait);
    }
}
