/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/**
 * A published rate.
 *
 * @param permits calls per period; also the burst, as the bucket starts full
 * @param seconds length of the period
 * @param scope whose calls share the bucket
 */
record Rate(int permits, int seconds, Scope scope) {

    enum Scope {
        /** No rate is published. */
        NONE,
        PROJECT,
        API_KEY
    }

    static final Rate UNPUBLISHED = new Rate(0, 1, Scope.NONE);

    static Rate perSecond(int permits) {
        return new Rate(permits, 1, Scope.PROJECT);
    }

    static Rate perMinute(int permits) {
        return new Rate(permits, 60, Scope.PROJECT);
    }

    static Rate perSecondAndKey(int permits) {
        return new Rate(permits, 1, Scope.API_KEY);
    }
}
