/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

/** What a null column does to its field in Iterable. */
public enum NullPolicy {
    /** Sends null, which removes the field from the profile. */
    SEND,
    /** Omits the field, which leaves it unchanged in Iterable. */
    OMIT
}
