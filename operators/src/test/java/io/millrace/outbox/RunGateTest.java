/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunGateTest {

    private final RunGate gate = new RunGate();

    @Test
    void aRunIsReleasedByACheckpointAfterItsBoundary() {
        gate.snapshot(1);
        gate.boundary(100);
        gate.completed(1);
        assertThat(gate.next()).isEmpty();

        gate.snapshot(2);
        gate.completed(2);
        assertThat(gate.next()).hasValue(100);
    }

    @Test
    void aCheckpointThatFailedIsCoveredByTheNext() {
        gate.boundary(100);
        gate.snapshot(1);
        gate.boundary(200);
        gate.snapshot(2);
        gate.completed(2);

        assertThat(gate.next()).hasValue(100);
        gate.settle(100);
        assertThat(gate.next()).hasValue(200);
    }

    @Test
    void anOlderCheckpointThatCompletesLateChangesNothing() {
        gate.boundary(100);
        gate.snapshot(1);
        gate.completed(1);
        gate.completed(0);

        assertThat(gate.next()).hasValue(100);
    }

    @Test
    void theProgressOfTheSlowestSubtaskIsRestored() {
        gate.restore(
                List.of(
                        new OutboxProgress(300, 200, new long[] {300}),
                        new OutboxProgress(200, 100, new long[] {200})));

        assertThat(gate.progress().waiting()).containsExactly(200);
        assertThat(gate.next()).hasValue(200);
        gate.settle(200);
        gate.boundary(300);
        assertThat(gate.next()).isEmpty();
    }

    @Test
    void aRepeatedBoundaryIsOneRun() {
        gate.boundary(100);
        gate.boundary(100);
        gate.boundary(50);

        assertThat(gate.progress().waiting()).containsExactly(100);
    }
}
