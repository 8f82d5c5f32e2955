/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.Random;

/** Which of the requests that reach an endpoint a fault strikes. Stateful once it is scripted. */
public sealed interface Selection {

    /** The picking itself, for one scripted fault. */
    Picker picker();

    /** Decides request by request, in their order of arrival. */
    @FunctionalInterface
    interface Picker {
        boolean picks();
    }

    /** Only the nth request from now, counted from 1. */
    record Nth(long n) implements Selection {
        @Override
        public Picker picker() {
            long[] seen = {0};
            return () -> ++seen[0] == n;
        }
    }

    /** The next requests, this many. */
    record Next(long count) implements Selection {
        @Override
        public Picker picker() {
            long[] left = {count};
            return () -> left[0]-- > 0;
        }
    }

    /** Each request with this probability; the same seed picks the same ones. */
    record Chance(double probability, long seed) implements Selection {
        @Override
        public Picker picker() {
            Random random = new Random(seed);
            return () -> random.nextDouble() < probability;
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

    static Selection chance(double probability, long seed) {
        return new Chance(probability, seed);
    }
}
