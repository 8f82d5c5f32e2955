/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static io.millrace.outbox.OutboxHarness.json;
import static io.millrace.outbox.OutboxHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.Operation;
import io.millrace.mapping.OperationKind;
import java.util.List;
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

    @Test
    void aRefusedRowDoesNotGoOverTheNewerValueOfAnother() throws Exception {
        iterable.refuse("a@b.c");
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(1, 7, "a@b.c", "old"), upsert(1, 9, "d@e.f", "x"));
            one.release(1);
            iterable.heal();
            other.receive(upsert(2, 8, "a@b.c", "new"));
            other.release(2);
            one.release(3);

            assertThat(iterable.sentRows())
                    .containsExactly(
                            json("a@b.c", "old"), json("d@e.f", "x"), json("a@b.c", "new"));
            assertThat(one.settled().get(1)).isEqualTo(new DeliveryTally(1, 0, 1, 0));
            assertThat(one.deliveries(DeliveryKind.ROW_REJECTED).get(1).detail())
                    .isEqualTo(WrittenNames.OVERTAKEN);

            one.receive(upsert(4, 7, "a@b.c", "newest"));
            one.release(4);
            assertThat(iterable.sentRows()).endsWith(json("a@b.c", "newest"));
        }
    }

    @Test
    void aRefusedRowGoesAgainIfItIsTheNewerOne() throws Exception {
        iterable.refuse("a@b.c");
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(3, 7, "a@b.c", "new"));
            one.release(3);
            iterable.heal();
            other.receive(upsert(2, 8, "a@b.c", "old"));
            other.release(2);
            one.release(4);

            assertThat(iterable.sentRows()).endsWith(json("a@b.c", "old"), json("a@b.c", "new"));
            assertThat(one.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void whatOnlyOneOfThemWritesStillGoes() throws Exception {
        iterable.refuse("a@b.c");
        Configuration more =
                new Configuration(options).set(OutboxOptions.WRITES, List.of("plan", "city"));
        options.set(OutboxOptions.WRITES, List.of("plan"));
        try (OutboxHarness one = OutboxHarness.start(iterable, more);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(
                    OutboxHarness.ask(
                            OperationKind.UPSERT_USER,
                            1,
                            7,
                            "a@b.c",
                            "",
                            "{\"email\":\"a@b.c\",\"dataFields\":{\"plan\":\"old\",\"city\":\"Ulm\"}}"));
            one.release(1);
            iterable.heal();
            other.receive(upsert(2, 8, "a@b.c", "new"));
            other.release(2);
            one.release(3);

            assertThat(iterable.sentRows())
                    .endsWith(
                            json("a@b.c", "new"),
                            "{\"email\":\"a@b.c\",\"dataFields\":{\"city\":\"Ulm\"}}");
            assertThat(one.settled().get(1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void whatWasOwedAsDeliveryStoppedDoesNotGoOverItEither() throws Exception {
        iterable.next(FakeIterable.status(401, "{\"code\":\"BadApiKey\"}"));
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(1, 7, "a@b.c", "old"));
            one.release(1);
            other.receive(upsert(2, 8, "a@b.c", "new"));
            other.release(2);
            one.release(3);

            assertThat(iterable.sentRows())
                    .containsExactly(json("a@b.c", "old"), json("a@b.c", "new"));
            assertThat(one.settled().get(1)).isEqualTo(new DeliveryTally(1, 0, 1, 0));
        }
    }

    @Test
    void aRunThatIsStillBeingReadDoesNotGoOverItEither() throws Exception {
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(1, 7, "a@b.c", "old"));
            other.receive(upsert(2, 8, "a@b.c", "new"), upsert(2, 9, "d@e.f", "new"));
            other.release(2);
            one.receive(upsert(1, 10, "d@e.f", "old"), upsert(1, 11, "g@h.i", "x"));
            one.release(1);

            assertThat(iterable.sentRows())
                    .containsExactly(
                            json("a@b.c", "new"), json("d@e.f", "new"), json("g@h.i", "x"));
            assertThat(one.settled()).containsExactly(new DeliveryTally(3, 1, 2, 0));

            one.receive(upsert(3, 10, "d@e.f", "newest"));
            one.release(3);
            assertThat(iterable.sentRows()).endsWith(json("d@e.f", "newest"));
        }
    }

    @Test
    void aCheckpointTakenInBetweenForgetsNothing() throws Exception {
        iterable.refuse("a@b.c");
        OperatorSubtaskState before;
        OperatorSubtaskState after;
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            one.receive(upsert(1, 7, "a@b.c", "old"));
            one.release(1);
            before = one.snapshot();
            iterable.heal();
            other.receive(upsert(2, 8, "a@b.c", "new"));
            other.release(2);
            after = other.snapshot();
        }
        options.set(OutboxOptions.ORDER_GROUP, "SharedUsersTest/" + UUID.randomUUID());
        try (OutboxHarness one = OutboxHarness.restore(iterable, options, before);
                OutboxHarness other = OutboxHarness.restore(iterable, options, after)) {
            checkpoint(other);
            one.release(3);

            assertThat(iterable.sentRows())
                    .containsExactly(json("a@b.c", "old"), json("a@b.c", "new"));
            assertThat(one.settled()).containsExactly(new DeliveryTally(1, 0, 1, 0));
        }
    }

    @Test
    void whoIsRestoredLaterHearsOfItToo() throws Exception {
        iterable.refuse("a@b.c");
        OperatorSubtaskState before;
        try (OutboxHarness other = OutboxHarness.start(iterable, options)) {
            try (OutboxHarness one = OutboxHarness.start(iterable, options)) {
                one.receive(upsert(1, 7, "a@b.c", "old"));
                one.release(1);
                before = one.snapshot();
                iterable.heal();
                other.receive(upsert(2, 8, "a@b.c", "new"));
                other.release(2);
            }
            try (OutboxHarness one = OutboxHarness.restore(iterable, options, before)) {
                one.release(3);

                assertThat(iterable.sentRows())
                        .containsExactly(json("a@b.c", "old"), json("a@b.c", "new"));
            }
        }
    }

    /**
     * What another sync wrote of the user the row named first says nothing of the one it names now.
     */
    @Test
    void aMendedRowIsNotOvertakenByWhatIsWrittenOfTheOneItNamedFirst() throws Exception {
        try (OutboxHarness one = OutboxHarness.start(iterable, options);
                OutboxHarness other = OutboxHarness.start(iterable, options)) {
            checkpoint(one);
            checkpoint(other);
            iterable.next(FakeIterable.status(400, "{\"code\":\"ForgottenUserError\"}"));
            one.receive(merge(1, "a@b.c", false));
            one.release(1);
            one.pass(1_000);
            iterable.next(FakeIterable.status(400, "{\"code\":\"ForgottenUserError\"}"));
            one.receive(merge(2, "d@e.f", true));
            one.release(2);
            one.pass(1_000);
            other.receive(merge(3, "a@b.c", false));
            other.release(3);
            other.pass(1_000);

            one.pass(600_000);
            one.release(4);
            one.pass(1_000);

            assertThat(one.settled().get(2)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        }
    }

    private static Operation merge(int run, String destination, boolean amends) {
        Operation asked =
                ask(
                        OperationKind.MERGE_USERS,
                        run,
                        7,
                        destination,
                        "",
                        "{\"sourceEmail\":\"s@b.c\",\"destinationEmail\":\"" + destination + "\"}");
        Operation routed = OutboxHarness.routed("a@b.c", asked);
        return amends ? routed.amending() : routed;
    }

    private static void checkpoint(OutboxHarness outbox) throws Exception {
        outbox.snapshot();
        outbox.completeCheckpoint();
    }
}
