/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * Counts of one key group, and its log; operator state. They move with the operations they count
 * when the job is rescaled, so that they still add up.
 *
 * @param settled the last run settled for this key group
 * @param carried operations of settled runs that are still owed
 * @param accepted since the last settled run
 * @param rejected since the last settled run
 * @param left refused since the last settled run and then replaced or withdrawn
 * @param asked runs not settled and how many operations each asks for: run, count, run, count
 * @param history tallies of settled runs: run, operations, accepted, rejected, owed, withheld, run,
 *     …
 * @param rested since the last settled run: refused before, and not tried, or withheld
 * @param withheld of the rested ones, removals that wait for approval
 * @param segments the log of the key group: number, run, operations, flags, number, …
 * @param nextSegment number of the next segment
 * @param kept how many operations have an entry of their own
 */
public record KeyGroupSnapshot(
        int keyGroup,
        long settled,
        long carried,
        long accepted,
        long rejected,
        long left,
        long[] asked,
        long[] history,
        long rested,
        long withheld,
        long[] segments,
        long nextSegment,
        long kept) {}
