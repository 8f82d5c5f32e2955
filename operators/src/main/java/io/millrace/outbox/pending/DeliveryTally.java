/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * What became of a run's operations: {@code operations = accepted + rejected + pending} when the
 * run is settled.
 *
 * @param operations pending when the run began, plus those its changes asked for, less those
 *     withdrawn or replaced unsent
 * @param accepted taken by Iterable
 * @param rejected refused by Iterable, or by us since it never would; tried again next run
 * @param pending not tried to the end, as delivery stopped; or resting after refusals, quarantined
 *     ones among them, and withheld removals
 * @param withheld of the pending ones, removals that wait for approval
 */
public record DeliveryTally(
        long operations, long accepted, long rejected, long pending, long withheld) {

    /** Of a run without withheld removals. */
    public DeliveryTally(long operations, long accepted, long rejected, long pending) {
        this(operations, accepted, rejected, pending, 0);
    }

    /** The counts of both. */
    public DeliveryTally plus(DeliveryTally other) {
        return new DeliveryTally(
                operations + other.operations,
                accepted + other.accepted,
                rejected + other.rejected,
                pending + other.pending,
                withheld + other.withheld);
    }
}
