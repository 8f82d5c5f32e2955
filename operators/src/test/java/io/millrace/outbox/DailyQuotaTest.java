/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class DailyQuotaTest {

    private static final long DAY = 86_400_000;

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options =
            OutboxSettings.builder().requestsPerSecond(0).requestsPerDay(3);

    @Test
    void aSyncStopsAtTheQuotaAndContinuesOnTheNextDay() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            forget(outbox, 1, 0, 5);
            outbox.release(1);
            assertThat(iterable.requests()).hasSize(3);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(5, 3, 0, 2));
            assertThat(outbox.notices(NoticeKind.SETTLED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("DailyQuotaReached");

            outbox.release(2);
            assertThat(iterable.requests()).hasSize(3);
            outbox.pass(DAY);
            outbox.release(3);

            assertThat(iterable.requests()).hasSize(5);
            assertThat(outbox.settled().get(2)).isEqualTo(new DeliveryTally(2, 2, 0, 0));
        }
    }

    @Test
    void withoutACeilingIterablesPublishedQuotaHolds() throws Exception {
        options.requestsPerDay(0);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            forget(outbox, 1, 0, 1_002);
            outbox.release(1);
            while (outbox.settled().isEmpty()) {
                outbox.snapshot();
                outbox.completeCheckpoint();
                outbox.pass(1_000);
            }
            assertThat(iterable.requests()).hasSize(1_000);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1_002, 1_000, 0, 2));
        }
    }

    @Test
    void theCountSurvivesARestart() throws Exception {
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            forget(outbox, 1, 0, 2);
            outbox.release(1);
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            forget(outbox, 2, 10, 5);
            outbox.release(2);
            assertThat(iterable.requests()).hasSize(3);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(5, 1, 0, 4));
        }
    }

    @Test
    void callsAreMadeWithoutAnotherCheckpoint() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            forget(outbox, 1, 0, 2);
            outbox.boundary(1);
            outbox.snapshot();
            outbox.completeCheckpoint();

            assertThat(iterable.requests()).hasSize(2);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 2, 0, 0));
        }
    }

    /** Iterable itself then refuses calls over its quota. */
    @Test
    void afterACrashTheCallsSinceTheCheckpointAreNotCounted() throws Exception {
        OperatorSubtaskState state = callsBehindACheckpoint();
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            forget(outbox, 3, 10, 5);
            outbox.release(3);

            assertThat(iterable.requests()).as("1 before the checkpoint, 1 after").hasSize(2 + 2);
        }
    }

    @Test
    void aRestartInTheSameProcessForgetsNoCall() throws Exception {
        options.sharing(ofProject("restarted", 1));
        OperatorSubtaskState state = callsBehindACheckpoint();
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            forget(outbox, 3, 10, 5);
            outbox.release(3);

            assertThat(iterable.requests()).hasSize(3);
        }
    }

    /** One call is made before the checkpoint, and another after it. */
    private OperatorSubtaskState callsBehindACheckpoint() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            forget(outbox, 1, 0, 1);
            outbox.release(1);
            forget(outbox, 2, 5, 1);
            outbox.boundary(2);
            OperatorSubtaskState state = outbox.snapshot();
            outbox.completeCheckpoint();
            assertThat(iterable.requests()).hasSize(2);
            return state;
        }
    }

    @Test
    void theCountIsDividedAmongMoreSubtasks() throws Exception {
        options.requestsPerDay(8);
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            forget(outbox, 1, 0, 4);
            outbox.release(1);
            state = outbox.snapshot();
        }
        List<OperatorSubtaskState> whole = List.of(state);
        for (int subtask = 0; subtask < 2; subtask++) {
            try (OutboxHarness half = OutboxHarness.rescale(iterable, options, whole, 2, subtask)) {
                for (int row = 10; row < 50; row++) {
                    if (OutboxHarness.subtaskOf("user" + row + "@b.c", 2) == subtask) {
                        forget(half, 2, row, 1);
                    }
                }
                half.release(2);
                assertThat(iterable.requests()).hasSize(6 + 2 * subtask);
            }
        }
    }

    @Test
    void syncsOfAProjectShareTheirQuotaInAProcess() throws Exception {
        options.sharing(ofProject("DailyQuotaTest", 2));
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            forget(one, 1, 0, 2);
            one.release(1);
            forget(other, 1, 10, 5);
            other.release(1);

            assertThat(iterable.requests()).hasSize(3);
            assertThat(other.settled()).containsExactly(new DeliveryTally(5, 1, 0, 4));
        }
    }

    @Test
    void callsWithoutAQuotaAreNotCounted() throws Exception {
        options.batchRows(1);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < 9; row++) {
                outbox.receive(OutboxHarness.upsert(1, row, "user" + row + "@b.c", "x"));
            }
            outbox.release(1);
            assertThat(iterable.requests()).hasSize(9);
        }
    }

    private static OutboxSettings.Sharing ofProject(String name, int subtasks) {
        return new OutboxSettings.Sharing(name, "", subtasks, "");
    }

    private static void forget(OutboxHarness outbox, long run, int first, int rows)
            throws Exception {
        for (int row = first; row < first + rows; row++) {
            String email = "user" + row + "@b.c";
            String body = "{\"email\":\"" + email + "\"}";
            outbox.receive(ask(OperationKind.FORGET_USER, run, row, email, "", body));
        }
    }
}
