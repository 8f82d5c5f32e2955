/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/**
 * How strictly the published rates are kept.
 *
 * @param factor multiplies every published rate and the daily quotas; {@code 0} keeps none
 */
public record Throttle(double factor) {

    public Throttle {
        if (!(factor >= 0)) {
            throw new IllegalArgumentException("A throttle factor is zero or more, not " + factor);
        }
    }

    /** The rates Iterable publishes. */
    public static Throttle published() {
        return new Throttle(1);
    }

    /** No rates at all. */
    public static Throttle off() {
        return new Throttle(0);
    }

    public static Throttle scaled(double factor) {
        return new Throttle(factor);
    }

    boolean isOff() {
        return factor == 0;
    }
}
