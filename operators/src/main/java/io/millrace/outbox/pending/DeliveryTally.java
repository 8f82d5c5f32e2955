/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * The outcomes of a run's operations. Once the run is settled, {@code operations = accepted +
 * rejected + pending}.
 *
 * @param operations those pending when the run began, plus those its changes require, minus those
 *     withdrawn or superseded before they were sent
 * @param accepted by Iterable
 * @param rejected by Iterable, or by the outbox because Iterable can never accept them; the next
 *     run tries them again
 * @param pending not tried, because delivery stopped, because they rest after refusals or are
 *     quarantined, or because they are withheld removals
 * @param withheld the part of {@code pending} that is removals waiting for approval
 */
public record DeliveryTally(
        long operations, long accepted, long rejected, long pending, long withheld) {

    /** The tally of a run without withheld removals. */
    public DeliveryTally(long operations, long accepted, long rejected, long pending) {
        this(operations, accepted, rejected, pending, 0);
    }

    /** Returns the sum of both. */
    public DeliveryTally plus(DeliveryTally other) {
        return new DeliveryTally(
                operations + other.operations,
                accepted + other.accepted,
                rejected + other.rejected,
                pending + other.pending,
                withheld + other.withheld);
    }
}
