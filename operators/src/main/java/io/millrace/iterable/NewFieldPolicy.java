/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/** What becomes of fields that Iterable does not have yet. */
public enum NewFieldPolicy {
    /** Iterable creates them. */
    CREATE,
    /** Iterable drops them, where a call can say so, and names them in its answer. */
    REFUSE
}
