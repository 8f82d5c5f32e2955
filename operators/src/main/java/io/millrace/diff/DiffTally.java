/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * What one subtask of the diff counted in one complete run. Summed over subtasks: {@code read =
 * unchanged + added + changed + duplicate + keyless}.
 *
 * @param adopted how many of the unchanged rows became the baseline, see {@link FirstRun#ADOPT}
 * @param removals what the run would remove in Iterable: of the rows that are gone, and of those
 *     that name another identity now, the ones that have something to remove
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
        long adopted,
        long removals) {

    /** Of a run that is compared with one before, and removes nothing in Iterable. */
    public DiffTally(
            long run,
            long read,
            long added,
            long changed,
            long removed,
            long unchanged,
            long duplicate,
            long keyless) {
        this(run, read, added, changed, removed, unchanged, duplicate, keyless, 0, 0);
    }

    /** The tally of a run whose rows become the baseline: nothing follows from them. */
    DiffTally asBaseline() {
        long rows = unchanged + added + changed;
        return new DiffTally(run, read, 0, 0, 0, rows, duplicate, keyless, rows, 0);
    }

    /** Rows that were known before the run, but for duplicates. */
    public long known() {
        return unchanged + changed + removed;
    }

    /** Rows that are known after the run. */
    public long rows() {
        return unchanged + added + changed + duplicate;
    }

    /** The counts of both, of one run. */
    public DiffTally plus(DiffTally other) {
        return new DiffTally(
                run,
                read + other.read,
                added + other.added,
                changed + other.changed,
                removed + other.removed,
                unchanged + other.unchanged,
                duplicate + other.duplicate,
                keyless + other.keyless,
                adopted + other.adopted,
                removals + other.removals);
    }
}
