/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * What became of a run's operations: {@code operations = accepted + rejected + owed} when the run
 * is settled.
 *
 * @param operations owed when the run began, plus those its changes asked for, less those withdrawn
 *     or replaced unsent
 * @param accepted taken by Iterable
 * @param rejected refused by Iterable, or by us since it never would; tried again next run
 * @param owed not tried to the end, as delivery stopped; or resting after refusals, quarantined
 *     ones among them, and withheld removals
 * @param withheld of the pending ones, removals that wait for approval
 */
public record DeliveryTally(
        long operations, long accepted, long rejected, long owed, long withheld) {

    /** Of a run without withheld removals. */
    public DeliveryTally(long operations, long accepted, long rejected, long owed) {
        this(operations, accepted, rejected, owed, 0);
    }

    /** The counts of both. */
    public DeliveryTally plus(DeliveryTally other) {
        return new DeliveryTally(
                operations + other.operations,
                accepted + other.accepted,
                rejected + other.rejected,
                owed + other.owed,
                withheld + other.withheld);
    }
}
