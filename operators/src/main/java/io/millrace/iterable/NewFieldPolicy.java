/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/** What Iterable does with a field that the project does not have yet. */
public enum NewFieldPolicy {
    /** Creates the field. */
    CREATE,
    /** Drops the field and lists it in the response. Only some calls support this. */
    REFUSE
}
