/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.json;
import static io.millrace.outbox.OutboxHarness.upsert;
import static io.millrace.outbox.OutboxHarness.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.outbox.pending.DeliveryTally;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/**
 * The end of a run has arrived at a checkpoint, but its source does not know: after a restore, the
 * source reads the run again, and its rows may have changed.
 */
class RunReadAgainTest {

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    @Test
    void anOperationAfterTheEndOfItsRunCountsInTheNext() throws Exception {
        OperatorSubtaskState state = endOfRun1();
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            outbox.receive(upsert(1, 8, "d@e.f", "late"));
            iterable.releaseAnswers();
            outbox.runMails();
            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));

            outbox.release(2);
            assertThat(iterable.sentRows())
                    .containsExactly(json("a@b.c", "x"), json("d@e.f", "late"));
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aRowThatIsReadAgainInItsRunAfterARestartIsSentOnce() throws Exception {
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "old"));
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            outbox.receive(upsert(1, 7, "a@b.c", "new"));
            outbox.release(1);

            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "new"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aRepeatedOperationSupersedesTheOneBefore() throws Exception {
        OperatorSubtaskState state = endOfRun1();
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            outbox.receive(upsert(1, 7, "a@b.c", "late"));
            outbox.receive(upsert(1, 7, "a@b.c", "later"));
            state = outbox.snapshot();
        }
        iterable.releaseAnswers();
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(0, 0, 0, 0));
            outbox.receive(upsert(1, 7, "a@b.c", "last"), upsert(1, 8, "d@e.f", "gone"));
            outbox.receive(withdraw(1, 8, "d@e.f"));
            outbox.release(2);

            assertThat(iterable.sentRows())
                    .containsExactly(json("a@b.c", "x"), json("a@b.c", "last"));
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void anOperationAfterTheSettlementOfItsRunCountsInTheNext() throws Exception {
        OperatorSubtaskState state = endOfRun1();
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            outbox.receive(upsert(1, 8, "d@e.f", "late"));
            outbox.release(2);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aLateOperationStartsNoEarlyDelivery() throws Exception {
        options.backlog(new OutboxSettings.Backlog(1, Duration.ofMinutes(1)));
        OperatorSubtaskState state = endOfRun1();
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            iterable.refuse("d@e.f");
            outbox.receive(upsert(1, 8, "d@e.f", "late"));
            outbox.snapshot();
            outbox.completeCheckpoint();
            outbox.receive(upsert(9, 9, "g@h.i", "x"));
            outbox.snapshot();
            outbox.completeCheckpoint();
            outbox.release(9);

            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::run)
                    .containsExactly(9L);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(2, 1, 1, 0));
        }
    }

    private OperatorSubtaskState endOfRun1() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.boundary(1);
            return outbox.snapshot();
        }
    }
}
