/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

/**
 * A rate limit that Iterable publishes for a call.
 *
 * @param permits calls a period; also the size of the bucket, which starts full
 * @param seconds length of the period
 * @param scope whose calls share a bucket
 */
public record PublishedRate(int permits, int seconds, Scope scope) {

    enum Scope {
        /** No rate is published. */
        NONE,
        PROJECT,
        API_KEY
    }

    static final PublishedRate UNPUBLISHED = new PublishedRate(0, 1, Scope.NONE);

    static PublishedRate perSecond(int permits) {
        return new PublishedRate(permits, 1, Scope.PROJECT);
    }

    static PublishedRate perMinute(int permits) {
        return new PublishedRate(permits, 60, Scope.PROJECT);
    }

    static PublishedRate perSecondAndKey(int permits) {
        return new PublishedRate(permits, 1, Scope.API_KEY);
    }
}
