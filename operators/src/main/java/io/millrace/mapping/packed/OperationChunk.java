/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.packed;

/**
 * Operations of one run and one key group, in their order. {@link PackedOperation} reads them.
 *
 * @param key of {@link KeyGroups} for the key group of all routes in the chunk
 * @param operations how many there are
 * @param requests how many of them ask for a call of their own: all but withdrawals and those that
 *     only amend what is pending
 * @param plain true if no operation withdraws, amends or removes: then none of them concerns
 *     another operation of the chunk
 * @param bytes the operations, as {@link PackedOperation} says
 */
public record OperationChunk(
        long key, long run, int operations, int requests, boolean plain, byte[] bytes) {}
