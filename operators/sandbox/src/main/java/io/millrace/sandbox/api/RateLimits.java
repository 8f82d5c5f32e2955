/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Token buckets for the published rates and for the daily quotas of forget and unforget. */
public final class RateLimits {

    private static final int DAILY_FORGETS = 1_000;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final double NANOS = 1e9;

    /**
     * Why a call is refused.
     *
     * @param limit calls that a full bucket allows
     * @param resetSeconds until the next call is allowed
     */
    public record Wait(long limit, long resetSeconds) {}

    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new HashMap<>();
    private Throttle throttle;

    public RateLimits(Throttle throttle, LongSupplier nanoTime) {
        this.throttle = throttle;
        this.nanoTime = nanoTime;
    }

    public synchronized void throttle(Throttle value) {
        throttle = value;
        buckets.clear();
    }

    public synchronized void reset() {
        buckets.clear();
    }

    /** Takes a token for the call; present if there is none. */
    public synchronized Optional<Wait> take(ApiRoute route, KeyKind key) {
        if (throttle.isOff()) {
            return Optional.empty();
        }
        Optional<Wait> wait =
                switch (route.rate().scope()) {
                    case NONE -> Optional.empty();
                    case PROJECT ->
                            take(
                                    route.path() + route.method(),
                                    route.rate().permits(),
                                    route.rate().seconds());
                    case API_KEY ->
                            take(
                                    route.path() + route.method() + key,
                                    route.rate().permits(),
                                    route.rate().seconds());
                };
        boolean daily = route == ApiRoute.USERS_FORGET || route == ApiRoute.USERS_UNFORGET;
        return wait.isEmpty() && daily
                ? take("daily" + route.path(), DAILY_FORGETS, SECONDS_OF_DAY)
                : wait;
    }

    private Optional<Wait> take(String name, int permits, int seconds) {
        double burst = Math.max(1, permits * throttle.factor());
        double perNano = permits * throttle.factor() / (seconds * NANOS);
        return buckets.computeIfAbsent(
                        name, any -> new Bucket(burst, perNano, nanoTime.getAsLong()))
                .take(nanoTime.getAsLong());
    }

    /** A token bucket. It starts full, and tokens are added at a constant rate. */
    private static final class Bucket {

        private final double burst;
        private final double perNano;
        private double tokens;
        private long filledAt;

        Bucket(double burst, double perNano, long now) {
            this.burst = burst;
            this.perNano = perNano;
            this.tokens = burst;
            this.filledAt = now;
        }

        public Optional<Wait> take(long now) {
            tokens = Math.min(burst, tokens + (now - filledAt) * perNano);
            filledAt = now;
            if (tokens >= 1) {
                tokens -= 1;
                return Optional.empty();
            }
            long seconds = (long) Math.ceil((1 - tokens) / perNano / NANOS);
            return Optional.of(new Wait((long) burst, Math.max(1, seconds)));
        }
    }
}
