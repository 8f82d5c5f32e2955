/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static io.millrace.outbox.OutboxHarness.upsert;
import static io.millrace.outbox.OutboxHarness.withdraw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.iterable.SentRow;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusedRowsTest {

    private static final long DAY = 86_400_000;
    private static final String EVENT = "{\"email\":\"a@b.c\",\"eventName\":\"e\",\"id\":\"1\"}";

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    @Test
    void aRowRefusedTwiceRestsAndCountsAsPending() throws Exception {
        iterable.refuse("bad@b.c");
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "bad@b.c", "x"));
            outbox.release(1);
            outbox.release(2);
            outbox.release(3);
            assertThat(iterable.requests()).hasSize(2);
            assertThat(outbox.settled().get(2)).isEqualTo(new DeliveryTally(1, 0, 0, 1));

            outbox.pass(600_000);
            outbox.release(4);
            assertThat(outbox.settled().get(3)).isEqualTo(new DeliveryTally(1, 0, 1, 0));
        }
    }

    @Test
    void aRestingRowIsTriedAtOnceIfItChangesAndDroppedIfItLeaves() throws Exception {
        iterable.refuse("bad@b.c", "worse@b.c");
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "bad@b.c", "x"), upsert(1, 8, "worse@b.c", "x"));
            outbox.release(1);
            outbox.release(2);
            outbox.release(3);
            iterable.acceptAll();
            outbox.receive(upsert(4, 7, "bad@b.c", "y"), withdraw(4, 8, "worse@b.c"));
            outbox.release(4);

            assertThat(outbox.settled().get(3)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void aRowRefusedTooOftenIsQuarantinedUntilItIsReleased() throws Exception {
        OutboxSettings.Retries usual = OutboxSettings.DEFAULTS.retries();
        options.retries(new OutboxSettings.Retries(usual.visibilityDelay(), usual.rest(), 3));
        iterable.refuse("bad@b.c");
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "bad@b.c", "x"));
            for (int run = 1; run <= 5; run++) {
                outbox.release(run);
                outbox.pass(2 * DAY);
            }
            assertThat(iterable.requests()).hasSize(3);
            assertThat(outbox.notices(NoticeKind.ROW_QUARANTINED))
                    .extracting(DeliveryNotice::run)
                    .containsExactly(3L, 4L, 5L);
            assertThat(outbox.settled().get(4)).isEqualTo(new DeliveryTally(1, 0, 0, 1));
            state = outbox.snapshot();
        }
        iterable.acceptAll();
        AtomicLong releasedAt = new AtomicLong();
        try (OutboxHarness outbox =
                OutboxHarness.restore(iterable, options, releasedAt::get, state)) {
            outbox.release(6);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));

            releasedAt.set(1_000_000 + 30 * DAY);
            outbox.release(7);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aForgottenUserStaysPendingUntilItIsUnforgotten() throws Exception {
        iterable.next(
                FakeIterable.ok(
                        "{\"successCount\":0,\"failCount\":1,\"failedUpdates\":"
                                + "{\"forgottenEmails\":[\"a@b.c\"]}}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.release(1);
            outbox.release(2);

            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(1, 0, 1, 0), new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void anEventOfAUserWhoIsNotVisibleYetIsTriedOnceMoreInTheSameRun() throws Exception {
        String unknown =
                "{\"successCount\":0,\"failCount\":1,\"failedUpdates\":"
                        + "{\"notFoundEmails\":[\"a@b.c\"]}}";
        iterable.next(FakeIterable.ok(unknown));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.TRACK_EVENT, 1, 7, "a@b.c", "", EVENT));
            outbox.release(1);
            assertThat(outbox.watermarks()).isEmpty();
            outbox.pass(74_000);
            assertThat(outbox.notices(NoticeKind.WAITING))
                    .extracting(DeliveryNotice::attempts, DeliveryNotice::detail)
                    .startsWith(tuple(1, Instant.ofEpochMilli(1_075_000).toString()));
            outbox.pass(1_000);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));

            iterable.next(FakeIterable.ok(unknown));
            iterable.next(FakeIterable.ok(unknown));
            outbox.receive(ask(OperationKind.TRACK_EVENT, 2, 8, "a@b.c", "", EVENT));
            outbox.release(2);
            outbox.pass(75_000);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 0, 1, 0));
        }
    }

    @Test
    void eventsWithADisallowedNameAreCountedAndStayPending() throws Exception {
        iterable.always(
                request ->
                        FakeIterable.ok(
                                "{\"successCount\":1,\"failCount\":2,"
                                        + "\"disallowedEventNames\":[\"Seen\",\"Left\"]}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(event(7, "Seen"), event(8, "Left"), event(9, "Bought"));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 1, 2, 0));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED)).hasSize(2);
            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::code, DeliveryNotice::detail)
                    .containsExactly(
                            tuple(
                                    "disallowedEventNames",
                                    "2 events were refused: the project refuses events named"
                                            + " Left, the project refuses events named Seen"));
            assertThat(outbox.pendingOperations()).isEqualTo(2);
        }
    }

    private static Operation event(long row, String name) {
        String email = "user" + row + "@b.c";
        String body = "{\"email\":\"" + email + "\",\"eventName\":\"" + name + "\"}";
        return ask(OperationKind.TRACK_EVENT, 1, row, email, "", body);
    }

    @Test
    void anUnknownMemberOfAListOfKnownUsersIsTriedOnceMoreAndSkipped() throws Exception {
        String unknown =
                "{\"successCount\":0,\"failCount\":1,\"failedUpdates\":"
                        + "{\"notFoundEmails\":[\"a@b.c\"]}}";
        String id = "{\"email\":\"a@b.c\"}";
        iterable.next(FakeIterable.ok(unknown));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.ADD_KNOWN_TO_LIST, 1, 7, "a@b.c", "12", id));
            outbox.release(1);
            assertThat(outbox.settled()).isEmpty();
            outbox.pass(75_000);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.notices(NoticeKind.WARNING)).isEmpty();

            iterable.always(request -> FakeIterable.ok(unknown));
            outbox.receive(ask(OperationKind.ADD_KNOWN_TO_LIST, 2, 7, "a@b.c", "12", id));
            outbox.release(2);
            outbox.pass(75_000);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("unknownUser");
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @Test
    void removingAForgottenUserFromAListSucceeds() throws Exception {
        iterable.next(
                FakeIterable.ok(
                        "{\"successCount\":0,\"failCount\":1,\"failedUpdates\":"
                                + "{\"forgottenEmails\":[\"a@b.c\"]}}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            String id = "{\"email\":\"a@b.c\"}";
            outbox.receive(ask(OperationKind.REMOVE_FROM_LIST, 1, 7, "a@b.c", "12", id));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingOperations()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DELETE_USER", "FORGET_USER", "UNFORGET_USER"})
    void deletingAForgottenUserSucceeds(OperationKind kind) throws Exception {
        iterable.next(
                FakeIterable.status(409, "{\"code\":\"ForgottenUserError\",\"msg\":\"gone\"}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(kind, 1, 7, "a@b.c", "", "{\"email\":\"a@b.c\"}"));
            outbox.release(1);

            boolean done = kind != OperationKind.UNFORGET_USER;
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(1, done ? 1 : 0, done ? 0 : 1, 0));
        }
    }

    @Test
    void removingAnUnknownUserFromAListSucceeds() throws Exception {
        iterable.next(
                FakeIterable.ok(
                        "{\"successCount\":0,\"failCount\":1,\"failedUpdates\":"
                                + "{\"notFoundEmails\":[\"a@b.c\"]}}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            String id = "{\"email\":\"a@b.c\"}";
            outbox.receive(ask(OperationKind.REMOVE_FROM_LIST, 1, 7, "a@b.c", "12", id));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void knownUsersAreUpdatedAtOnceAndUsersUnknownTwiceAreSkipped() throws Exception {
        iterable.always(request -> answer(request, "known1@b.c", "known2@b.c"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(update(1, "known1@b.c"), update(1, "new@b.c"), update(1, "known2@b.c"));
            outbox.release(1);
            assertThat(updated()).containsExactlyInAnyOrder("known1@b.c", "known2@b.c");
            assertThat(outbox.settled()).as("one is looked for again").isEmpty();

            outbox.pass(75_000);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 3, 0, 0));
            assertThat(lookUps()).hasSize(4);
            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::code, DeliveryNotice::detail)
                    .containsExactly(
                            tuple(
                                    "unknownUser",
                                    "1 users are unknown to Iterable and were not created"));
            assertThat(outbox.pendingOperations()).isZero();

            outbox.release(2);
            assertThat(lookUps()).as("until its row changes").hasSize(4);
        }
    }

    @Test
    void aUserWhoBecomesVisibleIsUpdated() throws Exception {
        iterable.always(this::answer);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(update(1, "new@b.c"));
            outbox.release(1);
            outbox.pass(74_000);
            iterable.always(request -> answer(request, "new@b.c"));
            assertThat(updated()).isEmpty();

            outbox.pass(1_000);
            assertThat(updated()).containsExactly("new@b.c");
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.notices(NoticeKind.WARNING)).isEmpty();
        }
    }

    @Test
    void aUserIsLookedUpAgainAfterTheDelayAlsoIfTheJobRestarts() throws Exception {
        iterable.always(this::answer);
        OperatorSubtaskState state;
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(update(1, "new@b.c"));
            outbox.release(1);
            state = outbox.snapshot();
        }
        try (OutboxHarness outbox = OutboxHarness.restore(iterable, options, state)) {
            assertThat(outbox.settled()).as("hardly any time has passed").isEmpty();
            iterable.always(request -> answer(request, "new@b.c"));
            outbox.pass(75_000);
            assertThat(updated()).containsExactly("new@b.c");
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void anUpdateThatIterableRefusesForAnUnknownUserIsTriedOnceMore() throws Exception {
        options.unknownUsersRefused(true);
        String unknown =
                "{\"successCount\":0,\"failCount\":1,\"failedUpdates\":"
                        + "{\"invalidUserIds\":[\"u1\"]}}";
        iterable.next(FakeIterable.ok(unknown));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(ask(OperationKind.UPDATE_USER, 1, 7, "u1", "", "{\"userId\":\"u1\"}"));
            outbox.release(1);
            assertThat(outbox.settled()).isEmpty();

            outbox.pass(75_000);
            assertThat(lookUps()).isEmpty();
            assertThat(updated()).containsExactly("u1", "u1");
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.notices(NoticeKind.WARNING)).isEmpty();
        }
    }

    private static Operation update(long run, String email) {
        String body = "{\"email\":\"" + email + "\"}";
        return ask(OperationKind.UPDATE_USER, run, email.hashCode(), email, "", body);
    }

    private CallResult answer(Request request, String... known) {
        if (request.endpoint() != Endpoint.USERS_GET) {
            return FakeIterable.ok("{\"successCount\":1,\"failCount\":0}");
        }
        boolean knows = List.of(known).contains(request.rows().get(0).identifier());
        return FakeIterable.ok(knows ? "{\"user\":{\"email\":\"a@b.c\"}}" : "{}");
    }

    private List<String> lookUps() {
        return called(Endpoint.USERS_GET);
    }

    private List<String> updated() {
        return called(Endpoint.USERS_BULK_UPDATE);
    }

    private List<String> called(Endpoint endpoint) {
        return iterable.requests().stream()
                .filter(request -> request.endpoint() == endpoint)
                .flatMap(request -> request.rows().stream())
                .map(SentRow::identifier)
                .toList();
    }

    @Test
    void aUsedUpDailyQuotaLeavesTheRestPending() throws Exception {
        iterable.always(
                request ->
                        FakeIterable.status(
                                429,
                                "{\"code\":\"RateLimitExceeded\",\"params\":{\"rateLimitReset\":80000}}"));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(
                    ask(OperationKind.FORGET_USER, 1, 7, "a@b.c", "", "{\"email\":\"a@b.c\"}"));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));
            iterable.acceptAll();
            outbox.release(2);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }
}
