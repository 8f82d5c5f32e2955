/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * Counts of one run in one subtask while the run goes on; a part of the operator's state. When
 * subtasks are merged or split, the parts of one run are summed wherever they end up.
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

    void takeBack(RowComparison.Counted counted) {
        read -= counted.read();
        added -= counted.added();
        changed -= counted.changed();
        unchanged -= counted.unchanged();
        duplicate -= counted.duplicate();
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

    /** Something is to be removed in Iterable. */
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
