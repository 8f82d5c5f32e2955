/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/** What is asked of Iterable, or of the outbox itself. */
public enum OperationKind {
    /** Create or update a user: one element of {@code users/bulkUpdate}. */
    UPSERT_USER,
    /** Nothing is asked any more for this key: an operation not yet sent is dropped. */
    WITHDRAW
}
