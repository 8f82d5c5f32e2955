/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static io.millrace.outbox.OutboxHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One endpoint accepts nothing for a while; the other calls of the sync continue. */
class SlowEndpointTest {

    private static final int UPSERTS = 500;

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);
    private final Set<String> accepted = new HashSet<>();

    @Test
    void otherEndpointsContinueWhileOneIsPaused() throws Exception {
        int deletes = 500;
        iterable.always(this::pauseDeletes);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receive(outbox, deletes);
            outbox.release(1);
            assertThat(accepted).hasSize(UPSERTS).allMatch(who -> who.startsWith("kept"));
            assertThat(outbox.settled()).isEmpty();

            letDeletesGo(outbox);

            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(UPSERTS + deletes, UPSERTS + deletes, 0, 0));
        }
    }

    @Test
    void operationsThatCanNotBeParkedAreFoundByAnotherScan() throws Exception {
        int deletes = ActiveDelivery.MOST_WAITING + 2_000;
        iterable.always(this::pauseDeletes);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            receive(outbox, deletes);
            outbox.release(1);
            assertThat(accepted).hasSize(UPSERTS);

            letDeletesGo(outbox);

            assertThat(accepted).hasSize(UPSERTS + deletes);
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(UPSERTS + deletes, UPSERTS + deletes, 0, 0));
        }
    }

    @Test
    void aSyncWithOneEndpointDoesNotScanFarAhead() throws Exception {
        iterable.always(this::pauseDeletes);
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < 3_000; row++) {
                delete(outbox, row);
            }
            outbox.release(1);
            assertThat(accepted).isEmpty();

            letDeletesGo(outbox);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3_000, 3_000, 0, 0));
        }
    }

    private static void receive(OutboxHarness outbox, int deletes) throws Exception {
        int between = deletes / UPSERTS;
        for (int row = 0; row < deletes; row++) {
            if (row % between == 0 && row / between < UPSERTS) {
                outbox.receive(upsert(1, 1_000_000 + row, "kept" + row + "@b.c", "x"));
            }
            delete(outbox, row);
        }
    }

    private static void delete(OutboxHarness outbox, int row) throws Exception {
        String email = "gone" + row + "@b.c";
        String body = "{\"email\":\"" + email + "\"}";
        outbox.receive(ask(OperationKind.DELETE_USER, 1, row, email, "", body));
    }

    private void letDeletesGo(OutboxHarness outbox) throws Exception {
        iterable.always(this::take);
        outbox.pass(10_000);
        outbox.pass(10_000);
    }

    private CallResult pauseDeletes(Request request) {
        return request.endpoint() == Endpoint.USERS_DELETE
                ? FakeIterable.status(
                        429, "{\"code\":\"RateLimitExceeded\",\"params\":{\"rateLimitReset\":5}}")
                : take(request);
    }

    private CallResult take(Request request) {
        request.rows().forEach(row -> accepted.add(row.identifier()));
        return FakeIterable.ok(
                "{\"code\":\"Success\",\"successCount\":%d,\"failCount\":0}"
                        .formatted(request.rows().size()));
    }
}
