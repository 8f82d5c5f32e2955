/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * A row in a {@link Block}: all that state holds of it, except for its {@link SeenMarks}.
 *
 * @param hashHigh upper half of the hash of the row that was emitted last; 0 if {@code hashLow} is
 *     one of the constants of this class
 * @param hashLow lower half, or one of the constants
 * @param route the route of the row's last operations
 * @param kept the last values of the columns of {@link io.millrace.row.RowLayout#kept()}; empty if
 *     there are none
 */
record Entry(EntryId id, long hashHigh, long hashLow, long route, byte[] kept) {

    /** In a patch: the entry is removed. */
    static final long REMOVED = 0;

    /** A change was emitted and may have been withdrawn, so the last hash is not known. */
    static final long HASH_UNKNOWN = 1;

    /** No change of this key was ever emitted. */
    static final long NEVER_EMITTED = 2;

    static Entry removed(EntryId id) {
        return new Entry(id, 0, REMOVED, 0, new byte[0]);
    }

    /** The same entry, with one of the constants instead of its hash. */
    Entry marked(long mark) {
        return new Entry(id, 0, mark, route, kept);
    }

    /** The status of the row after the runs so far. */
    RowStatus status() {
        if (hashHigh == 0 && hashLow == HASH_UNKNOWN) {
            return RowStatus.DUPLICATE_HASH_UNKNOWN;
        }
        return hashHigh == 0 && hashLow == NEVER_EMITTED
                ? RowStatus.DUPLICATE_NEVER_EMITTED
                : RowStatus.UNCHANGED;
    }
}
