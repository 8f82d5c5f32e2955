/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import java.util.Comparator;
import java.util.List;

/**
 * One measured run.
 *
 * @param checkpoints from the start of the run to the first one after its end; never empty
 */
record RunPass(Cost cost, RunFound found, List<Checkpoint> checkpoints) {

    RunPass {
        checkpoints = List.copyOf(checkpoints);
    }

    /** Bytes of the checkpoint that wrote most. */
    long checkpointBytes() {
        return checkpoints.stream().mapToLong(Checkpoint::writtenBytes).max().orElseThrow();
    }

    /** Duration of the longest checkpoint. */
    long checkpointMillis() {
        return checkpoints.stream().mapToLong(Checkpoint::durationMillis).max().orElseThrow();
    }

    /** Bytes of state after the run, by row. */
    double stateBytesPerRow() {
        Checkpoint last =
                checkpoints.stream().max(Comparator.comparing(Checkpoint::id)).orElseThrow();
        return (double) last.stateBytes() / found.tally().read();
    }
}
