/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.json;
import static io.millrace.outbox.OutboxHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Two syncs that write the same field of the same user. */
class SharedUsersTest {

    private final FakeIterable iterable = new FakeIterable();
    private final Configuration options =
            new Configuration()
                    .set(OutboxOptions.REQUESTS_PER_SECOND, 0.0)
                    .set(OutboxOptions.ORDER_GROUP, "SharedUsersTest/" + UUID.randomUUID());

    @Test
    void theNewerRunOfAnotherSyncWaitsForTheOlder() throws Exception {
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(1, 7, "a@b.c", "old"));
            other.receive(upsert(2, 8, "a@b.c", "new"));
            one.boundary(1);
            other.release(2);
            assertThat(iterable.sentRows()).as("the older one is not durable yet").isEmpty();

            iterable.hold();
            one.snapshot();
            one.completeCheckpoint();
            other.pass(1_000);
            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "old"));

            iterable.letGo();
            one.runMails();
            other.pass(1_000);

            assertThat(iterable.sentRows())
                    .containsExactly(json("a@b.c", "old"), json("a@b.c", "new"));
            assertThat(other.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void theOlderRunIsWaitedForAfterARestartToo() throws Exception {
        OperatorSubtaskState older;
        OperatorSubtaskState newer;
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(1, 7, "a@b.c", "old"));
            other.receive(upsert(2, 8, "a@b.c", "new"));
            one.boundary(1);
            other.boundary(2);
            older = one.snapshot();
            newer = other.snapshot();
        }
        options.set(OutboxOptions.ORDER_GROUP, "SharedUsersTest/" + UUID.randomUUID());
        try (OutboxHarness other = OutboxHarness.restore(iterable, options, newer)) {
            other.pass(1_000);
            assertThat(iterable.sentRows()).as("the other may not be there yet").isEmpty();
            try (OutboxHarness one = OutboxHarness.restore(iterable, options, older)) {
                checkpoint(other);
                checkpoint(one);
                other.pass(1_000);

                assertThat(iterable.sentRows())
                        .containsExactly(json("a@b.c", "old"), json("a@b.c", "new"));
            }
        }
    }

    @Test
    void oneThatStopsLetsTheOthersGo() throws Exception {
        iterable.next(FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(1, 7, "a@b.c", "old"));
            other.receive(upsert(2, 8, "a@b.c", "new"));
            one.release(1);
            other.release(2);
            other.pass(1_000);

            assertThat(one.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));
            assertThat(other.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    private static void checkpoint(OutboxHarness outbox) throws Exception {
        outbox.snapshot();
        outbox.completeCheckpoint();
    }
}
