/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.fault;

/** When a fault strikes. */
public enum FaultMoment {
    /** The request has no effect. */
    BEFORE_EFFECT,
    /** The request has its effect, and the client does not learn of that. */
    AFTER_EFFECT
}
