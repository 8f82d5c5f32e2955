/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import java.util.Comparator;
import java.util.List;

/**
 * One measured run.
 *
 * @param checkpoints from its start up to the first that holds all it has written; never empty
 */
record RunPass(Cost cost, RunFound found, List<Checkpoint> checkpoints) {

    RunPass {
        checkpoints = List.copyOf(checkpoints);
    }

    /** What the checkpoint that wrote most has written. */
    long checkpointBytes() {
        return checkpoints.stream().mapToLong(Checkpoint::writtenBytes).max().orElseThrow();
    }

    /** How long the checkpoint that took longest has taken. */
    long checkpointMillis() {
        return checkpoints.stream().mapToLong(Checkpoint::durationMillis).max().orElseThrow();
    }

    /** All state, after the run, by the rows it knows. */
    double stateBytesPerRow() {
        Checkpoint last =
                checkpoints.stream().max(Comparator.comparing(Checkpoint::id)).orElseThrow();
        return (double) last.stateBytes() / found.tally().read();
    }
}
