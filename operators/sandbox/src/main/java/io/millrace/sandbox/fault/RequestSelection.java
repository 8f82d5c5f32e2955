/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.fault;

import io.millrace.sandbox.http.ReceivedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Which requests to its endpoints a fault strikes. */
public sealed interface RequestSelection {

    /** A new picker, for one scripted fault; it may have state. */
    Picker picker();

    /** Decides for each request, in order of arrival. */
    @FunctionalInterface
    interface Picker {
        boolean picks(ReceivedRequest request);
    }

    /** The nth request from now, counted from 1. */
    record Nth(long n) implements RequestSelection {
        @Override
        public Picker picker() {
            long[] seen = {0};
            return request -> ++seen[0] == n;
        }
    }

    /** The next {@code count} requests. */
    record Next(long count) implements RequestSelection {
        @Override
        public Picker picker() {
            long[] left = {count};
            return request -> left[0]-- > 0;
        }
    }

    /** Each request with this probability; equal seeds select the same requests. */
    record Chance(double probability, long seed) implements RequestSelection {
        @Override
        public Picker picker() {
            Random random = new Random(seed);
            return request -> random.nextDouble() < probability;
        }
    }

    /** Each request with this text in its path or its body, such as a user's email. */
    record Mentioning(String text) implements RequestSelection {
        @Override
        public Picker picker() {
            return request ->
                    URLDecoder.decode(request.path(), StandardCharsets.UTF_8).contains(text)
                            || new String(request.body(), StandardCharsets.UTF_8).contains(text);
        }
    }

    static RequestSelection nth(long n) {
        return new Nth(n);
    }

    static RequestSelection next(long count) {
        return new Next(count);
    }

    /** Every request until the faults are cleared. */
    static RequestSelection always() {
        return new Next(Long.MAX_VALUE);
    }

    static RequestSelection mentioning(String text) {
        return new Mentioning(text);
    }

    static RequestSelection chance(double probability, long seed) {
        return new Chance(probability, seed);
    }
}
