/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/** Whether a row that has changed is sent again, or each row is sent only once. */
public enum ResendPolicy {
    /**
     * A row is sent whenever it changes. Its changes have the route of the identity it refers to
     * now, so that they are in order with all others of that identity. If its key turns out to be
     * duplicated, its changes are {@link ChangeKind#WITHDRAWN}.
     */
    EVERY_CHANGE,
    /**
     * A row is sent once; a later change only replaces an operation that is still pending. So that
     * the outbox finds that operation, all changes have the row's first route: that of the identity
     * it first referred to, or of its key if it referred to none. If its key turns out to be
     * duplicated, its changes are {@link ChangeKind#HELD}.
     */
    ONCE
}
