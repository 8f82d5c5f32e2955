/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.DiffTally;

/**
 * What a run has found, over all subtasks.
 *
 * @param tally as the diff counts
 * @param emitted as whoever takes the changes counts
 * @param end when the last subtask had passed on all of it
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
