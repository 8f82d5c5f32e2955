/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

/**
 * A run whose removals are withheld until they are approved; operator state.
 *
 * @param code short and stable, such as {@link #LIMIT}
 * @param reason in words
 */
public record WithheldRemovals(long run, String code, String reason) {

    /** The run has more removals than the limit of the sync allows. */
    public static final String LIMIT = "removalLimit";

    /** The source cannot say whether the absent rows were removed. */
    public static final String DOUBT = "doubtfulReading";
}
