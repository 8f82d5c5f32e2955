/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationCountsTest {

    private static final long NO_RUN = Long.MIN_VALUE;
    private static final int GROUP = 3;

    private final OperationCounts counts = new OperationCounts();

    @Test
    void refusedAndPendingOperationsAreCarriedIntoTheNextRun() {
        arrive(4, 1);
        counts.accepted(GROUP, NO_RUN);
        counts.rejected(GROUP, NO_RUN);
        assertThat(counts.settle(1, true)).isEqualTo(new DeliveryTally(4, 1, 1, 2));
        assertThat(counts.pending()).isEqualTo(3);

        arrive(2, 2);
        assertThat(counts.tally(2)).isEqualTo(new DeliveryTally(5, 0, 0, 0));
    }

    @Test
    void operationsOfALaterRunAreNotCountedYet() {
        arrive(1, 1);
        arrive(5, 2);

        assertThat(counts.tally(1).operations()).isEqualTo(1);
        assertThat(counts.pending()).isEqualTo(6);
    }

    @Test
    void anAbortedRunIsCountedInTheNextCompleteOne() {
        arrive(2, 1);
        arrive(3, 2);

        assertThat(counts.tally(2).operations()).isEqualTo(5);
    }

    @Test
    void aRowSupersededAfterItsRefusalStaysRefusedAndIsNotCarried() {
        arrive(1, 1);
        counts.rejected(GROUP, NO_RUN);
        counts.dropped(GROUP, 1, 1);
        arrive(1, 2);

        assertThat(counts.settle(1, false)).isEqualTo(new DeliveryTally(1, 0, 1, 0));
        assertThat(counts.tally(2).operations()).isEqualTo(1);
    }

    @Test
    void aCarriedRowThatLeavesIsNoLongerPending() {
        arrive(1, 1);
        counts.settle(1, true);
        counts.dropped(GROUP, 1, NO_RUN);

        assertThat(counts.tally(2).operations()).isZero();
        assertThat(counts.pending()).isZero();
    }

    @Test
    void countsSurviveASnapshot() {
        arrive(4, 1);
        counts.accepted(GROUP, NO_RUN);
        counts.settle(1, true);
        arrive(2, 2);
        counts.rejected(GROUP, NO_RUN);
        OperationCounts restored = new OperationCounts();
        counts.snapshot(Map.of(GROUP, new KeyGroupLog(GROUP))).forEach(restored::restore);

        assertThat(restored.tally(1)).isEqualTo(new DeliveryTally(4, 1, 0, 3));
        assertThat(restored.tally(2)).isEqualTo(counts.tally(2));
        assertThat(restored.pending()).isEqualTo(counts.pending());
    }

    @Test
    void aRowRefusedInAnAbandonedRunCountsOnceInTheNext() {
        arrive(2, 1);
        counts.rejected(GROUP, NO_RUN);
        counts.rejected(GROUP, NO_RUN);

        counts.rejected(GROUP, 1);
        counts.accepted(GROUP, 1);

        assertThat(counts.settle(2, false)).isEqualTo(new DeliveryTally(2, 1, 1, 0));
        assertThat(counts.pending()).isEqualTo(1);
    }

    private void arrive(int operations, long run) {
        counts.arrived(GROUP, run, NO_RUN, operations);
    }
}
