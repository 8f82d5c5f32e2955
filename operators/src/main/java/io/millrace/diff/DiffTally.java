/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * The counts of one subtask of the diff for one complete run. Summed over subtasks: {@code read =
 * unchanged + added + changed + duplicate + keyless}.
 *
 * @param adopted the unchanged rows that became the baseline, see {@link FirstRun#ADOPT}
 * @param removals the removals in Iterable that follow: of vanished rows, and of former identities
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

    /** The tally of a run that adopts no rows and removes nothing in Iterable. */
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

    /** The tally if the rows become the baseline: all of them count as unchanged. */
    DiffTally asBaseline() {
        long rows = unchanged + added + changed;
        return new DiffTally(run, read, 0, 0, 0, rows, duplicate, keyless, rows, 0);
    }

    /** Rows of the last-seen state before the run, without duplicates. */
    public long known() {
        return unchanged + changed + removed;
    }

    /** Rows of the last-seen state after the run. */
    public long rows() {
        return unchanged + added + changed + duplicate;
    }

    /** The sum of two tallies of one run. */
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
