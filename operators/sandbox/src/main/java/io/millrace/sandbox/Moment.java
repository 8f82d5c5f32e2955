/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/** When a fault strikes. */
public enum Moment {
    /** The request changes nothing. */
    BEFORE_EFFECT,
    /** The request takes effect, and its caller is not told. */
    AFTER_EFFECT
}
