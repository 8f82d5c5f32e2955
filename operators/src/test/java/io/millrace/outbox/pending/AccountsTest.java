/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private static final long NO_RUN = Long.MIN_VALUE;
    private static final int GROUP = 3;

    private final Accounts accounts = new Accounts();

    @Test
    void whatIsRefusedOrOwedIsCarriedIntoTheNextRun() {
        arrive(4, 1);
        accounts.accepted(GROUP, NO_RUN);
        accounts.rejected(GROUP, NO_RUN);
        assertThat(accounts.settle(1, true)).isEqualTo(new DeliveryTally(4, 1, 1, 2));
        assertThat(accounts.pending()).isEqualTo(3);

        arrive(2, 2);
        assertThat(accounts.tally(2)).isEqualTo(new DeliveryTally(5, 0, 0, 0));
    }

    @Test
    void operationsOfALaterRunAreNotCountedYet() {
        arrive(1, 1);
        arrive(5, 2);

        assertThat(accounts.tally(1).operations()).isEqualTo(1);
        assertThat(accounts.pending()).isEqualTo(6);
    }

    @Test
    void anAbortedRunIsCountedInTheNextCompleteOne() {
        arrive(2, 1);
        arrive(3, 2);

        assertThat(accounts.tally(2).operations()).isEqualTo(5);
    }

    @Test
    void aRowReplacedAfterItsRefusalStaysRefusedAndIsNotCarried() {
        arrive(1, 1);
        accounts.rejected(GROUP, NO_RUN);
        accounts.dropped(GROUP, 1, 1);
        arrive(1, 2);

        assertThat(accounts.settle(1, false)).isEqualTo(new DeliveryTally(1, 0, 1, 0));
        assertThat(accounts.tally(2).operations()).isEqualTo(1);
    }

    @Test
    void aCarriedRowThatLeavesIsOwedNoMore() {
        arrive(1, 1);
        accounts.settle(1, true);
        accounts.dropped(GROUP, 1, NO_RUN);

        assertThat(accounts.tally(2).operations()).isZero();
        assertThat(accounts.pending()).isZero();
    }

    @Test
    void countsSurviveASnapshot() {
        arrive(4, 1);
        accounts.accepted(GROUP, NO_RUN);
        accounts.settle(1, true);
        arrive(2, 2);
        accounts.rejected(GROUP, NO_RUN);
        Accounts restored = new Accounts();
        accounts.snapshot(Map.of(GROUP, new GroupLog(GROUP))).forEach(restored::restore);

        assertThat(restored.tally(1)).isEqualTo(new DeliveryTally(4, 1, 0, 3));
        assertThat(restored.tally(2)).isEqualTo(accounts.tally(2));
        assertThat(restored.pending()).isEqualTo(accounts.pending());
    }

    @Test
    void aRowRefusedForARunThatWasGivenUpCountsOnceInTheNext() {
        arrive(2, 1);
        accounts.rejected(GROUP, NO_RUN);
        accounts.rejected(GROUP, NO_RUN);

        accounts.rejected(GROUP, 1);
        accounts.accepted(GROUP, 1);

        assertThat(accounts.settle(2, false)).isEqualTo(new DeliveryTally(2, 1, 1, 0));
        assertThat(accounts.pending()).isEqualTo(1);
    }

    private void arrive(int operations, long run) {
        accounts.arrived(GROUP, run, NO_RUN, operations);
    }
}
