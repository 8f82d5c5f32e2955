/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

/**
 * An invariant that a client broke.
 *
 * @param endpoint method and path of the request that broke it
 * @param detail what happened, in words
 */
public record Violation(Rule rule, String endpoint, String detail) {

    /** The invariants. */
    public enum Rule {
        /** A batch stays within the limits of rows and bytes. */
        BATCH_WITHIN_LIMITS,
        /** A user, item or event id has one row in a batch. */
        ONE_ROW_PER_USER,
        /** Requests with a common conflict key are not concurrent. */
        ONE_REQUEST_IN_FLIGHT,
        /** An acknowledged and unchanged row is not sent again. */
        NOTHING_SENT_TWICE,
        /** A user does not go through the single and the bulk pipeline within a minute. */
        ONE_PIPELINE_PER_USER,
        /** The sandbox answers every request it understands; a violation is a defect of its own. */
        SANDBOX_WORKS
    }

    @Override
    public String toString() {
        return rule + " at " + endpoint + ": " + detail;
    }
}
