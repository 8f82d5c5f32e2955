/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Which of the requests that reach an endpoint a fault strikes. Stateful once it is scripted. */
public sealed interface Selection {

    /** The picking itself, for one scripted fault. */
    Picker picker();

    /** Decides request by request, in their order of arrival. */
    @FunctionalInterface
    interface Picker {
        boolean picks(Incoming request);
    }

    /** Only the nth request from now, counted from 1. */
    record Nth(long n) implements Selection {
        @Override
        public Picker picker() {
            long[] seen = {0};
            return request -> ++seen[0] == n;
        }
    }

    /** The next requests, this many. */
    record Next(long count) implements Selection {
        @Override
        public Picker picker() {
            long[] left = {count};
            return request -> left[0]-- > 0;
        }
    }

    /** Each request with this probability; the same seed picks the same ones. */
    record Chance(double probability, long seed) implements Selection {
        @Override
        public Picker picker() {
            Random random = new Random(seed);
            return request -> random.nextDouble() < probability;
        }
    }

    /** Each request that has this text in its path or its body, such as a user's email. */
    record Mentioning(String text) implements Selection {
        @Override
        public Picker picker() {
            return request ->
                    URLDecoder.decode(request.path(), StandardCharsets.UTF_8).contains(text)
                            || new String(request.body(), StandardCharsets.UTF_8).contains(text);
        }
    }

    static Selection nth(long n) {
        return new Nth(n);
    }

    static Selection next(long count) {
        return new Next(count);
    }

    /** Every request until the faults are cleared. */
    static Selection always() {
        return new Next(Long.MAX_VALUE);
    }

    static Selection mentioning(String text) {
        return new Mentioning(text);
    }

    static Selection chance(double probability, long seed) {
        return new Chance(probability, seed);
    }
}
