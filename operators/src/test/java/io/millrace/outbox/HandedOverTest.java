/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.Request;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An identity that one row leaves and another takes over. */
class HandedOverTest {

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    @ParameterizedTest
    @CsvSource({
        "REMOVE_FROM_LIST, ADD_TO_LIST",
        "REMOVE_FROM_LIST, ADD_KNOWN_TO_LIST",
        "UNSUBSCRIBE, SUBSCRIBE",
        "DELETE_CATALOG_ITEM, REPLACE_CATALOG_ITEM",
        "DELETE_CATALOG_ITEM, PATCH_CATALOG_ITEM",
        "DELETE_USER, UPSERT_USER",
        "UPDATE_USER, UPSERT_USER",
        "UPDATE_CART, UPDATE_CART"
    })
    void aRemovalIsDroppedIfAnotherRowTakesTheIdentityOver(
            OperationKind removal, OperationKind taking) throws Exception {
        iterable.always(request -> FakeIterable.ok("{\"successCount\":1,\"code\":\"Success\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(asks(taking, 1, 8, "12"), removes(removal, 1, 7, "12"));
            outbox.release(1);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(iterable.requests()).hasSize(1);

            outbox.receive(removes(removal, 2, 8, "12"));
            outbox.release(2);
            outbox.pass(75_000);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    /** So much is pending that the other row is delivered before the end of its run. */
    @ParameterizedTest
    @CsvSource({
        "REMOVE_FROM_LIST, ADD_TO_LIST",
        "UNSUBSCRIBE, SUBSCRIBE",
        "DELETE_CATALOG_ITEM, PATCH_CATALOG_ITEM",
        "DELETE_USER, UPSERT_USER"
    })
    void aRemovalIsDroppedIfTheOtherRowWasDeliveredEarly(
            OperationKind removal, OperationKind taking) throws Exception {
        options.backlog(new OutboxSettings.Backlog(1, Duration.ofMinutes(1)));
        iterable.always(request -> FakeIterable.ok("{\"successCount\":1,\"code\":\"Success\"}"));
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(asks(taking, 1, 8, "12"));
            outbox.snapshot();
            outbox.completeCheckpoint();
            outbox.pass(100);
            assertThat(iterable.requests()).hasSize(1);
            outbox.receive(removes(removal, 1, 7, "12"));
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            outbox.release(1);
            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));

            outbox.receive(removes(removal, 2, 8, "12"));
            outbox.release(2);
            assertThat(iterable.requests()).as("the last one leaves").hasSize(2);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aRemovalFromAnotherTargetIsSent() throws Exception {
        iterable.always(request -> FakeIterable.ok("{\"successCount\":1,\"code\":\"Success\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(
                    asks(OperationKind.SUBSCRIBE, 1, 8, "emailList/1"),
                    removes(OperationKind.UNSUBSCRIBE, 1, 7, "emailList/2"));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 2, 0, 0));
        }
    }

    /** The other row referred to the identity before this one left it. */
    @Test
    void aRemovalIsSentIfTheOtherRowIsOlder() throws Exception {
        iterable.next(FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(asks(OperationKind.ADD_TO_LIST, 1, 8, "12"));
            outbox.release(1);
            outbox.receive(removes(OperationKind.REMOVE_FROM_LIST, 2, 7, "12"));
            outbox.release(2);

            List<String> called = iterable.requests().stream().map(Request::path).toList();
            assertThat(called)
                    .containsExactly(
                            "/api/lists/subscribe",
                            "/api/lists/subscribe",
                            "/api/lists/unsubscribe");
        }
    }

    @Test
    void aRefusedRemovalIsDroppedIfAnotherRowTakesTheIdentityOver() throws Exception {
        iterable.next(
                FakeIterable.ok(
                        "{\"failCount\":1,\"failedUpdates\":{\"invalidEmails\":[\"a@b.c\"]}}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(removes(OperationKind.REMOVE_FROM_LIST, 1, 7, "12"));
            outbox.release(1);
            outbox.receive(asks(OperationKind.ADD_TO_LIST, 2, 8, "12"));
            outbox.release(2);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    private static Operation asks(OperationKind kind, long run, long row, String target) {
        boolean isUser = kind.name().endsWith("_USER");
        return ask(kind, run, row, "a@b.c", isUser ? "" : target, "{\"email\":\"a@b.c\"}");
    }

    private static Operation removes(OperationKind kind, long run, long row, String target) {
        return asks(kind, run, row, target).removing();
    }
}
