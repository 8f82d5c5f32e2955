/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/**
 * A promise a caller broke.
 *
 * @param rule which one
 * @param endpoint method and path of the request at fault
 * @param detail what happened, in words
 */
public record Violation(Rule rule, String endpoint, String detail) {

    /** What a caller must keep to. */
    public enum Rule {
        /** No batch over the limits of rows and bytes. */
        BATCH_WITHIN_LIMITS,
        /** One row per user, or per item, in a batch. */
        ONE_ROW_PER_USER,
        /** No two requests in flight for one user. */
        ONE_REQUEST_IN_FLIGHT,
        /** Nothing is sent again that was acknowledged and is unchanged. */
        NOTHING_SENT_TWICE,
        /** No user goes through the single and the bulk pipeline within a short time. */
        ONE_PIPELINE_PER_USER,
        /** The sandbox answers every request it understands; this one is ours to keep. */
        SANDBOX_WORKS
    }

    @Override
    public String toString() {
        return rule + " at " + endpoint + ": " + detail;
    }
}
