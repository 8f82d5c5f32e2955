/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.json;
import static io.millrace.outbox.OutboxHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.outbox.pending.DeliveryTally;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefillTest {

    private final FakeIterable iterable = new FakeIterable();
    private final FakeRefill list = new FakeRefill();
    private final Configuration options =
            new Configuration().set(OutboxOptions.REQUESTS_PER_SECOND, 0.0);

    @Test
    void theListIsEmptiedWhenARunIsReadyAndNotBefore() throws Exception {
        try (OutboxHarness outbox = start(Optional.empty())) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.snapshot();
            outbox.completeCheckpoint();
            outbox.pass(10_000);
            outbox.boundary(1);
            outbox.pass(10_000);
            assertThat(list.made).as("the run may yet be given up").hasValue(0);

            outbox.release(1);
            await(outbox, () -> !outbox.settled().isEmpty());

            assertThat(list.made).hasValue(1);
            assertThat(list.sentBefore).hasValue(0);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            outbox.receive(upsert(2, 7, "a@b.c", "y"));
            outbox.release(2);
            assertThat(outbox.settled()).hasSize(2);
            assertThat(list.made).hasValue(1);
        }
    }

    @Test
    void whatCantBeEmptiedStopsTheRunAndIsTriedAgainAtTheNext() throws Exception {
        list.fails.set(true);
        try (OutboxHarness outbox = start(Optional.empty())) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.release(1);
            await(outbox, () -> !outbox.settled().isEmpty());
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));
            assertThat(outbox.deliveries(DeliveryKind.SETTLED).get(0))
                    .extracting(Delivery::code, Delivery::detail)
                    .containsExactly("ListNotEmptied", "no list 12");
            assertThat(iterable.requests()).isEmpty();

            list.fails.set(false);
            outbox.pass(10_000);
            outbox.release(2);
            await(outbox, () -> outbox.settled().size() == 2);
            assertThat(list.made).hasValue(1);
            assertThat(iterable.sentRows()).containsExactly(json("a@b.c", "x"));
        }
    }

    @Test
    void whatWasEmptiedIsNotEmptiedAgainAfterARestore() throws Exception {
        OperatorSubtaskState state;
        iterable.hold();
        try (OutboxHarness outbox = start(Optional.empty())) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.boundary(1);
            state = outbox.snapshot();
            outbox.completeCheckpoint();
            await(outbox, () -> iterable.heldCount() == 1);
        }
        iterable.letGo();
        try (OutboxHarness outbox = start(Optional.of(state))) {
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
            assertThat(list.made).hasValue(1);
        }
    }

    @Test
    void otherSubtasksWaitForTheFirst() throws Exception {
        try (OutboxHarness outbox =
                OutboxHarness.start(iterable, options, list, Optional.empty(), 2, 1)) {
            outbox.receive(upsert(1, 7, emailOf(1), "x"));
            outbox.release(1);
            outbox.pass(10_000);
            assertThat(iterable.requests()).isEmpty();

            list.made.set(1);
            outbox.pass(1_000);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 1, 0, 0));
        }
    }

    @Test
    void otherSubtasksStopTheRunWhenItTakesTooLong() throws Exception {
        try (OutboxHarness outbox =
                OutboxHarness.start(iterable, options, list, Optional.empty(), 2, 1)) {
            outbox.receive(upsert(1, 7, emailOf(1), "x"));
            outbox.release(1);
            outbox.pass(Emptying.PATIENCE.toMillis());
            outbox.pass(1_000);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));
        }
    }

    @Test
    void nothingOfARunIsSentEarlyWhileTheListIsToBeEmptied() throws Exception {
        options.set(OutboxOptions.BACKLOG_LIMIT, 2L);
        OperatorSubtaskState state;
        try (OutboxHarness outbox = start(Optional.empty())) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"), upsert(1, 8, "d@e.f", "x"));
            checkpoint(outbox);
            passInSteps(outbox);
            assertThat(list.made).hasValue(0);
            assertThat(iterable.requests()).isEmpty();
            state = outbox.snapshot();
            outbox.completeCheckpoint();
        }
        try (OutboxHarness outbox = start(Optional.of(state))) {
            outbox.receive(upsert(1, 9, "g@h.i", "x"));
            checkpoint(outbox);
            passInSteps(outbox);
            assertThat(list.made).as("the run is not read to its end").hasValue(0);

            outbox.release(1);
            await(outbox, () -> !outbox.settled().isEmpty());
            assertThat(list.made).hasValue(1);
            assertThat(list.sentBefore).hasValue(0);
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 3, 0, 0));
            assertThat(iterable.sentRows())
                    .containsExactlyInAnyOrder(
                            json("a@b.c", "x"), json("d@e.f", "x"), json("g@h.i", "x"));

            outbox.receive(upsert(2, 7, "a@b.c", "y"), upsert(2, 8, "d@e.f", "y"));
            checkpoint(outbox);
            assertThat(iterable.sentRows()).as("early, as it is emptied").hasSize(5);
        }
    }

    @Test
    void aRunThatBeganBeforeItWasAskedForEmptiesNothingAndWaitsForTheOneThatFills()
            throws Exception {
        OperatorSubtaskState state;
        iterable.hold();
        try (OutboxHarness outbox =
                OutboxHarness.start(iterable, options, Optional.empty(), 1, 0)) {
            outbox.receive(upsert(1, 7, "a@b.c", "x"));
            outbox.boundary(1);
            state = outbox.snapshot();
        }
        iterable.letGo();
        list.firstRun.set(3);
        try (OutboxHarness outbox = start(Optional.of(state))) {
            await(outbox, () -> !outbox.settled().isEmpty());
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));
            assertThat(outbox.deliveries(DeliveryKind.SETTLED).get(0))
                    .extracting(Delivery::code, Delivery::detail)
                    .containsExactly("ListNotEmptied", Emptying.OLDER);
            outbox.receive(upsert(2, 8, "d@e.f", "x"));
            outbox.release(2);
            await(outbox, () -> outbox.settled().size() == 2);
            assertThat(list.made).as("neither began after it").hasValue(0);
            assertThat(iterable.sentRows()).isEmpty();

            outbox.receive(upsert(3, 9, "g@h.i", "x"));
            passInSteps(outbox);
            outbox.release(3);
            await(outbox, () -> outbox.settled().size() == 3);
            assertThat(list.made).hasValue(1);
            assertThat(list.sentBefore).hasValue(0);
            assertThat(outbox.settled()).last().isEqualTo(new DeliveryTally(3, 3, 0, 0));
        }
    }

    private static void checkpoint(OutboxHarness outbox) throws Exception {
        outbox.snapshot();
        outbox.completeCheckpoint();
    }

    /** Longer than a thread that empties the list would take. */
    private static void passInSteps(OutboxHarness outbox) throws Exception {
        for (int step = 0; step < 20; step++) {
            Thread.sleep(5);
            outbox.pass(100);
        }
    }

    private static String emailOf(int subtask) {
        int number = 0;
        while (OutboxHarness.subtaskOf("user" + number + "@b.c", 2) != subtask) {
            number++;
        }
        return "user" + number + "@b.c";
    }

    private OutboxHarness start(Optional<OperatorSubtaskState> state) throws Exception {
        return OutboxHarness.start(iterable, options, list, state, 1, 0);
    }

    /** It is emptied on a thread of its own. */
    private static void await(OutboxHarness outbox, BooleanSupplier there) throws Exception {
        while (!there.getAsBoolean()) {
            Thread.sleep(5);
            outbox.pass(100);
        }
    }

    private final class FakeRefill implements Refill {
        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger sentBefore = new AtomicInteger();
        private final AtomicBoolean fails = new AtomicBoolean();
        private final AtomicLong firstRun = new AtomicLong();

        @Override
        public boolean isMade() {
            return made.get() > 0;
        }

        @Override
        public boolean isFilledBy(long run) {
            return run >= firstRun.get();
        }

        @Override
        public void make() throws IOException {
            if (fails.get()) {
                throw new IOException("no list 12");
            }
            sentBefore.set(iterable.requests().size());
            made.incrementAndGet();
        }
    }
}
