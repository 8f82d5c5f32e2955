/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/**
 * What became of a run's operations: {@code operations = accepted + rejected + owed} when the run
 * is settled.
 *
 * @param operations owed when the run began, plus those its changes asked for, less those withdrawn
 *     or replaced unsent
 * @param accepted taken by Iterable
 * @param rejected refused by Iterable, or by us since it never would; tried again next run
 * @param owed not tried to the end, as delivery stopped; or resting after refusals, quarantined
 *     ones among them
 */
public record DeliveryTally(long operations, long accepted, long rejected, long owed) {}
