/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Request;
import io.millrace.iterable.SentRow;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run ends within the time that its calls take at the allowed rate, one visibility delay, and the
 * back-offs of failed calls, whatever identities its rows refer to. On a virtual clock.
 */
@Timeout(120)
class StallTest {

    private static final double REQUESTS_PER_SECOND = 5;
    private static final long VISIBILITY_DELAY = 75_000;
    private static final long BACK_OFF = 1_000;
    private static final long STEP = 250;

    /** Allows for late timers, and for the token bucket at its start. */
    private static final long SLACK = 3_000;

    private static final long HOPELESS = 24 * 3_600_000L;

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options =
            OutboxSettings.builder().requestsPerSecond(REQUESTS_PER_SECOND).batchRows(100);
    private final Map<String, Long> visibleAt = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private long now;
    private int failures;
    private double failureShare;
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRunEndsInTimeWhateverIdentitiesItsRowsReferTo(long seed) throws Exception {
        random = new Random(seed);
        failureShare = seed % 3 == 0 ? 0.05 : 0;
        OperationKind kind =
                List.of(
                                OperationKind.TRACK_EVENT,
                                OperationKind.UPSERT_USER,
                                OperationKind.ADD_KNOWN_TO_LIST,
                                OperationKind.UPDATE_CART)
                        .get((int) (seed % 4));
        List<Operation> operations = mix(kind);
        iterable.always(this::answer);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(operations.toArray(Operation[]::new));
            outbox.release(1);
            awaitEnd(outbox, 1);

            DeliveryTally tally = outbox.settled().get(0);
            assertThat(tally.operations()).isEqualTo(operations.size());
            assertThat(tally.accepted() + tally.rejected()).isEqualTo(operations.size());
            assertThat(now).isLessThanOrEqualTo(bound(VISIBILITY_DELAY));
        }
    }

    @Test
    void aUserWhoStaysUnknownDoesNotDelayTheNextRun() throws Exception {
        iterable.always(this::answer);
        List<Operation> events = new ArrayList<>();
        for (int row = 0; row < 600; row++) {
            visibleAt.put("gone" + row % 3 + "@b.c", Long.MAX_VALUE);
            events.add(ask(OperationKind.TRACK_EVENT, row, "gone" + row % 3 + "@b.c"));
        }
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(events.toArray(Operation[]::new));
            outbox.release(1);
            awaitEnd(outbox, 1);
            assertThat(outbox.settled().get(0)).isEqualTo(new DeliveryTally(600, 0, 600, 0));
            assertThat(now).isLessThanOrEqualTo(bound(VISIBILITY_DELAY));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::code)
                    .containsOnly("unknownUser");
            assertThat(outbox.notices(NoticeKind.WAITING))
                    .extracting(DeliveryNotice::code)
                    .contains("unknownUsers");

            int before = iterable.requests().size();
            now = 0;
            outbox.release(2);
            awaitEnd(outbox, 2);

            assertThat(iterable.requests().size()).isGreaterThan(before);
            assertThat(now).as("the second time nobody is waited for").isLessThan(10_000);
        }
    }

    @Test
    void manyEventsOfOneUserTakeAsFewRequestsAsOfManyUsers() throws Exception {
        iterable.always(this::answer);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < 5_000; row++) {
                outbox.receive(ask(OperationKind.TRACK_EVENT, row, "hot@b.c"));
            }
            outbox.release(1);
            awaitEnd(outbox, 1);

            assertThat(iterable.requests()).hasSize(50);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(5_000, 5_000, 0, 0));
        }
    }

    @Test
    void anOperationThatMustWaitDelaysNoOther() throws Exception {
        iterable.always(this::answer);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < 40; row++) {
                outbox.receive(ask(OperationKind.UPSERT_USER, row, "hot@b.c"));
            }
            for (int row = 100; row < 400; row++) {
                outbox.receive(ask(OperationKind.UPSERT_USER, row, "u" + row + "@b.c"));
            }
            outbox.release(1);
            for (int step = 0; step < 8; step++) {
                outbox.pass(STEP);
            }

            assertThat(taken).as("after two seconds").hasSize(301);
            awaitEnd(outbox, 1);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(340, 340, 0, 0));
        }
    }

    /** Rows of users who are known, become known or stay unknown, and of users with many rows. */
    private List<Operation> mix(OperationKind kind) {
        List<Operation> operations = new ArrayList<>();
        int row = 0;
        for (int user = 0; user < 300; user++) {
            String email = "u" + user + "@b.c";
            visibleAt.put(email, visibility());
            boolean isHot = random.nextInt(100) < 3;
            int rows = isHot ? 50 + random.nextInt(150) : 1 + random.nextInt(3);
            for (int i = 0; i < rows; i++) {
                operations.add(ask(kind, row, email));
                row++;
            }
        }
        Collections.shuffle(operations, random);
        return operations;
    }

    private long visibility() {
        return switch (random.nextInt(10)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> random.nextInt((int) VISIBILITY_DELAY);
            default -> 0;
        };
    }

    private static Operation ask(OperationKind kind, long row, String email) {
        String body = "{\"email\":\"" + email + "\",\"id\":\"" + row + "\"}";
        return OutboxHarness.ask(
                kind, 1, row, email, kind == OperationKind.ADD_KNOWN_TO_LIST ? "12" : "", body);
    }

    private CallResult answer(Request request) {
        if (random.nextDouble() < failureShare) {
            failures++;
            return FakeIterable.status(503, "");
        }
        List<String> unknown = new ArrayList<>();
        for (SentRow row : request.rows()) {
            if (visibleAt.getOrDefault(row.identifier(), 0L) > now) {
                unknown.add('"' + row.identifier() + '"');
            } else {
                taken.add(row.identifier());
            }
        }
        if (!request.endpoint().isBulk() || unknown.isEmpty()) {
            return FakeIterable.ok(
                    "{\"code\":\"Success\",\"successCount\":%d,\"failCount\":0}"
                            .formatted(request.rows().size()));
        }
        return FakeIterable.ok(
                "{\"successCount\":%d,\"failCount\":%d,\"failedUpdates\":{\"notFoundEmails\":%s}}"
                        .formatted(
                                request.rows().size() - unknown.size(),
                                unknown.size(),
                                new HashSet<>(unknown)));
    }

    private void awaitEnd(OutboxHarness outbox, int runs) throws Exception {
        while (outbox.settled().size() < runs && now < HOPELESS) {
            now += STEP;
            outbox.pass(STEP);
        }
        assertThat(outbox.settled()).hasSize(runs);
    }

    private long bound(long delay) {
        double calls = iterable.requests().size() / REQUESTS_PER_SECOND * 1_000;
        return (long) calls + delay + failures * BACK_OFF + SLACK;
    }
}
