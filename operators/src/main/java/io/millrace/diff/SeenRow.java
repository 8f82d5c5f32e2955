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
public record SeenRow(
        long hashHigh, long hashLow, long run, int attempt, long route, Standing standing) {

    SeenRow as(Standing other) {
        return new SeenRow(hashHigh, hashLow, run, attempt, route, other);
    }

    /** What the run that saw a key last made of its row. */
    public enum Standing {
        ADDED,
        CHANGED,
        UNCHANGED,
        /**
         * A duplicated key whose value before this run is still right; the hash is that value's.
         */
        DUPLICATE,
        /** A duplicated key of a row that was passed on before; the hash says nothing. */
        DUPLICATE_HASH_UNKNOWN,
        /** A duplicated key of which nothing was ever passed on; the hash says nothing. */
        DUPLICATE_NEVER_PASSED_ON;

        boolean isDuplicate() {
            return switch (this) {
                case ADDED, CHANGED, UNCHANGED -> false;
                case DUPLICATE, DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_PASSED_ON -> true;
            };
        }

        /** Whether the hash is that of the row as it was passed on. */
        boolean isHashKnown() {
            return switch (this) {
                case ADDED, CHANGED, UNCHANGED, DUPLICATE -> true;
                case DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_PASSED_ON -> false;
            };
        }

        /** Whether anything downstream has ever heard of this key. */
        boolean isPassedOn() {
            return this != DUPLICATE_NEVER_PASSED_ON;
        }
    }
}
