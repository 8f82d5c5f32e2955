/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * What is remembered of a row between runs.
 *
 * @param hashHigh upper half of the row's hash when it was last taken over
 * @param hashLow lower half
 * @param run the run that saw the key last
 * @param attempt the attempt of that run that saw it last
 * @param route the route the row's operations took last
 * @param standing what that run made of the row
 */
record SeenRow(long hashHigh, long hashLow, long run, int attempt, long route, Standing standing) {

    SeenRow as(Standing other) {
        return new SeenRow(hashHigh, hashLow, run, attempt, route, other);
    }

    /** What the run that saw a key last made of its row. */
    enum Standing {
        ADDED(0, false, true),
        CHANGED(1, false, true),
        UNCHANGED(2, false, true),
        /**
         * A duplicated key whose value before this run is still right; the hash is that value's.
         */
        DUPLICATE(3, true, true),
        /** A duplicated key of a row that was passed on before; the hash says nothing. */
        DUPLICATE_HASH_UNKNOWN(4, true, false),
        /** A duplicated key of which nothing was ever passed on; the hash says nothing. */
        DUPLICATE_NEVER_PASSED_ON(5, true, false);

        private static final Standing[] ALL = values();

        private final int code;
        private final boolean duplicate;
        private final boolean hashKnown;

        Standing(int code, boolean duplicate, boolean hashKnown) {
            this.code = code;
            this.duplicate = duplicate;
            this.hashKnown = hashKnown;
        }

        /** The number it has in state, which must not change: its place in this list. */
        int code() {
            return code;
        }

        static Standing of(int code) {
            return ALL[code];
        }

        boolean isDuplicate() {
            return duplicate;
        }

        /** Whether the hash is that of the row as it was passed on. */
        boolean isHashKnown() {
            return hashKnown;
        }

        /** Whether anything downstream has ever heard of this key. */
        boolean isPassedOn() {
            return this != DUPLICATE_NEVER_PASSED_ON;
        }
    }
}
