/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.DiffTally;

/**
 * The counts of a run, over all subtasks.
 *
 * @param tally as counted by the diff
 * @param emitted as counted by the receiver of the changes
 * @param end when the last subtask had emitted all changes
 */
record RunFound(DiffTally tally, Emitted emitted, ClockReading end) {

    /** Changes by kind. */
    record Emitted(long added, long changed, long removed, long withdrawn) {

        static final Emitted NONE = new Emitted(0, 0, 0, 0);

        Emitted plus(Emitted other) {
            return new Emitted(
                    added + other.added,
                    changed + other.changed,
                    removed + other.removed,
                    withdrawn + other.withdrawn);
        }
    }
}
