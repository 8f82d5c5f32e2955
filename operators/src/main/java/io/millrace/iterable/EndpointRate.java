/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * The requests that an endpoint accepts.
 *
 * @param perSecond the published limit; if none is published, a low rate to start with
 * @param scope the requests that count together
 * @param perDay the most requests in 24 hours; 0 without such a limit
 */
public record EndpointRate(double perSecond, Scope scope, int perDay) {

    /** The requests that share a rate limit. */
    public enum Scope {
        PROJECT,
        API_KEY,
        /** No limit is published: the rate is adjusted by the responses. */
        UNPUBLISHED
    }

    /** Without a limit for a day. */
    public EndpointRate(double perSecond, Scope scope) {
        this(perSecond, scope, 0);
    }

    static EndpointRate ofProject(double perSecond) {
        return new EndpointRate(perSecond, Scope.PROJECT);
    }

    static EndpointRate ofKey(double perSecond) {
        return new EndpointRate(perSecond, Scope.API_KEY);
    }

    static EndpointRate unpublished(double perSecond) {
        return new EndpointRate(perSecond, Scope.UNPUBLISHED);
    }

    EndpointRate withDailyQuota(int quota) {
        return new EndpointRate(perSecond, scope, quota);
    }

    public boolean isPublished() {
        return scope != Scope.UNPUBLISHED;
    }
}
