/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.CallResult;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class AtMostOnceTest {

    private static final String BODY = "{\"campaignId\":1,\"recipientEmail\":\"a@b.c\"}";
    private static final String OTHER_BODY = "{\"campaignId\":1,\"recipientEmail\":\"d@b.c\"}";
    private static final String MENDED_BODY = "{\"campaignId\":1,\"recipientEmail\":\"e@b.c\"}";

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    @Test
    void aMessageIsSentOnlyWhenACompletedCheckpointHoldsItsMark() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.SEND_EMAIL, 1, 7, "a@b.c", "", BODY));
            outbox.release(1);
            assertThat(iterable.requests()).isEmpty();
            assertThat(outbox.watermarks()).isEmpty();

            checkpoint(outbox);

            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void anUnsendableRowIsSentWhenItIsCorrected() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, "", "the column 'amount' can't be read", false));
            outbox.release(1);
            checkpoint(outbox);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 1, 0));

            outbox.receive(email(2, BODY, "", true));
            outbox.release(2);
            checkpoint(outbox);

            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aChangeOfASentRowRequiresNoCall() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, BODY, "", false));
            outbox.release(1);
            checkpoint(outbox);

            outbox.receive(email(2, BODY, "", true));
            outbox.receive(email(2, "", "the column 'amount' can't be read", true));
            outbox.release(2);
            checkpoint(outbox);

            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(0, 0, 0, 0));
        }
    }

    @Test
    void aChangeDoesNotReplaceAMessageThatIsBeingSent() throws Exception {
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, BODY, "", false));
            outbox.release(1);
            checkpoint(outbox);
            assertThat(iterable.heldCount()).isEqualTo(1);

            outbox.receive(email(2, BODY, "", true));
            iterable.releaseAnswers();
            outbox.pass(100);
            outbox.release(2);
            checkpoint(outbox);

            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.settled()).contains(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void theNewestChangeIsSentIfTheMessageBeforeItIsRefused() throws Exception {
        iterable.hold();
        iterable.next(FakeIterable.status(400, "{\"code\":\"InvalidEmailAddressError\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, BODY, "", false));
            outbox.release(1);
            checkpoint(outbox);
            outbox.receive(email(2, OTHER_BODY, "", true), email(2, MENDED_BODY, "", true));

            iterable.releaseAnswers();
            outbox.pass(100);
            outbox.release(2);
            checkpoint(outbox);

            assertThat(iterable.sentRows()).containsExactly(BODY, MENDED_BODY);
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(1, 0, 1, 0), new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aChangeDuringTheCallSurvivesARestartIfTheMessageIsRefused() throws Exception {
        OperatorSubtaskState state;
        iterable.hold();
        iterable.next(FakeIterable.status(400, "{\"code\":\"InvalidEmailAddressError\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, BODY, "", false));
            outbox.release(1);
            checkpoint(outbox);
            outbox.receive(email(2, MENDED_BODY, "", true));
            iterable.releaseAnswers();
            outbox.pass(100);
            state = outbox.snapshot();
        }
        FakeIterable after = new FakeIterable();
        try (OutboxHarness outbox = OutboxHarness.restore(after, options, state)) {
            outbox.release(2);
            checkpoint(outbox);

            assertThat(after.sentRows()).containsExactly(MENDED_BODY);
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    /** The message may have been sent, so neither it nor its change may be sent. */
    @Test
    void afterACrashAChangeOfAMarkedRowRequiresNoCall() throws Exception {
        OperatorSubtaskState state;
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, BODY, "", false));
            outbox.release(1);
            checkpoint(outbox);
            outbox.receive(email(2, MENDED_BODY, "", true));
            outbox.boundary(2);
            state = outbox.snapshot();
        }
        FakeIterable after = new FakeIterable();
        try (OutboxHarness outbox = OutboxHarness.restore(after, options, state)) {
            checkpoint(outbox);
            checkpoint(outbox);

            assertThat(after.requests()).isEmpty();
            assertThat(outbox.pendingOperations()).isZero();
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("unknownOutcome");
        }
    }

    @Test
    void aStopRemovesAllSendMarks() throws Exception {
        iterable.always(request -> FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < 20; row++) {
                outbox.receive(ask(OperationKind.SEND_EMAIL, 1, row, "u" + row + "@b.c", "", BODY));
            }
            outbox.release(1);
            checkpoint(outbox);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(20, 0, 0, 20));
            state = outbox.snapshot();
        }
        FakeIterable withTheRightKey = new FakeIterable();
        try (OutboxHarness outbox = OutboxHarness.restore(withTheRightKey, options, state)) {
            outbox.release(2);
            checkpoint(outbox);

            assertThat(withTheRightKey.requests()).hasSize(20);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(20, 20, 0, 0));
        }
    }

    @Test
    void theNewestChangeIsSentAfterAStop() throws Exception {
        iterable.next(FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, BODY, "", false));
            outbox.release(1);
            checkpoint(outbox);

            outbox.receive(email(2, MENDED_BODY, "", true));
            outbox.release(2);
            checkpoint(outbox);

            assertThat(iterable.sentRows()).containsExactly(BODY, MENDED_BODY);
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(1, 0, 0, 1), new DeliveryTally(1, 1, 0, 0));
        }
    }

    /** The key of the row is duplicated in the second run, and unique again in the third. */
    @Test
    void aDuplicatedRowStaysPendingUntilItsKeyIsUniqueAgain() throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(email(1, "", "the column 'amount' can't be read", false));
            outbox.release(1);
            outbox.receive(
                    email(2, OTHER_BODY, "", true),
                    email(2, "", "more than one row of a run has this key", true));
            outbox.release(2);
            checkpoint(outbox);
            assertThat(iterable.requests()).isEmpty();

            outbox.receive(email(3, MENDED_BODY, "", true));
            outbox.release(3);
            checkpoint(outbox);

            assertThat(iterable.sentRows()).containsExactly(MENDED_BODY);
            assertThat(outbox.settled().get(2)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    private static Operation email(int run, String body, String fault, boolean amends) {
        Operation sound = ask(OperationKind.SEND_EMAIL, run, 7, "a@b.c", "", body);
        Operation asked =
                new Operation(
                        sound.kind(),
                        run,
                        sound.keyHigh(),
                        sound.keyLow(),
                        sound.route(),
                        sound.key(),
                        sound.identifier(),
                        sound.target(),
                        sound.body(),
                        fault,
                        false,
                        false);
        return amends ? asked.amending() : asked;
    }

    @Test
    void afterACrashAMessageThatMayHaveBeenSentIsReportedAndNotRepeated() throws Exception {
        OperatorSubtaskState marked;
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.SEND_EMAIL, 1, 7, "a@b.c", "", BODY));
            outbox.release(1);
            marked = outbox.snapshot();
            outbox.completeCheckpoint();
            assertThat(iterable.heldCount()).isEqualTo(1);
        }
        FakeIterable after = new FakeIterable();
        try (OutboxHarness outbox = OutboxHarness.restore(after, options, marked)) {
            checkpoint(outbox);
            checkpoint(outbox);

            assertThat(after.requests()).isEmpty();
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 1, 0));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("unknownOutcome");
            outbox.release(2);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(0, 0, 0, 0));
        }
    }

    @Test
    void aCrashBeforeTheMarkIsDurableLosesAndDoublesNothing() throws Exception {
        OperatorSubtaskState unmarked;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.SEND_PUSH, 1, 7, "a@b.c", "", BODY));
            outbox.boundary(1);
            unmarked = outbox.snapshot();
            outbox.completeCheckpoint();
            assertThat(iterable.requests()).isEmpty();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, unmarked)) {
            checkpoint(outbox);
            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aMessageWithoutAnAnswerIsNotRepeated() throws Exception {
        iterable.next(new CallResult.NoResponse("timeout"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.TRIGGER_JOURNEY, 1, 7, "a@b.c", "", BODY));
            outbox.release(1);
            checkpoint(outbox);
            outbox.pass(600_000);

            assertThat(iterable.requests()).hasSize(1);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 1, 0));
        }
    }

    @Test
    void aMessageThatWasCertainlyNotAcceptedIsSentAgain() throws Exception {
        iterable.next(new CallResult.NoResponse("refused", false));
        iterable.next(FakeIterable.status(429, "{\"code\":\"RateLimitExceeded\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.SEND_SMS, 1, 7, "a@b.c", "", BODY));
            outbox.release(1);
            checkpoint(outbox);
            IntStream.range(0, 5).forEach(minute -> pass(outbox));

            assertThat(iterable.requests()).hasSize(3);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void noMoreMessagesAreMarkedThanAllowed() throws Exception {
        options.mostSendMarks(3);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < 10; row++) {
                outbox.receive(ask(OperationKind.SEND_EMAIL, 1, row, "u" + row + "@b.c", "", BODY));
            }
            outbox.release(1);
            checkpoint(outbox);
            assertThat(iterable.requests()).hasSize(3);
            for (int more = 0; more < 4; more++) {
                checkpoint(outbox);
            }
            assertThat(iterable.requests()).hasSize(10);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(10, 10, 0, 0));
        }
    }

    @Test
    void aCrashLeavesNoMoreUnknownOutcomesThanTheRateAllowsUntilTheNextCheckpoint()
            throws Exception {
        options.requestsPerSecond(2);
        OperatorSubtaskState marked;
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveEmails(outbox, 100);
            outbox.release(1);
            marked = outbox.snapshot();
            outbox.completeCheckpoint();
            outbox.pass(1_000);
        }
        try (OutboxHarness outbox = OutboxHarness.restore(new FakeIterable(), options, marked)) {
            checkpoint(outbox);

            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .hasSizeBetween(1, 6)
                    .extracting(DeliveryNotice::code)
                    .containsOnly("unknownOutcome");
        }
    }

    @Test
    void messagesAreSentAtTheRateHoweverSeldomACheckpointIs() throws Exception {
        options.requestsPerSecond(2);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receiveEmails(outbox, 300);
            outbox.release(1);
            for (int interval = 0; interval < 3; interval++) {
                passTenSeconds(outbox);
            }
            int before = iterable.requests().size();
            for (int interval = 0; interval < 5; interval++) {
                passTenSeconds(outbox);
            }

            assertThat(iterable.requests().size() - before).isBetween(95, 100);
        }
    }

    private static void receiveEmails(OutboxHarness outbox, int rows) throws Exception {
        for (int row = 0; row < rows; row++) {
            outbox.receive(ask(OperationKind.SEND_EMAIL, 1, row, "u" + row + "@b.c", "", BODY));
        }
    }

    private static void passTenSeconds(OutboxHarness outbox) throws Exception {
        for (int step = 0; step < 100; step++) {
            outbox.pass(100);
        }
        checkpoint(outbox);
    }

    private static void checkpoint(OutboxHarness outbox) throws Exception {
        outbox.snapshot();
        outbox.completeCheckpoint();
    }

    private static void pass(OutboxHarness outbox) {
        try {
            outbox.pass(60_000);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
