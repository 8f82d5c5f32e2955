/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

/**
 * How the rates that Iterable publishes are enforced.
 *
 * @param factor multiplies every published rate and the daily quotas; 0 enforces none
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

    /** Enforces no rates. */
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
