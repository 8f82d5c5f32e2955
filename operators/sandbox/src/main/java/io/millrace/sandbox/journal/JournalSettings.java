/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

/**
 * What the sandbox records, and which optional invariant it checks.
 *
 * @param detail how identities are recorded
 * @param capacity entries kept; older ones are dropped
 * @param checkPipelines whether a single and a bulk call for one user within a minute are a
 *     violation
 */
public record JournalSettings(Detail detail, int capacity, boolean checkPipelines) {

    /** How the identities of a request are recorded. */
    public enum Detail {
        NONE,
        /** One 64-bit hash for each row, in hex. */
        HASHES,
        IDENTITIES
    }

    public static JournalSettings standard() {
        return new JournalSettings(Detail.NONE, 10_000, false);
    }

    public JournalSettings withDetail(Detail value) {
        return new JournalSettings(value, capacity, checkPipelines);
    }

    public JournalSettings withCapacity(int value) {
        return new JournalSettings(detail, value, checkPipelines);
    }

    public JournalSettings withPipelinesChecked() {
        return new JournalSettings(detail, capacity, true);
    }
}
