/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static io.millrace.outbox.OutboxHarness.json;
import static io.millrace.outbox.OutboxHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** More is pending than the limit: durable operations are sent before their run is complete. */
class BacklogTest {

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options =
            OutboxSettings.builder()
                    .requestsPerSecond(0)
                    .backlog(new OutboxSettings.Backlog(2, Duration.ofMinutes(1)));

    @Test
    void belowTheLimitNothingIsSentBeforeItsRunIsComplete() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            checkpoint(outbox);

            assertThat(iterable.sent()).isEmpty();
        }
    }

    @Test
    void atTheLimitDurableOperationsAreSentEarlyAndCountInTheirRun() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"), upsert(1, 8, "d@e.f", "x"));
            outbox.snapshot();
            outbox.receive(upsert(1, 9, "late@b.c", "x"));
            outbox.completeCheckpoint();
            assertThat(iterable.sentRows())
                    .containsExactlyInAnyOrder(json("a@b.c", "x"), json("d@e.f", "x"));
            assertThat(outbox.watermarks()).isEmpty();
            assertThat(outbox.settled()).isEmpty();

            outbox.release(1);

            assertThat(iterable.sentRows()).hasSize(3).contains(json("late@b.c", "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 3, 0, 0));
            assertThat(outbox.watermarks()).containsExactly(1L);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void anOperationThatIsNotDurableIsNeverSent() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.snapshot();
            outbox.receive(upsert(1, 7, "a@b.c", "x"), upsert(1, 8, "d@e.f", "x"));
            outbox.completeCheckpoint();

            assertThat(iterable.sent()).isEmpty();
        }
    }

    @Test
    void aRowRefusedEarlyIsTriedOnceInItsRunAndCountsOnce() throws Exception {
        iterable.refuse("bad@b.c");
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "bad@b.c", "x"), upsert(1, 8, "d@e.f", "x"));
            checkpoint(outbox);
            outbox.receive(upsert(1, 9, "late@b.c", "x"));
            checkpoint(outbox);
            outbox.release(1);

            assertThat(iterable.sentRows()).hasSize(3);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 2, 1, 0));
        }
    }

    @Test
    void aRowRefusedEarlyInAnAbandonedRunCountsOnceInTheNext() throws Exception {
        iterable.refuse("bad@b.c");
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "bad@b.c", "x"), upsert(1, 8, "d@e.f", "x"));
            checkpoint(outbox);
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            outbox.receive(upsert(2, 9, "late@b.c", "x"));
            outbox.release(2);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 2, 1, 0));
        }
    }

    @Test
    void aChangeSupersedesThePendingOperationOfItsRow() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "old"), upsert(1, 8, "d@e.f", "x"));
            outbox.snapshot();
            outbox.receive(upsert(2, 7, "a@b.c", "new"));
            outbox.completeCheckpoint();
            outbox.release(2);

            assertThat(iterable.sentRows())
                    .containsExactlyInAnyOrder(json("a@b.c", "new"), json("d@e.f", "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 2, 0, 0));
        }
    }

    @Test
    void ifIterableAcceptsNothingTheRestWaitsForTheNextCheckpointAndIsReported() throws Exception {
        iterable.always(request -> FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"), upsert(1, 8, "d@e.f", "x"));
            checkpoint(outbox);
            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("BadApiKey");

            iterable.acceptAll();
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 2, 0, 0));
        }
    }

    @Test
    void aMessageIsStillSentOnlyWhenItsMarkIsDurable() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < 2; row++) {
                String email = "u" + row + "@b.c";
                outbox.receive(ask(OperationKind.SEND_EMAIL, 1, row, email, "", "{}"));
            }
            checkpoint(outbox);
            assertThat(iterable.requests()).isEmpty();
            checkpoint(outbox);
            assertThat(iterable.requests()).hasSize(2);
            outbox.release(1);
            assertThat(iterable.requests()).hasSize(2);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 2, 0, 0));
        }
    }

    private static void checkpoint(OutboxHarness outbox) throws Exception {
        outbox.snapshot();
        outbox.completeCheckpoint();
    }
}
