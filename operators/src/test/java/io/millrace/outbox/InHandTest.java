/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.Endpoint;
import io.millrace.mapping.OperationKind;
import io.millrace.mapping.packed.PackedOperation;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.send.Batch;
import io.millrace.outbox.send.InHand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InHandTest {

    private final InHand inHand = new InHand(InHandTest::lane);

    private static Batch.Lane lane(PendingOperation pending) {
        return new Batch.Lane(
                Endpoint.of(pending.operation().kind()), pending.operation().target());
    }

    private boolean take(PendingOperation operation) {
        return inHand.take(operation, lane(operation));
    }

    @Test
    void whereOrderMattersOneIsInHandAndTheOthersFollowInOrder() {
        PendingOperation first = upsert(1);
        PendingOperation second = upsert(2);
        PendingOperation third = upsert(3);
        assertThat(take(first)).isTrue();
        assertThat(take(second)).isFalse();
        assertThat(inHand.await(second)).isSameAs(first);
        assertThat(take(third)).isFalse();
        assertThat(inHand.await(third)).isSameAs(second);
        assertThat(inHand.poll()).isEmpty();
        assertThat(inHand.waiting()).isEqualTo(2);

        inHand.release(first);
        assertThat(inHand.poll()).containsSame(second);
        inHand.takeReady(second);
        assertThat(inHand.poll()).isEmpty();
        inHand.release(second);
        assertThat(inHand.poll()).containsSame(third);
        inHand.takeReady(third);
        inHand.release(third);

        assertThat(inHand.waiting()).isZero();
        assertThat(take(upsert(4))).isTrue();
    }

    @Test
    void whatComesNextDoesNotOvertakeWhatWaits() {
        PendingOperation first = upsert(1);
        PendingOperation second = upsert(2);
        take(first);
        take(second);
        inHand.await(second);

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
        inHand.await(removal);
        assertThat(take(pending(OperationKind.ADD_TO_LIST, 4, "13"))).isTrue();

        inHand.release(one);
        assertThat(inHand.poll()).isEmpty();
        inHand.release(two);
        assertThat(inHand.poll()).containsSame(removal);
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
            inHand.await(each);
        }

        inHand.release(removal);

        assertThat(inHand.poll()).containsSame(one);
        assertThat(inHand.poll()).containsSame(two);
        assertThat(inHand.poll()).isEmpty();
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
