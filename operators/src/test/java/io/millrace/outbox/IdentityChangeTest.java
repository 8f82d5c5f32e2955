/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Changes of identity that a call without a response may have made. */
class IdentityChangeTest {

    private static final CallResult OK = FakeIterable.ok("{\"code\":\"Success\"}");
    private static final CallResult LOST = new CallResult.NoResponse("reset");

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    /** Emails by user id, as Iterable holds them. */
    private final Map<String, String> users = new TreeMap<>();

    @Test
    void aChangeOfEmailWithoutAResponseIsVerified() throws Exception {
        users.put("1", "new@b.c");
        iterable.next(LOST);
        iterable.always(request -> lookUpOr(request, unknown("old@b.c")));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(byEmail(1));
            outbox.release(1);
            outbox.pass(1_000);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(called())
                    .containsExactly(
                            "/api/users/updateEmail",
                            "/api/users/updateEmail",
                            "/api/users/new%40b.c");
        }
    }

    @Test
    void afterACrashTheChangeIsVerified() throws Exception {
        OperatorSubtaskState state;
        iterable.hold();
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(byEmail(1));
            outbox.boundary(1);
            state = outbox.snapshot();
            outbox.completeCheckpoint();
            assertThat(iterable.heldCount()).isEqualTo(1);
        }
        users.put("1", "new@b.c");
        FakeIterable after = new FakeIterable();
        after.always(request -> lookUpOr(request, unknown("old@b.c")));
        try (OutboxHarness outbox = OutboxHarness.restore(after, options, state)) {
            outbox.snapshot();
            outbox.completeCheckpoint();

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aChangeOfEmailOfAnUnknownUserIsRefused() throws Exception {
        iterable.always(request -> lookUpOr(request, unknown("old@b.c")));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(byEmail(1));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 1, 0));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("UnknownEmailError");
        }
    }

    @Test
    void anEmailOfAnotherUserIsRefused() throws Exception {
        users.put("1", "old@b.c");
        users.put("2", "new@b.c");
        iterable.always(request -> lookUpOr(request, taken()));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(byEmail(1), byUserId(1));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 0, 2, 0));
        }
    }

    @Test
    void anEmailThatTheUserAlreadyHasIsNotRefused() throws Exception {
        users.put("1", "New@b.c");
        iterable.always(request -> lookUpOr(request, taken()));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(byUserId(1));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aChangeThatMayNotBeVisibleYetIsVerifiedOnceMore() throws Exception {
        iterable.next(LOST);
        iterable.always(request -> lookUpOr(request, unknown("old@b.c")));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(byEmail(1));
            outbox.release(1);
            outbox.pass(1_000);
            assertThat(outbox.settled()).isEmpty();

            users.put("1", "new@b.c");
            outbox.pass(75_000);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void aFailedVerificationIsRepeated() throws Exception {
        users.put("1", "new@b.c");
        iterable.next(LOST);
        iterable.next(unknown("old@b.c"));
        iterable.next(FakeIterable.status(503, ""));
        iterable.always(request -> lookUpOr(request, unknown("old@b.c")));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(byEmail(1));
            outbox.release(1);
            outbox.pass(1_000);
            outbox.pass(1_000);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(called()).hasSize(4);
        }
    }

    @Test
    void aMergeIsDoneIfOnlyTheDestinationExists() throws Exception {
        users.put("2", "stays@b.c");
        iterable.next(LOST);
        iterable.always(request -> lookUpOr(request, unknown("goes@b.c")));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(merge(1, "stays@b.c"));
            outbox.release(1);
            outbox.pass(1_000);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));

            outbox.receive(merge(2, "nobody@b.c"));
            outbox.release(2);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 0, 1, 0));
        }
    }

    /** A merge that was made before can't be distinguished from a source that never existed. */
    @Test
    void mergesOfUnknownSourcesCauseAWarning() throws Exception {
        users.put("2", "stays@b.c");
        iterable.always(request -> lookUpOr(request, unknown("mistyped@b.c")));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 1; row <= 4; row++) {
                outbox.receive(merge(1, row, "stays@b.c"));
            }
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(4, 4, 0, 0));
            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::code, DeliveryNotice::detail)
                    .containsExactly(
                            tuple(
                                    "unknownSource",
                                    "merges whose source Iterable does not know, because it is"
                                            + " merged already or never existed: 4, such as id=1"
                                            + " into stays@b.c, id=2 into stays@b.c, id=3 into"
                                            + " stays@b.c, …"));
        }
    }

    @Test
    void aSuccessfulMergeCausesNoWarning() throws Exception {
        iterable.always(request -> OK);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(merge(1, "stays@b.c"));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.notices(NoticeKind.WARNING)).isEmpty();
        }
    }

    @Test
    void anUpdateOfKnownUsersThatMayHaveBeenAcceptedLooksTheUsersUpAgain() throws Exception {
        users.put("old", "a@b.c");
        iterable.always(
                request -> {
                    if (request.endpoint() == Endpoint.USERS_BULK_UPDATE) {
                        users.remove("old");
                        return LOST;
                    }
                    return lookUpOr(request, OK);
                });
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            String body = "{\"userId\":\"old\",\"dataFields\":{\"userId\":\"new\"}}";
            outbox.receive(ask(OperationKind.UPDATE_USER, 1, 7, "old", "", body));
            outbox.release(1);
            outbox.pass(1_000);
            outbox.pass(75_000);

            assertThat(called())
                    .containsExactly(
                            "/api/users/byUserId/old",
                            "/api/users/bulkUpdate",
                            "/api/users/byUserId/old",
                            "/api/users/byUserId/old");
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    private List<String> called() {
        return iterable.requests().stream().map(Request::path).toList();
    }

    private CallResult lookUpOr(Request request, CallResult other) {
        if (request.endpoint() != Endpoint.USERS_GET) {
            return other;
        }
        String who = request.rows().get(0).identifier();
        return users.entrySet().stream()
                .filter(user -> user.getKey().equals(who) || user.getValue().equals(who))
                .findFirst()
                .map(
                        user ->
                                FakeIterable.ok(
                                        "{\"user\":{\"userId\":\"%s\",\"email\":\"%s\"}}"
                                                .formatted(user.getKey(), user.getValue())))
                .orElse(FakeIterable.ok("{}"));
    }

    private static Operation byEmail(long run) {
        String body = "{\"currentEmail\":\"old@b.c\",\"newEmail\":\"new@b.c\"}";
        return ask(OperationKind.UPDATE_EMAIL, run, 7, "old@b.c", "", body);
    }

    private static Operation byUserId(long run) {
        String body = "{\"currentUserId\":\"1\",\"newEmail\":\"new@b.c\"}";
        return ask(OperationKind.UPDATE_EMAIL, run, 8, "1", "", body);
    }

    private static Operation merge(long run, String destination) {
        return merge(run, run, destination);
    }

    private static Operation merge(long run, long row, String destination) {
        String body =
                "{\"sourceEmail\":\"goes@b.c\",\"destinationEmail\":\"%s\"}".formatted(destination);
        return ask(OperationKind.MERGE_USERS, run, row, destination, "", body);
    }

    private static CallResult unknown(String email) {
        return FakeIterable.status(
                400, "{\"code\":\"UnknownEmailError\",\"msg\":\"no %s\"}".formatted(email));
    }

    private static CallResult taken() {
        return FakeIterable.status(400, "{\"code\":\"EmailAlreadyExists\",\"msg\":\"taken\"}");
    }
}
