/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.OperationKind;
import io.millrace.mapping.packed.PackedOperation;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.send.Batch;
import io.millrace.outbox.send.IdentityQueues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityQueuesTest {

    private final IdentityQueues identities = new IdentityQueues(IdentityQueuesTest::lane);

    private static Batch.Lane lane(PendingOperation pending) {
        return new Batch.Lane(
                Endpoint.of(pending.operation().kind()), pending.operation().target());
    }

    private boolean take(PendingOperation operation) {
        return identities.take(operation, lane(operation));
    }

    @Test
    void whereOrderMattersOneIsInHandAndTheOthersFollowInOrder() {
        PendingOperation first = upsert(1);
        PendingOperation second = upsert(2);
        PendingOperation third = upsert(3);
        assertThat(take(first)).isTrue();
        assertThat(take(second)).isFalse();
        assertThat(identities.await(second)).isSameAs(first);
        assertThat(take(third)).isFalse();
        assertThat(identities.await(third)).isSameAs(second);
        assertThat(identities.poll()).isEmpty();
        assertThat(identities.waiting()).isEqualTo(2);

        identities.release(first);
        assertThat(identities.poll()).containsSame(second);
        identities.takeReady(second);
        assertThat(identities.poll()).isEmpty();
        identities.release(second);
        assertThat(identities.poll()).containsSame(third);
        identities.takeReady(third);
        identities.release(third);

        assertThat(identities.waiting()).isZero();
        assertThat(take(upsert(4))).isTrue();
    }

    @Test
    void whatComesNextDoesNotOvertakeWhatWaits() {
        PendingOperation first = upsert(1);
        PendingOperation second = upsert(2);
        take(first);
        take(second);
        identities.await(second);

        assertThat(take(upsert(3))).isFalse();
    }

    @Test
    void eventsOfOneUserGoTogether() {
        for (int row = 0; row < 1_000; row++) {
            assertThat(take(pending(OperationKind.TRACK_EVENT, row, ""))).isTrue();
        }
    }

    @Test
    void membersOfOneListGoTogetherAndARemovalFollowsThem() {
        PendingOperation one = pending(OperationKind.ADD_TO_LIST, 1, "12");
        PendingOperation two = pending(OperationKind.ADD_TO_LIST, 2, "12");
        PendingOperation removal = pending(OperationKind.REMOVE_FROM_LIST, 3, "12");
        assertThat(take(one)).isTrue();
        assertThat(take(two)).isTrue();
        assertThat(take(removal)).isFalse();
        identities.await(removal);
        assertThat(take(pending(OperationKind.ADD_TO_LIST, 4, "13"))).isTrue();

        identities.release(one);
        assertThat(identities.poll()).isEmpty();
        identities.release(two);
        assertThat(identities.poll()).containsSame(removal);
    }

    @Test
    void thoseThatMayGoTogetherAreReadyTogether() {
        PendingOperation removal = pending(OperationKind.REMOVE_FROM_LIST, 1, "12");
        PendingOperation one = pending(OperationKind.ADD_TO_LIST, 2, "12");
        PendingOperation two = pending(OperationKind.ADD_TO_LIST, 3, "12");
        PendingOperation last = pending(OperationKind.REMOVE_FROM_LIST, 4, "12");
        take(removal);
        for (PendingOperation each : new PendingOperation[] {one, two, last}) {
            take(each);
            identities.await(each);
        }

        identities.release(removal);

        assertThat(identities.poll()).containsSame(one);
        assertThat(identities.poll()).containsSame(two);
        assertThat(identities.poll()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void everyEndpointSaysWhyItsRowsGoTogetherOrNot(Endpoint endpoint) {
        assertThat(endpoint.identityRule().why()).isNotBlank();
        assertThat(endpoint.isAtMostOnce() && endpoint.identityRule().together()).isFalse();
    }

    private static PendingOperation upsert(long row) {
        return pending(OperationKind.UPSERT_USER, row, "");
    }

    private static PendingOperation pending(OperationKind kind, long row, String target) {
        return PendingOperation.fresh(
                PackedOperation.pack(OutboxHarness.ask(kind, 1, row, "a@b.c", target, "{}")), 1);
    }
}
