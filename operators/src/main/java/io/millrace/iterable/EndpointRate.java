/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * How many requests a second an endpoint takes.
 *
 * @param perSecond as published; where nothing is, a careful rate to start from
 * @param scope whose requests are counted together
 */
public record EndpointRate(double perSecond, Scope scope) {

    /** Who shares a rate. */
    public enum Scope {
        PROJECT,
        API_KEY,
        /** Nothing is published: the rate has to be found out. */
        UNPUBLISHED
    }

    static EndpointRate ofProject(double perSecond) {
        return new EndpointRate(perSecond, Scope.PROJECT);
    }

    static EndpointRate ofKey(double perSecond) {
        return new EndpointRate(perSecond, Scope.API_KEY);
    }

    static EndpointRate careful(double perSecond) {
        return new EndpointRate(perSecond, Scope.UNPUBLISHED);
    }

    public boolean isPublished() {
        return scope != Scope.UNPUBLISHED;
    }
}
