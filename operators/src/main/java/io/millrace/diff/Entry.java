/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * What is remembered of a row between runs, apart from when it was seen.
 *
 * @param hashHigh upper half of the row's hash as it was last passed on, or 0 with a mark
 * @param hashLow lower half, or one of the marks of this class
 * @param route the route the row's operations took last
 * @param kept the columns of {@link io.millrace.row.RowLayout#kept()} as they last were; empty if
 *     none are
 */
record Entry(EntryId id, long hashHigh, long hashLow, long route, byte[] kept) {

    /** In a patch: the key is gone. */
    static final long FORGOTTEN = 0;

    /** Something was passed on, but it may have been withdrawn: what it was says nothing. */
    static final long HASH_UNKNOWN = 1;

    /** Nothing of this key was ever passed on. */
    static final long NEVER_PASSED_ON = 2;

    static Entry forgotten(EntryId id) {
        return new Entry(id, 0, FORGOTTEN, 0, new byte[0]);
    }

    /** The same entry, with a mark in place of its hash. */
    Entry marked(long mark) {
        return new Entry(id, 0, mark, route, kept);
    }

    /** What the runs before have made of the row. */
    SeenRow.Standing standing() {
        if (hashHigh == 0 && hashLow == HASH_UNKNOWN) {
            return SeenRow.Standing.DUPLICATE_HASH_UNKNOWN;
        }
        return hashHigh == 0 && hashLow == NEVER_PASSED_ON
                ? SeenRow.Standing.DUPLICATE_NEVER_PASSED_ON
                : SeenRow.Standing.UNCHANGED;
    }
}
