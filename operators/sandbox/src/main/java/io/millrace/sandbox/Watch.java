/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/**
 * What the sandbox writes down, and which optional invariants it checks.
 *
 * @param detail how identities enter the journal
 * @param journalCapacity entries kept; older ones are dropped
 * @param pipelines whether mixing single and bulk calls for one user within a minute is a violation
 */
public record Watch(Detail detail, int journalCapacity, boolean pipelines) {

    /** How the identities of a request enter the journal. */
    public enum Detail {
        NONE,
        /** One 64-bit hash per row. */
        HASHES,
        IDENTITIES
    }

    public static Watch standard() {
        return new Watch(Detail.NONE, 10_000, false);
    }

    public Watch withDetail(Detail value) {
        return new Watch(value, journalCapacity, pipelines);
    }

    public Watch withJournalCapacity(int value) {
        return new Watch(detail, value, pipelines);
    }

    public Watch withPipelines(boolean value) {
        return new Watch(detail, journalCapacity, value);
    }
}
