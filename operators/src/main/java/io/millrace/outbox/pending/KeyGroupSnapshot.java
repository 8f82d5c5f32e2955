/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * The counts and the log of one key group; operator state. After a rescale both are restored by the
 * subtask that has the operations they count.
 *
 * @param arrived operations of each unsettled run: run, count, run, count, …
 * @param history tallies of settled runs: run, operations, accepted, rejected, pending, withheld,
 *     run, …
 */
public record KeyGroupSnapshot(
        int keyGroup, Counts counts, long[] arrived, long[] history, Log log) {

    /**
     * Counts since the last settled run.
     *
     * @param settledRun the last settled run
     * @param carried operations of settled runs that are still pending
     * @param removed operations that were refused, and then superseded, withdrawn or given up
     * @param postponed operations that rest after a refusal, or are withheld
     * @param withheld the part of {@code postponed} that is removals waiting for approval
     */
    public record Counts(
            long settledRun,
            long carried,
            long accepted,
            long rejected,
            long removed,
            long postponed,
            long withheld) {}

    /**
     * The log of a key group.
     *
     * @param segments number, run, operations, flags, number, …
     * @param nextSegment the number of the next segment
     * @param entries the number of operations with an entry
     */
    public record Log(long[] segments, long nextSegment, long entries) {}
}
