/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.faulty;
import static io.millrace.outbox.OutboxHarness.json;
import static io.millrace.outbox.OutboxHarness.upsert;
import static io.millrace.outbox.OutboxHarness.withdraw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Request;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class OutboxOperatorTest {

    private static final long MINUTE = 60_000;

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    @Test
    void anOperationIsNotSentBeforeACheckpointHoldingItCompletes() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.boundary(1);
            outbox.snapshot();
            assertThat(iterable.sent()).isEmpty();

            outbox.completeCheckpoint();

            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.watermarks()).containsExactly(1L);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void anOperationIsNotSentBeforeItsRunIsComplete() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.snapshot();
            outbox.boundary(1);
            outbox.completeCheckpoint();

            assertThat(iterable.sent()).isEmpty();
            assertThat(outbox.watermarks()).isEmpty();
        }
    }

    @Test
    void aPausedOutboxSendsNothingAndContinuesWhenItIsNoLongerPaused() throws Exception {
        OutboxSettings.Builder paused = OutboxSettings.builder().requestsPerSecond(0).paused(true);
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.boundary(1);
            state = outbox.snapshot();
        }
        for (int start = 0; start < 2; start++) {
            try (OutboxHarness outbox = OutboxHarness.restore(iterable, paused, state)) {
                outbox.pass(10 * MINUTE);
                state = outbox.snapshot();
                outbox.completeCheckpoint();
                outbox.pass(10 * MINUTE);

                assertThat(iterable.sent()).isEmpty();
                assertThat(outbox.settled()).isEmpty();
                assertThat(outbox.pendingOperations()).isOne();
            }
        }

        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            outbox.snapshot();
            outbox.completeCheckpoint();

            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aNewerOperationReplacesAnUnsentOne() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "old"));
            outbox.boundary(1);
            outbox.receive(upsert(2, 7, "a@b.c", "new"));
            outbox.release(2);

            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "new"));
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(0, 0, 0, 0), new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void anOperationOfAnOlderRunDoesNotReplaceANewerOne() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(2, 7, "a@b.c", "new"), upsert(1, 7, "a@b.c", "old"));
            outbox.release(2);

            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "new"));
        }
    }

    @Test
    void aRowThatLeavesWithdrawsItsUnsentOperation() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"), withdraw(2, 7, "a@b.c"));
            outbox.release(2);

            assertThat(iterable.sent()).isEmpty();
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(0, 0, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void rowsOfOneIdentityAreSentOneAfterAnotherInOrderOfArrival() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(
                    upsert(1, 9, "a@b.c", "first"),
                    upsert(1, 3, "a@b.c", "second"),
                    upsert(1, 5, "other@b.c", "x"),
                    upsert(1, 4, "a@b.c", "third"));
            outbox.release(1);

            assertThat(iterable.sentRows().stream().filter(row -> row.contains("\"a@b.c\"")))
                    .containsExactly(
                            json("a@b.c", "first"),
                            json("a@b.c", "second"),
                            json("a@b.c", "third"));
            assertThat(iterable.requests())
                    .allSatisfy(
                            request ->
                                    assertThat(request.rows())
                                            .extracting(user -> user.identifier())
                                            .doesNotHaveDuplicates());
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(4, 4, 0, 0));
        }
    }

    @Test
    void rowsOfOneIdentityCauseAWarning() throws Exception {
        options.batchRows(1);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(
                    upsert(1, 9, "a@b.c", "first"),
                    upsert(1, 3, "a@b.c", "second"),
                    upsert(1, 5, "other@b.c", "x"),
                    upsert(1, 4, "a@b.c", "third"),
                    faulty(1, 6, "no identifier"));
            outbox.release(1);
            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::run, DeliveryNotice::code, DeliveryNotice::detail)
                    .containsExactly(
                            tuple(
                                    1L,
                                    "sharedIdentifier",
                                    "rows with the identifier of another row, which overwrites"
                                            + " them: 2, such as a@b.c (id=9 before id=3), a@b.c"
                                            + " (id=3 before id=4)"));

            outbox.receive(upsert(2, 9, "a@b.c", "x"), withdraw(2, 3, "a@b.c"));
            outbox.release(2);
            assertThat(outbox.notices(NoticeKind.WARNING)).hasSize(1);
        }
    }

    @Test
    void aNewerOperationOfARouteInFlightWaitsForTheResponseAndIsSentThen() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "old"));
            iterable.hold();
            outbox.release(1);
            outbox.receive(upsert(2, 7, "a@b.c", "new"));
            outbox.release(2);
            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "old"));

            iterable.releaseAnswers();
            outbox.runMails();

            assertThat(iterable.sentRows())
                    .containsExactly(json("a@b.c", "old"), json("a@b.c", "new"));
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(1, 1, 0, 0), new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.watermarks()).containsExactly(1L, 2L);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void batchesAreCutByRowsAndByBytes() throws Exception {
        options.batchRows(4);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 10);
            outbox.release(1);
            assertThat(iterable.sent()).extracting(List::size).containsExactly(4, 4, 2);
        }
        FakeIterable small = new FakeIterable();
        options.batchRows(1_000);
        options.batchBytes(1_100);
        try (OutboxHarness outbox = OutboxHarness.start(small, options)) {
            receiveMany(outbox, 100);
            outbox.release(1);
            assertThat(small.requests())
                    .hasSizeBetween(4, 8)
                    .allSatisfy(request -> assertThat(request.encode()).hasSizeLessThan(1_101));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(100, 100, 0, 0));
        }
    }

    @Test
    void noMoreRequestsAreInFlightThanAllowed() throws Exception {
        options.batchRows(1);
        options.requestsInFlight(3);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 10);
            iterable.hold();
            outbox.release(1);
            assertThat(iterable.heldCount()).isEqualTo(3);

            iterable.releaseAnswers();
            outbox.runMails();
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(10, 10, 0, 0));
        }
    }

    @Test
    void aRunLargerThanAMailIsScannedInParts() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 3_000);
            outbox.release(1);

            assertThat(iterable.sent()).extracting(List::size).containsExactly(1_000, 1_000, 1_000);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3_000, 3_000, 0, 0));
        }
    }

    @Test
    void requestsKeepTheRate() throws Exception {
        options.requestsPerSecond(2.0);
        options.batchRows(1);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 5);
            outbox.release(1);
            assertThat(iterable.requests()).hasSize(1);
            outbox.pass(400);
            assertThat(iterable.requests()).hasSize(1);
            outbox.pass(100);
            assertThat(iterable.requests()).hasSize(2);
            outbox.pass(500);
            assertThat(iterable.requests()).hasSize(3);
        }
    }

    @Test
    void anOperationInMemoryIsSentWhateverALaterRunContains() throws Exception {
        options.requestsPerSecond(1.0);
        options.batchRows(1);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 2);
            outbox.release(1);
            outbox.receive(withdraw(2, 0, "user0@b.c"), withdraw(2, 1, "user1@b.c"));
            outbox.pass(MINUTE);

            assertThat(iterable.requests()).hasSize(2);
            assertThat(outbox.watermarks()).containsExactly(1L);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aThrottledBatchIsSentAgainAfterTheReset() throws Exception {
        iterable.next(
                FakeIterable.status(
                        429, "{\"code\":\"RateLimitExceeded\",\"params\":{\"rateLimitReset\":3}}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.release(1);
            outbox.pass(2_900);
            assertThat(iterable.requests()).hasSize(1);

            outbox.pass(100);

            assertThat(iterable.requests()).hasSize(2);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aFailedRequestIsSentAgainAfterABackOff() throws Exception {
        iterable.next(FakeIterable.status(503, "<html>"));
        iterable.next(new CallResult.NoResponse("reset"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.release(1);
            assertThat(iterable.requests()).hasSize(1);
            outbox.pass(500);
            assertThat(iterable.requests()).hasSize(2);
            outbox.pass(1_000);

            assertThat(iterable.requests()).hasSize(3);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void anOperationOfALaterRunWaitsForARequestThatIsRepeated() throws Exception {
        iterable.next(FakeIterable.status(503, ""));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "old"), upsert(1, 8, "d@e.f", "x"));
            outbox.release(1);
            outbox.receive(upsert(2, 7, "a@b.c", "new"));
            outbox.pass(MINUTE);

            assertThat(iterable.sent().get(1))
                    .containsExactlyInAnyOrder(json("a@b.c", "old"), json("d@e.f", "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 2, 0, 0));

            outbox.release(2);
            assertThat(iterable.sent().get(2)).containsExactly(json("a@b.c", "new"));
        }
    }

    @Test
    void deliveryOfARunStopsIfIterableStaysUnavailableAndTheNextRunTriesAgain() throws Exception {
        options.giveUpAfter(3);
        iterable.always(request -> FakeIterable.status(503, "away"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.release(1);
            IntStream.range(0, 20).forEach(minute -> passAMinute(outbox));

            assertThat(iterable.requests()).hasSize(3);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));
            assertThat(outbox.notices(NoticeKind.SETTLED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("HTTP 503");
            assertThat(outbox.watermarks()).containsExactly(1L);

            iterable.acceptAll();
            outbox.receive(upsert(2, 8, "d@e.f", "y"));
            outbox.release(2);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(2, 2, 0, 0));
        }
    }

    @Test
    void aWrongKeyStopsDeliveryAtOnce() throws Exception {
        options.batchRows(1);
        options.requestsInFlight(2);
        iterable.always(request -> FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 10);
            outbox.release(1);
            outbox.pass(MINUTE);

            assertThat(iterable.requests()).hasSizeLessThanOrEqualTo(2);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(10, 0, 0, 10));
            assertThat(outbox.notices(NoticeKind.SETTLED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("BadApiKey");
        }
    }

    @Test
    void aRequestInFlightAtAStopStillCounts() throws Exception {
        options.batchRows(1);
        options.requestsInFlight(2);
        iterable.next(FakeIterable.status(403, "{\"code\":\"Forbidden\"}"));
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 10);
            outbox.release(1);
            iterable.releaseAnswers();
            outbox.runMails();

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(10, 1, 0, 9));
        }
    }

    @Test
    void aRefusedRowStaysPendingAndIsTriedOnceInEachRun() throws Exception {
        iterable.refuse("bad@b.c");
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "bad@b.c", "x"), upsert(1, 8, "d@e.f", "y"));
            outbox.release(1);
            outbox.pass(MINUTE);
            outbox.release(2);

            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(2, 1, 1, 0), new DeliveryTally(1, 0, 1, 0));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::key, DeliveryNotice::code, DeliveryNotice::attempts)
                    .containsExactly(
                            tuple("id=7", "invalidDataEmails", 1),
                            tuple("id=7", "invalidDataEmails", 2));

            iterable.acceptAll();
            outbox.pass(10 * MINUTE);
            outbox.release(3);
            assertThat(outbox.settled().get(2)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aRefusedRowThatChangesCountsOnceInTheNextRun() throws Exception {
        iterable.refuse("bad@b.c");
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "bad@b.c", "x"));
            outbox.release(1);
            iterable.acceptAll();
            outbox.receive(upsert(2, 7, "bad@b.c", "better"));
            outbox.release(2);

            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aRowThatCantBeSentIsReportedEachRunAndNeverSent() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(faulty(1, 7, "no email"), upsert(1, 8, "d@e.f", "y"));
            outbox.release(1);
            outbox.release(2);

            assertThat(iterable.sentRows()).containsExactly(json("d@e.f", "y"));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::detail)
                    .containsExactly("no email", "no email");
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(2, 1, 1, 0), new DeliveryTally(1, 0, 1, 0));
        }
    }

    @Test
    void aRefusedBatchIsHalvedUntilTheRowsAtFaultAreAlone() throws Exception {
        iterable.always(
                request ->
                        request.rows().stream()
                                        .anyMatch(user -> user.identifier().startsWith("bad"))
                                ? FakeIterable.status(
                                        400, "{\"code\":\"RequestFieldsTypesMismatched\"}")
                                : accepted(request));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 30);
            outbox.receive(upsert(1, 100, "bad1@b.c", "x"), upsert(1, 101, "bad2@b.c", "x"));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(32, 30, 2, 0));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::identifier)
                    .containsExactlyInAnyOrder("bad1@b.c", "bad2@b.c");
            assertThat(iterable.requests()).hasSizeLessThan(24);
        }
    }

    @Test
    void aColumnOfTheWrongTypeStopsDeliveryWithinFewRequests() throws Exception {
        options.requestsInFlight(4);
        iterable.always(
                request -> FakeIterable.status(400, "{\"code\":\"RequestFieldsTypesMismatched\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 2_000);
            outbox.release(1);

            assertThat(outbox.settled())
                    .singleElement()
                    .satisfies(
                            tally -> {
                                assertThat(tally.accepted()).isZero();
                                assertThat(tally.rejected() + tally.pending()).isEqualTo(2_000);
                                assertThat(tally.rejected())
                                        .as("a tenth, and what was under way")
                                        .isBetween(200L, 203L);
                            });
            assertThat(outbox.notices(NoticeKind.SETTLED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("RequestFieldsTypesMismatched");
            assertThat(iterable.requests().size()).as("of about 4,000").isLessThan(450);
        }
    }

    @Test
    void droppedFieldsCauseOneWarningARun() throws Exception {
        options.batchRows(2);
        iterable.always(
                request ->
                        FakeIterable.ok(
                                "{\"successCount\":2,\"failCount\":0,\"filteredOutFields\":[\"x\"]}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 4);
            outbox.release(1);

            assertThat(outbox.notices(NoticeKind.WARNING))
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.detail()).contains("4 rows", ": x"));
        }
    }

    @Test
    void progressIsReportedOnceASecond() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            iterable.hold();
            outbox.release(1);
            outbox.pass(1_000);
            outbox.pass(1_000);

            assertThat(outbox.notices(NoticeKind.PROGRESS))
                    .extracting(DeliveryNotice::tally)
                    .containsExactly(new DeliveryTally(1, 0, 0, 0), new DeliveryTally(1, 0, 0, 0));
        }
    }

    @Test
    void pendingOperationsAreSentAtOnceAfterARestore() throws Exception {
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.boundary(1);
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));

            outbox.release(1);
            assertThat(outbox.watermarks()).containsExactly(1L);
            assertThat(outbox.settled()).hasSize(1);
        }
    }

    @Test
    void anOperationOfAnIncompleteRunIsNotSentAfterARestore() throws Exception {
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.release(1);
            outbox.receive(upsert(2, 7, "a@b.c", "x"));
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            assertThat(iterable.sent()).isEmpty();
            outbox.release(2);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aSnapshotInTheMiddleOfADeliveryKeepsTheCountsRight() throws Exception {
        options.batchRows(1);
        options.requestsPerSecond(1.0);
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 10);
            outbox.release(1);
            outbox.pass(1_000);
            outbox.pass(1_000);
            assertThat(iterable.requests()).hasSize(3);
            state = outbox.snapshot();
        }
        options.requestsPerSecond(0);
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(10, 10, 0, 0));
            assertThat(iterable.requests()).hasSize(10);
        }
    }

    @Test
    void countsAddUpWhenTheOutboxIsRescaledInTheMiddleOfARun() throws Exception {
        options.batchRows(1);
        options.requestsPerSecond(1.0);
        iterable.refuse("user1@b.c", "user2@b.c", "user30@b.c");
        OperatorSubtaskState whole;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveMany(outbox, 40);
            outbox.release(1);
            IntStream.range(0, 15).forEach(second -> pass(outbox, 1_000));
            whole = outbox.snapshot();
        }
        options.requestsPerSecond(0);
        List<OperatorSubtaskState> three = new ArrayList<>();
        List<DeliveryTally> tallies = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (OutboxHarness outbox =
                    OutboxHarness.rescale(iterable, options, List.of(whole), 3, subtask)) {
                tallies.addAll(outbox.settled());
                assertThat(outbox.watermarks()).containsExactly(1L);
                three.add(outbox.snapshot());
            }
        }
        assertThat(tallies)
                .hasSize(3)
                .allSatisfy(
                        tally -> {
                            assertThat(tally.operations())
                                    .isEqualTo(tally.accepted() + tally.rejected());
                            assertThat(tally.accepted()).isPositive();
                        });
        assertThat(tallies.stream().mapToLong(DeliveryTally::operations).sum()).isEqualTo(40);
        assertThat(tallies.stream().mapToLong(DeliveryTally::rejected).sum()).isEqualTo(3);

        iterable.acceptAll();
        try (OutboxHarness outbox = OutboxHarness.rescale(iterable, options, three, 1, 0)) {
            assertThat(outbox.settled()).isEmpty();
            outbox.release(2);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 3, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aRunSettledByOneSubtaskOnlyIsSettledAgainByAllAfterARestore() throws Exception {
        OperatorSubtaskState ahead;
        OperatorSubtaskState behind;
        FakeIterable slow = new FakeIterable();
        slow.hold();
        List<String> emails = emailsBySubtask();
        try (OutboxHarness one = OutboxHarness.start(iterable, options, none(), 2, 0);
                OutboxHarness other = OutboxHarness.start(slow, options, none(), 2, 1)) {
            one.receive(upsert(1, 1, emails.get(0), "x"));
            other.receive(upsert(1, 2, emails.get(1), "x"));
            one.release(1);
            other.release(1);
            assertThat(one.watermarks()).containsExactly(1L);
            assertThat(other.watermarks()).isEmpty();
            ahead = one.snapshot();
            behind = other.snapshot();
        }
        FakeIterable again = new FakeIterable();
        try (OutboxHarness outbox =
                OutboxHarness.rescale(again, options, List.of(ahead, behind), 1, 0)) {
            assertThat(again.sentRows()).containsExactly(json(emails.get(1), "x"));
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 2, 0, 0));
            assertThat(outbox.notices(NoticeKind.PROGRESS))
                    .extracting(DeliveryNotice::subtask, DeliveryNotice::tally)
                    .containsExactly(tuple(1, new DeliveryTally(0, 0, 0, 0)));
        }
    }

    @Test
    void theBoundaryOfASettledRunIsRepeatedAfterARestore() throws Exception {
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            assertThat(outbox.watermarks()).isEmpty();
            outbox.release(1);
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            assertThat(outbox.watermarks()).containsExactly(1L);
            assertThat(outbox.settled()).isEmpty();
        }
    }

    @Test
    void aRepeatedBoundaryChangesNothing() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(2, 7, "a@b.c", "x"));
            outbox.release(2);
            outbox.release(1);
            outbox.release(2);

            assertThat(outbox.watermarks()).containsExactly(2L);
            assertThat(outbox.settled()).hasSize(1);
        }
    }

    @Test
    void theEndOfInputIsNotARun() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.release(Long.MAX_VALUE);

            assertThat(iterable.sent()).isEmpty();
            assertThat(outbox.watermarks()).isEmpty();
        }
    }

    @Test
    void waitingRunsAreSettledInOrder() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.boundary(1);
            outbox.receive(upsert(2, 8, "d@e.f", "y"));
            outbox.boundary(2);
            outbox.release(3);

            assertThat(outbox.watermarks()).containsExactly(1L, 2L, 3L);
            assertThat(outbox.settled())
                    .containsExactly(
                            new DeliveryTally(1, 1, 0, 0),
                            new DeliveryTally(1, 1, 0, 0),
                            new DeliveryTally(0, 0, 0, 0));
        }
    }

    @Test
    void anExceptionOfOursFailsTheJob() throws Exception {
        iterable.always(
                request -> {
                    throw new IllegalStateException("ours");
                });
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            assertThatThrownBy(() -> outbox.release(1)).hasMessageContaining("ours");
        }
    }

    @Test
    void aResponseAfterCloseIsIgnoredAndTheClientIsClosed() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            iterable.hold();
            outbox.release(1);
        }
        iterable.releaseAnswers();
        assertThat(iterable.isClosed()).isTrue();
    }

    private static void receiveMany(OutboxHarness outbox, int rows) throws Exception {
        for (int row = 0; row < rows; row++) {
            outbox.receive(upsert(1, row, "user" + row + "@b.c", "x"));
        }
    }

    private static Optional<OperatorSubtaskState> none() {
        return Optional.empty();
    }

    /** Returns an email whose route belongs to subtask 0 of 2, and one of subtask 1. */
    private static List<String> emailsBySubtask() {
        return IntStream.range(0, 2)
                .mapToObj(
                        subtask ->
                                IntStream.range(0, 100)
                                        .mapToObj(i -> "user" + i + "@b.c")
                                        .filter(
                                                email ->
                                                        KeyGroupRangeAssignment
                                                                        .assignKeyToParallelOperator(
                                                                                OutboxHarness.route(
                                                                                        email),
                                                                                16,
                                                                                2)
                                                                == subtask)
                                        .findFirst()
                                        .orElseThrow())
                .toList();
    }

    private static CallResult accepted(Request request) {
        return FakeIterable.ok("{\"successCount\":" + request.rows().size() + ",\"failCount\":0}");
    }

    private static void passAMinute(OutboxHarness outbox) {
        pass(outbox, MINUTE);
    }

    private static void pass(OutboxHarness outbox, long millis) {
        try {
            outbox.pass(millis);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
