/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/** What has changed about a row since the run before. */
public enum ChangeKind {
    /** The key is new: it was not in the last complete run. */
    ADDED,
    /** The key has other values. */
    CHANGED,
    /** The key was in the last complete run and is absent. */
    REMOVED,
    /** The row refers to another identity now; this change is about the former one. */
    MOVED,
    /**
     * The key turned out to be duplicated in this run, and its rows are sent once: a pending
     * operation of it stays pending, and must not be sent before the next change of the key. The
     * row of this change is one of the duplicates.
     */
    HELD,
    /**
     * Pending operations of this key and this route must not be sent: the key turned out to be
     * duplicated in this run, or the row refers to another identity now.
     */
    WITHDRAWN
}
