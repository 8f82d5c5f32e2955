/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/** What a run says about a row, compared with the runs before it. */
public enum ChangeKind {
    /** The key was not in the last complete run. */
    ADDED,
    /** The key was there with other values. */
    CHANGED,
    /** The key was there and is gone. */
    REMOVED,
    /** The key is there, but its row names another identity than the one this change is of. */
    MOVED,
    /**
     * The key turned out to be a duplicate in this run, and its rows ask once: what an earlier
     * change asked for stays owed, and must not be sent before another change says how. The row is
     * one of those with the key.
     */
    HELD,
    /**
     * What an earlier change of this key asked for must not be sent any more under this route: the
     * key turned out to be a duplicate in this run, or the row has moved to another identifier.
     */
    WITHDRAWN
}
