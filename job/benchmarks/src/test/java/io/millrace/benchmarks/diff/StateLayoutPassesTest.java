/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.benchmarks.diff.RunFound.Emitted;
import io.millrace.benchmarks.diff.StateLayoutPasses.Round;
import io.millrace.diff.DiffTally;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateLayoutPassesTest {

    private final StateLayoutPasses passes =
            new StateLayoutPasses(
                    run(20, 30, 5_000),
                    List.of(
                            new Round(cost(4, 2), cost(1, 1), run(8, 3, 300)),
                            new Round(cost(6, 4), cost(2, 1), run(8, 5, 100)),
                            new Round(cost(5, 3), cost(3, 1), run(50, 4, 200))),
                    List.of(run(10, 6, 900), run(16, 8, 800)));

    @Test
    void aRoundsRatioIsThatOfItsOwnFloor() {
        assertThat(passes.unchangedRatio()).isEqualTo(0.5);
    }

    @Test
    void otherRatiosAreThoseOfMedians() {
        assertThat(passes.floorRowsPerSecond()).isEqualTo(200);
        assertThat(passes.unchangedRowsPerSecond()).isEqualTo(125);
        assertThat(passes.firstRatio()).isEqualTo(0.25);
        assertThat(passes.changedRatio()).isCloseTo((100 + 62.5) / 2 / 125, within(1e-9));
    }

    @Test
    void costsAreThoseOfUnchangedRuns() {
        assertThat(passes.processorSecondsPerMillion()).isEqualTo(4_000);
        assertThat(passes.checkpointBytes()).isEqualTo(200);
        assertThat(passes.stateBytesPerRow()).isEqualTo(24);
    }

    private static Cost cost(double seconds, double processorSeconds) {
        return new Cost(1_000, seconds, processorSeconds, 0);
    }

    private static RunPass run(double seconds, double processorSeconds, long writtenBytes) {
        return new RunPass(
                cost(seconds, processorSeconds),
                new RunFound(
                        new DiffTally(1, 1_000, 0, 0, 0, 1_000, 0, 0),
                        Emitted.NONE,
                        new ClockReading(0, 0, 0, 0)),
                List.of(
                        new Checkpoint(1, 10, writtenBytes, 12_000, 40),
                        new Checkpoint(2, 20, 0, 24_000, 30)));
    }
}
