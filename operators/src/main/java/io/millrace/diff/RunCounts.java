/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * The counts of one subtask for a run that is not complete; operator state. After a change of
 * parallelism one subtask may have several of one run, and adds them up.
 */
public final class RunCounts {

    public long run;
    public long read;
    public long added;
    public long changed;
    public long removed;
    public long unchanged;
    public long duplicate;
    public long keyless;
    public long removals;

    /** For Flink's serializer. */
    public RunCounts() {}

    RunCounts(long run) {
        this.run = run;
    }

    void count(RowComparison.Counted counted) {
        read += counted.read();
        added += counted.added();
        changed += counted.changed();
        unchanged += counted.unchanged();
        duplicate += counted.duplicate();
    }

    void countUnchanged(int rows) {
        read += rows;
        unchanged += rows;
    }

    void countKeyless() {
        read++;
        keyless++;
    }

    void countRemoved() {
        removed++;
    }

    /** Counts a removal in Iterable. */
    void countRemoval() {
        removals++;
    }

    void add(RunCounts other) {
        read += other.read;
        added += other.added;
        changed += other.changed;
        removed += other.removed;
        unchanged += other.unchanged;
        duplicate += other.duplicate;
        keyless += other.keyless;
        removals += other.removals;
    }

    DiffTally toTally() {
        return new DiffTally(
                run, read, added, changed, removed, unchanged, duplicate, keyless, 0, removals);
    }
}
