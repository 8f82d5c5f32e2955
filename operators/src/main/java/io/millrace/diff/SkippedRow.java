/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * A row that was read and takes no part in its run.
 *
 * @param key the primary key as text, such as {@code id=17}
 */
public record SkippedRow(long run, Reason reason, String key) {

    /** Why a row is skipped. */
    public enum Reason {
        /** Another row of the run has the same primary key; none of them is sent. */
        DUPLICATE_KEY,
        /** A column of the primary key is null. */
        NULL_KEY
    }
}
