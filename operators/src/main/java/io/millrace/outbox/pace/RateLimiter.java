/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.iterable.EndpointRate;
import io.millrace.retry.BackOff;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The rate limit of one endpoint for all subtasks in this process that share it, and the pause
 * after Iterable refused a request as one too many. Each subtask adds its share of the rate; the
 * shares of all processes add up to the rate. Safe for use by several threads.
 */
public final class RateLimiter {

    /** How many times its careful start an unpublished rate may rise to. */
    private static final int HIGHEST_RISE = 20;

    private static final double NO_SHARE = 1e-9;

    private final EndpointRate rate;
    private final Optional<Double> ceiling;
    private final TokenBucket bucket;
    private double share;
    private long pausedUntil;
    private int throttledInARow;

    /**
     * @param ceiling the most requests a second of the whole job; empty for Iterable's limit; 0
     *     sets no limit
     */
    RateLimiter(EndpointRate rate, Optional<Double> ceiling, double share, long now) {
        this.rate = rate;
        this.ceiling = ceiling;
        this.share = share;
        this.bucket = new TokenBucket(start(), fastest(), now);
    }

    /** Returns a limiter for the ceiling of a sync: responses do not change its rate. */
    static RateLimiter fixed(double perSecond, double share, long now) {
        EndpointRate rate = new EndpointRate(perSecond, EndpointRate.Scope.PROJECT);
        return new RateLimiter(rate, Optional.empty(), share, now);
    }

    private double start() {
        double most = ceiling.map(own -> Math.min(own, rate.perSecond())).orElse(rate.perSecond());
        return share * most;
    }

    private double fastest() {
        double most = rate.isPublished() ? rate.perSecond() : rate.perSecond() * HIGHEST_RISE;
        return share * ceiling.map(own -> own == 0 ? 0 : Math.min(most, own)).orElse(most);
    }

    synchronized void join(double more) {
        share += more;
        bucket.limit(start(), fastest());
    }

    /** Returns true if no share is left. */
    synchronized boolean leave(double less) {
        share -= less;
        bucket.limit(start(), fastest());
        return share < NO_SHARE;
    }

    /** Returns the time until a request may be sent; 0 if one may be sent now. */
    synchronized long waitMillis(long now) {
        return Math.max(pausedUntil - now, bucket.waitMillis(now));
    }

    /** Counts a request and returns true, if one may be sent now. */
    boolean take(long now) {
        return take(now, () -> true);
    }

    /**
     * As {@link #take(long)}, if {@code other} also returns true. It is called only if a request
     * may be sent, and no other thread can use this limiter meanwhile.
     */
    synchronized boolean take(long now, BooleanSupplier other) {
        boolean may = waitMillis(now) <= 0 && other.getAsBoolean();
        if (may) {
            bucket.take(now);
        }
        return may;
    }

    /**
     * Returns how many requests the current rate allows one subtask in that time.
     *
     * @param own the share of the subtask
     */
    synchronized long requestsWithin(long millis, double own) {
        double requests = bucket.requestsWithin(millis);
        return share < NO_SHARE ? 0 : (long) Math.ceil(requests * own / share);
    }

    synchronized void succeeded() {
        throttledInARow = 0;
        bucket.succeeded();
    }

    synchronized void throttled(
            long now, Optional<Long> resetMillis, BackOff backOff, double random) {
        throttledInARow++;
        bucket.throttled();
        long wait = resetMillis.orElseGet(() -> backOff.millis(throttledInARow, random));
        pausedUntil = Math.max(pausedUntil, now + wait);
    }
}
