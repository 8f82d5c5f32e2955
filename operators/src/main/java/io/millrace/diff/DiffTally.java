/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * What one subtask of the diff counted in one complete run. Summed over subtasks: {@code read =
 * unchanged + added + changed + duplicate + keyless}.
 *
 * @param adopted how many of the unchanged rows became the baseline, see {@link FirstRun#ADOPT}
 */
public record DiffTally(
        long run,
        long read,
        long added,
        long changed,
        long removed,
        long unchanged,
        long duplicate,
        long keyless,
        long adopted) {

    /** Of a run that is compared with one before. */
    public DiffTally(
            long run,
            long read,
            long added,
            long changed,
            long removed,
            long unchanged,
            long duplicate,
            long keyless) {
        this(run, read, added, changed, removed, unchanged, duplicate, keyless, 0);
    }

    /** The tally of a run whose rows become the baseline: nothing follows from them. */
    DiffTally asBaseline() {
        long rows = unchanged + added + changed;
        return new DiffTally(run, read, 0, 0, 0, rows, duplicate, keyless, rows);
    }
}
