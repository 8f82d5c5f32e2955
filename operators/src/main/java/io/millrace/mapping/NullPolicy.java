/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/** What a null column does to its Iterable field. */
public enum NullPolicy {
    /** Sends null, which removes the field from the profile. */
    SEND,
    /** Leaves the field out, so Iterable keeps what it has. */
    OMIT
}
