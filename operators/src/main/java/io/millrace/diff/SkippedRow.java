/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * A row that was read but takes no part in its run, and why.
 *
 * @param key the primary key as a person reads it, such as {@code id=17}
 */
public record SkippedRow(long run, Reason reason, String key) {

    /** Why a row is held back. */
    public enum Reason {
        /** Another row of the same run has the same primary key; none of them is sent. */
        DUPLICATE_KEY,
        /** A column of the primary key is null. */
        NULL_KEY
    }
}
