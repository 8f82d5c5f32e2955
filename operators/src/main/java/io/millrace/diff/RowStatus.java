/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/** What the run that last read a key made of its row. */
enum RowStatus {
    ADDED(0, false, true),
    CHANGED(1, false, true),
    UNCHANGED(2, false, true),
    /** The key is duplicated, and its value from before this run is still right; so is the hash. */
    DUPLICATE(3, true, true),
    /** The key is duplicated; a row of it was emitted before. The hash has no meaning. */
    DUPLICATE_HASH_UNKNOWN(4, true, false),
    /** The key is duplicated; no row of it was ever emitted. The hash has no meaning. */
    DUPLICATE_NEVER_EMITTED(5, true, false);

    private static final RowStatus[] ALL = values();

    private final int code;
    private final boolean duplicate;
    private final boolean hashKnown;

    RowStatus(int code, boolean duplicate, boolean hashKnown) {
        this.code = code;
        this.duplicate = duplicate;
        this.hashKnown = hashKnown;
    }

    /** The number in state: the position in this list. */
    int code() {
        return code;
    }

    static RowStatus of(int code) {
        return ALL[code];
    }

    boolean isDuplicate() {
        return duplicate;
    }

    /** Whether the hash is that of the row that was emitted last. */
    boolean isHashKnown() {
        return hashKnown;
    }

    /** Whether a change of this key was ever emitted. */
    boolean wasEmitted() {
        return this != DUPLICATE_NEVER_EMITTED;
    }
}
