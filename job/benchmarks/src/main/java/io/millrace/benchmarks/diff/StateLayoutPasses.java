/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import java.util.List;

/**
 * All runs of one layout.
 *
 * @param unchanged each with the plain readings of its round
 */
record StateLayoutPasses(RunPass first, List<Round> unchanged, List<RunPass> changed) {

    /**
     * @param floor plain reading of all columns
     * @param skimming plain reading of no column
     */
    record Round(Cost floor, Cost skimming, RunPass run) {

        double ratio() {
            return run.cost().rowsPerSecond() / floor.rowsPerSecond();
        }
    }

    StateLayoutPasses {
        unchanged = List.copyOf(unchanged);
        changed = List.copyOf(changed);
    }

    double floorRowsPerSecond() {
        return Medians.of(unchanged, round -> round.floor().rowsPerSecond());
    }

    double skimmingRowsPerSecond() {
        return Medians.of(unchanged, round -> round.skimming().rowsPerSecond());
    }

    double floorProcessorSecondsPerMillion() {
        return Medians.of(unchanged, round -> round.floor().processorSecondsPerMillion());
    }

    double skimmingProcessorSecondsPerMillion() {
        return Medians.of(unchanged, round -> round.skimming().processorSecondsPerMillion());
    }

    double unchangedRowsPerSecond() {
        return Medians.of(unchanged, round -> round.run().cost().rowsPerSecond());
    }

    double changedRowsPerSecond() {
        return Medians.of(changed, run -> run.cost().rowsPerSecond());
    }

    /** Speed of an unchanged run divided by the speed of plain reading. */
    double unchangedRatio() {
        return Medians.of(unchanged, Round::ratio);
    }

    /** Speed of a changed run divided by the speed of an unchanged one. */
    double changedRatio() {
        return changedRowsPerSecond() / unchangedRowsPerSecond();
    }

    /** Speed of the first run divided by the speed of plain reading. */
    double firstRatio() {
        return first.cost().rowsPerSecond() / floorRowsPerSecond();
    }

    /** Of an unchanged run. */
    double processorSecondsPerMillion() {
        return Medians.of(unchanged, round -> round.run().cost().processorSecondsPerMillion());
    }

    double changedProcessorSecondsPerMillion() {
        return Medians.of(changed, run -> run.cost().processorSecondsPerMillion());
    }

    /** Bytes of state a row after the last unchanged run. */
    double stateBytesPerRow() {
        return unchanged.get(unchanged.size() - 1).run().stateBytesPerRow();
    }

    /** Of an unchanged run. */
    double checkpointBytes() {
        return Medians.of(unchanged, round -> round.run().checkpointBytes());
    }

    /** Of an unchanged run. */
    double checkpointMillis() {
        return Medians.of(unchanged, round -> round.run().checkpointMillis());
    }
}
