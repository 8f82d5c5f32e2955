/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The token buckets of every published rate, and the daily quotas of forget and unforget. */
final class RateLimits {

    private static final int DAILY_FORGETS = 1_000;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final double NANOS = 1e9;

    /** Why a call has to wait. */
    record Wait(long limit, long resetSeconds) {}

    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new HashMap<>();
    private Throttle throttle;

    RateLimits(Throttle throttle, LongSupplier nanoTime) {
        this.throttle = throttle;
        this.nanoTime = nanoTime;
    }

    synchronized void throttle(Throttle value) {
        throttle = value;
        buckets.clear();
    }

    synchronized void reset() {
        buckets.clear();
    }

    /** Takes a token for the call, or says how long to wait for one. */
    synchronized Optional<Wait> take(ApiRoute endpoint, KeyKind key) {
        if (throttle.isOff()) {
            return Optional.empty();
        }
        Optional<Wait> wait =
                switch (endpoint.rate().scope()) {
                    case NONE -> Optional.empty();
                    case PROJECT ->
                            take(
                                    endpoint.path() + endpoint.method(),
                                    endpoint.rate().permits(),
                                    endpoint.rate().seconds());
                    case API_KEY ->
                            take(
                                    endpoint.path() + endpoint.method() + key,
                                    endpoint.rate().permits(),
                                    endpoint.rate().seconds());
                };
        boolean daily = endpoint == ApiRoute.USERS_FORGET || endpoint == ApiRoute.USERS_UNFORGET;
        return wait.isEmpty() && daily
                ? take("daily" + endpoint.path(), DAILY_FORGETS, SECONDS_OF_DAY)
                : wait;
    }

    private Optional<Wait> take(String name, int permits, int seconds) {
        double burst = Math.max(1, permits * throttle.factor());
        double perNano = permits * throttle.factor() / (seconds * NANOS);
        return buckets.computeIfAbsent(
                        name, any -> new Bucket(burst, perNano, nanoTime.getAsLong()))
                .take(nanoTime.getAsLong());
    }

    /** Starts full and refills evenly. */
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

        Optional<Wait> take(long now) {
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
