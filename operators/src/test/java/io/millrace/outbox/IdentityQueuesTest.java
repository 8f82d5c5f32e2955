/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.PackedOperation;
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

    private boolean start(PendingOperation operation) {
        return identities.tryStart(operation, lane(operation));
    }

    @Test
    void whereOrderMattersOneIsActiveAndTheOthersFollowInOrder() {
        PendingOperation first = upsert(1);
        PendingOperation second = upsert(2);
        PendingOperation third = upsert(3);
        assertThat(start(first)).isTrue();
        assertThat(start(second)).isFalse();
        assertThat(identities.enqueue(second)).isSameAs(first);
        assertThat(start(third)).isFalse();
        assertThat(identities.enqueue(third)).isSameAs(second);
        assertThat(identities.pollReady()).isEmpty();
        assertThat(identities.waiting()).isEqualTo(2);

        identities.finish(first);
        assertThat(identities.pollReady()).containsSame(second);
        identities.startReady(second);
        assertThat(identities.pollReady()).isEmpty();
        identities.finish(second);
        assertThat(identities.pollReady()).containsSame(third);
        identities.startReady(third);
        identities.finish(third);

        assertThat(identities.waiting()).isZero();
        assertThat(start(upsert(4))).isTrue();
    }

    @Test
    void aNewOperationDoesNotOvertakeAWaitingOne() {
        PendingOperation first = upsert(1);
        PendingOperation second = upsert(2);
        start(first);
        start(second);
        identities.enqueue(second);

        assertThat(start(upsert(3))).isFalse();
    }

    @Test
    void eventsOfOneUserAreSentTogether() {
        for (int row = 0; row < 1_000; row++) {
            assertThat(start(pending(OperationKind.TRACK_EVENT, row, ""))).isTrue();
        }
    }

    @Test
    void membersOfOneListAreSentTogetherAndARemovalFollows() {
        PendingOperation one = pending(OperationKind.ADD_TO_LIST, 1, "12");
        PendingOperation two = pending(OperationKind.ADD_TO_LIST, 2, "12");
        PendingOperation removal = pending(OperationKind.REMOVE_FROM_LIST, 3, "12");
        assertThat(start(one)).isTrue();
        assertThat(start(two)).isTrue();
        assertThat(start(removal)).isFalse();
        identities.enqueue(removal);
        assertThat(start(pending(OperationKind.ADD_TO_LIST, 4, "13"))).isTrue();

        identities.finish(one);
        assertThat(identities.pollReady()).isEmpty();
        identities.finish(two);
        assertThat(identities.pollReady()).containsSame(removal);
    }

    @Test
    void operationsThatMayBeSentTogetherAreReadyTogether() {
        PendingOperation removal = pending(OperationKind.REMOVE_FROM_LIST, 1, "12");
        PendingOperation one = pending(OperationKind.ADD_TO_LIST, 2, "12");
        PendingOperation two = pending(OperationKind.ADD_TO_LIST, 3, "12");
        PendingOperation last = pending(OperationKind.REMOVE_FROM_LIST, 4, "12");
        start(removal);
        for (PendingOperation each : new PendingOperation[] {one, two, last}) {
            start(each);
            identities.enqueue(each);
        }

        identities.finish(removal);

        assertThat(identities.pollReady()).containsSame(one);
        assertThat(identities.pollReady()).containsSame(two);
        assertThat(identities.pollReady()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void everyEndpointSaysWhetherItsRowsAreSentTogetherAndWhy(Endpoint endpoint) {
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
