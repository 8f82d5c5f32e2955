/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diff.DiffTally;
import io.millrace.iterable.Endpoint;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.removal.RemovalLimit;
import io.millrace.outbox.removal.RemovalReview;
import io.millrace.outbox.removal.WithheldRemovals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Removals beyond the limit wait in the outbox, at any parallelism and over restarts. */
class WithheldRemovalsTest {

    private static final int ROWS = 12;

    private final FakeIterable iterable = new FakeIterable();
    private final FakeReview review = new FakeReview();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    @BeforeEach
    void iterableAcceptsAll() {
        iterable.always(request -> FakeIterable.ok("{\"successCount\":1,\"code\":\"Success\"}"));
    }

    @Test
    void onlyTheRemovalsOfTheRunAreWithheld() throws Exception {
        try (OutboxHarness outbox = start()) {
            outbox.receive(upsert(1, 100), upsert(1, 101));
            removeAll(outbox, 1, ROWS);
            outbox.tally(tally(1, ROWS, ROWS));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(14, 2, 0, 12, 12));
            assertThat(deletes()).isZero();
            assertThat(iterable.requests()).hasSize(1);
            DeliveryNotice reason = outbox.notices(NoticeKind.REMOVALS_WITHHELD).get(0);
            assertThat(reason.code()).isEqualTo(WithheldRemovals.LIMIT);
            assertThat(reason.detail())
                    .startsWith("it would remove 12 of the 12 rows known before")
                    .contains("; such as id=");
            assertThat(outbox.notices(NoticeKind.ROW_WITHHELD)).hasSize(ROWS);
        }
    }

    @Test
    void removalsWithinTheLimitAreSent() throws Exception {
        try (OutboxHarness outbox = start()) {
            removeAll(outbox, 1, ROWS);
            outbox.tally(tally(1, ROWS, 1_000));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(12, 12, 0, 0));
            assertThat(deletes()).isEqualTo(ROWS);
        }
    }

    @Test
    void eachLaterRunCountsThemUntilTheyAreApproved() throws Exception {
        try (OutboxHarness outbox = start()) {
            removeAll(outbox, 1, ROWS);
            outbox.tally(tally(1, ROWS, ROWS));
            outbox.release(1);
            outbox.receive(upsert(2, 100));
            outbox.tally(tally(2, 0, 0));
            outbox.release(2);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(13, 1, 0, 12, 12));
            assertThat(outbox.notices(NoticeKind.REMOVALS_WITHHELD).get(1).detail())
                    .startsWith("run 1: it would remove 12");

            review.approved = 2;
            outbox.release(3);
            assertThat(outbox.settled().get(2)).isEqualTo(new DeliveryTally(12, 12, 0, 0));
            assertThat(deletes()).isEqualTo(ROWS);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void anApprovalDoesNotHoldForLaterRuns() throws Exception {
        try (OutboxHarness outbox = start()) {
            removeAll(outbox, 1, ROWS);
            outbox.tally(tally(1, ROWS, 30));
            outbox.release(1);
            review.approved = 1;
            for (int row = ROWS; row < 2 * ROWS; row++) {
                outbox.receive(delete(2, row));
            }
            outbox.tally(tally(2, ROWS, 18));
            outbox.release(2);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(24, 12, 0, 12, 12));
            assertThat(deletes()).isEqualTo(ROWS);

            review.approved = 2;
            outbox.release(3);
            assertThat(deletes()).isEqualTo(2L * ROWS);
        }
    }

    @Test
    void aRowThatComesBackWithdrawsItsWithheldRemoval() throws Exception {
        try (OutboxHarness outbox = start()) {
            removeAll(outbox, 1, ROWS);
            outbox.tally(tally(1, ROWS, ROWS));
            outbox.release(1);
            for (int row = 0; row < ROWS; row++) {
                outbox.receive(upsert(2, row));
            }
            outbox.release(2);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(12, 12, 0, 0));
            assertThat(deletes()).isZero();
            review.approved = 2;
            outbox.release(3);
            assertThat(deletes()).isZero();
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aLaterApprovalDoesNotRemoveAnIdentityThatAnotherRowTookOver() throws Exception {
        options.removals(new RemovalLimit(0.1, 0, true));
        Operation clear =
                OutboxHarness.ask(OperationKind.UPDATE_CART, 1, 7, "a@b.c", "", "{\"items\":[]}")
                        .removing();
        try (OutboxHarness outbox = start()) {
            outbox.receive(clear);
            outbox.tally(tally(1, 1, 100));
            outbox.release(1);
            outbox.receive(
                    OutboxHarness.ask(
                            OperationKind.UPDATE_CART, 2, 8, "a@b.c", "", "{\"items\":[1]}"));
            outbox.release(2);
            review.approved = 2;
            outbox.release(3);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    /** An abandoned run has read the new rows before, so that the diff knows both. */
    @Test
    void rowsOfAnAbandonedRunDoNotLowerTheShare() throws Exception {
        options.removals(new RemovalLimit(0.5, 1_000, true));
        try (OutboxHarness outbox = start()) {
            outbox.tally(new DiffTally(1, ROWS, ROWS, 0, 0, 0, 0, 0));
            outbox.release(1);
            removeAll(outbox, 2, ROWS);
            outbox.tally(tally(2, ROWS, 2 * ROWS));
            outbox.release(2);

            assertThat(outbox.settled().get(1).withheld()).isEqualTo(ROWS);
            assertThat(deletes()).isZero();
        }
    }

    @Test
    void aDoubtfulReadingWithholdsARemovalWithinTheLimit() throws Exception {
        review.doubts.put(1L, "partition orders_2024 was detached");
        try (OutboxHarness outbox = start()) {
            outbox.receive(delete(1, 1));
            outbox.tally(tally(1, 1, 1_000));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1, 1));
            DeliveryNotice reason = outbox.notices(NoticeKind.REMOVALS_WITHHELD).get(0);
            assertThat(reason.code()).isEqualTo(WithheldRemovals.DOUBT);
            assertThat(reason.detail()).startsWith("partition orders_2024 was detached");
        }
    }

    @Test
    void nothingIsSentIfTheReviewOfARunCanNotBeRead() throws Exception {
        review.away = true;
        try (OutboxHarness outbox = start()) {
            outbox.receive(delete(1, 1));
            outbox.tally(tally(1, 1, 1_000));

            assertThatThrownBy(() -> outbox.release(1)).hasMessage("the ledger is away");
            assertThat(iterable.requests()).isEmpty();
        }
    }

    @Test
    void aRunWithoutRemovalsNeedsNoReview() throws Exception {
        review.away = true;
        try (OutboxHarness outbox = start()) {
            outbox.receive(upsert(1, 1));
            outbox.tally(tally(1, 0, 1_000));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void noRemovalIsSentBeforeTheEndOfItsRunHoweverMuchIsPending() throws Exception {
        options.backlog(new OutboxSettings.Backlog(1, Duration.ofMinutes(1)));
        try (OutboxHarness outbox = start()) {
            removeAll(outbox, 1, ROWS);
            outbox.snapshot();
            outbox.completeCheckpoint();
            outbox.pass(1_000);
            assertThat(iterable.requests()).isEmpty();

            outbox.tally(tally(1, ROWS, ROWS));
            outbox.release(1);
            assertThat(iterable.requests()).isEmpty();
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(12, 0, 0, 12, 12));
        }
    }

    /** Delivery stopped before it visited most removals: they are withheld, too. */
    @Test
    void removalsThatAStoppedRunDidNotReachAreWithheldByTheNext() throws Exception {
        iterable.always(request -> FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        try (OutboxHarness outbox = start()) {
            outbox.receive(upsert(1, 100));
            removeAll(outbox, 1, ROWS);
            outbox.tally(tally(1, ROWS, ROWS));
            outbox.release(1);
            assertThat(outbox.notices(NoticeKind.SETTLED).get(0).code()).isNotEmpty();

            iterableAcceptsAll();
            outbox.tally(tally(2, 0, 0));
            outbox.release(2);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(13, 1, 0, 12, 12));
            assertThat(deletes()).isZero();
        }
    }

    @Test
    void everySubtaskDecidesTheSameEvenIfRestoredAtAnyPoint() throws Exception {
        for (int restoreAt = 0; restoreAt < 4; restoreAt++) {
            review.approved = Long.MIN_VALUE;
            iterable.requests().clear();
            List<OutboxHarness> outboxes = startAll(2, Optional.empty());
            try {
                if (restoreAt == 0) {
                    outboxes = rescaled(outboxes, 3);
                }
                for (int row = 0; row < ROWS; row++) {
                    outboxes.get(subtask(row, outboxes.size())).receive(delete(1, row));
                }
                if (restoreAt == 1) {
                    outboxes = rescaled(outboxes, 3);
                }
                for (int diff = 0; diff < 2; diff++) {
                    for (OutboxHarness outbox : outboxes) {
                        outbox.tally(tally(1, ROWS / 2, ROWS / 2));
                    }
                    if (restoreAt == 2 && diff == 0) {
                        outboxes = rescaled(outboxes, 3);
                    }
                }
                for (OutboxHarness outbox : outboxes) {
                    outbox.boundary(1);
                }
                if (restoreAt == 3) {
                    outboxes = rescaled(outboxes, 1);
                }
                long withheld = 0;
                for (OutboxHarness outbox : outboxes) {
                    outbox.release(1);
                    withheld += outbox.settled().get(0).withheld();
                }
                assertThat(withheld).as("restored at %d", restoreAt).isEqualTo(ROWS);
                assertThat(deletes()).isZero();

                outboxes = rescaled(outboxes, 2);
                review.approved = 1;
                for (OutboxHarness outbox : outboxes) {
                    outbox.release(2);
                }
                assertThat(deletes()).as("restored at %d", restoreAt).isEqualTo(ROWS);
            } finally {
                for (OutboxHarness outbox : outboxes) {
                    outbox.close();
                }
            }
        }
    }

    private List<OutboxHarness> rescaled(List<OutboxHarness> before, int parallelism)
            throws Exception {
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (OutboxHarness outbox : before) {
            states.add(outbox.snapshot());
            outbox.close();
        }
        return startAll(parallelism, Optional.of(states));
    }

    private List<OutboxHarness> startAll(
            int parallelism, Optional<List<OperatorSubtaskState>> states) throws Exception {
        List<OutboxHarness> all = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            Optional<OperatorSubtaskState> part = Optional.empty();
            if (states.isPresent()) {
                part = Optional.of(OutboxHarness.part(states.get(), parallelism, subtask));
            }
            all.add(OutboxHarness.start(iterable, options, review, part, parallelism, subtask));
        }
        return all;
    }

    private OutboxHarness start() throws Exception {
        return startAll(1, Optional.empty()).get(0);
    }

    private static void removeAll(OutboxHarness outbox, long run, int rows) throws Exception {
        for (int row = 0; row < rows; row++) {
            outbox.receive(delete(run, row));
        }
    }

    private long deletes() {
        return iterable.requests().stream()
                .filter(request -> request.endpoint() == Endpoint.USERS_DELETE)
                .count();
    }

    private static int subtask(int row, int parallelism) {
        return OutboxHarness.subtaskOf(email(row), parallelism);
    }

    private static String email(long row) {
        return "u" + row + "@b.c";
    }

    private static Operation upsert(long run, long row) {
        return OutboxHarness.upsert(run, row, email(row), "x");
    }

    private static Operation delete(long run, long row) {
        String body = "{\"email\":\"" + email(row) + "\"}";
        return OutboxHarness.ask(OperationKind.DELETE_USER, run, row, email(row), "", body)
                .removing();
    }

    /** The tally of one subtask of the diff; all its rows are removed or unchanged. */
    private static DiffTally tally(long run, long removals, long known) {
        return new DiffTally(
                run, known - removals, 0, 0, removals, known - removals, 0, 0, 0, removals);
    }

    /** A review whose answers a test sets. */
    private static final class FakeReview implements RemovalReview {

        private final Map<Long, String> doubts = new HashMap<>();
        private long approved = Long.MIN_VALUE;
        private boolean away;

        @Override
        public Optional<String> doubt(long run) {
            requireThere();
            return Optional.ofNullable(doubts.get(run));
        }

        @Override
        public long approvedUpTo() {
            requireThere();
            return approved;
        }

        private void requireThere() {
            if (away) {
                throw new IllegalStateException("the ledger is away");
            }
        }
    }
}
