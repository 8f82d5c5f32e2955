/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Request;
import io.millrace.mapping.operation.Operation;
import io.millrace.retry.BackOff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows change, leave and come back; Iterable fails in every way; and the outbox is restored from
 * the last completed checkpoint. The counts of every run add up. Once the faults are over, Iterable
 * holds the last value of every row that was ever pending.
 */
class OutboxChaosTest {

    private static final int ROWS = 40;
    private static final long RUNS = 12;

    private final OutboxSettings.Builder options =
            OutboxSettings.builder()
                    .batchRows(7)
                    .requestsInFlight(3)
                    .requestsPerSecond(0)
                    .giveUpAfter(3)
                    .backOff(new BackOff(Duration.ofMillis(500), Duration.ofSeconds(2)));
    private final FakeIterable iterable = new FakeIterable();
    private final Map<String, String> held = new HashMap<>();
    private final Map<String, String> expected = new HashMap<>();

    /** The elements since the last completed checkpoint, which are read again after a failure. */
    private final List<Input> sinceCheckpoint = new ArrayList<>();

    /** An element of the input: an operation, or the boundary of a run. */
    private interface Input {
        void into(OutboxHarness outbox) throws Exception;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void countsAddUpAndTheEndStateIsRight(long seed) throws Exception {
        Random random = new Random(seed);
        iterable.always(request -> answer(request, random));
        OutboxHarness outbox = OutboxHarness.start(iterable, options);
        OperatorSubtaskState durable = outbox.snapshot();
        for (long run = 1; run <= RUNS; run++) {
            for (Operation operation : changes(run, random)) {
                receive(outbox, each -> each.receive(operation));
            }
            long boundary = run;
            receive(outbox, each -> each.boundary(boundary));
            if (random.nextInt(3) > 0) {
                durable = outbox.snapshot();
                sinceCheckpoint.clear();
                outbox.completeCheckpoint();
            }
            outbox.pass(random.nextInt(5_000));
            assertThatCountsAddUp(outbox);
            if (random.nextInt(3) == 0) {
                outbox.close();
                outbox = OutboxHarness.restore(iterable, options, durable);
                for (Input input : sinceCheckpoint) {
                    input.into(outbox);
                }
            }
        }
        iterable.always(this::takeAll);
        for (int seconds = 0; seconds < 100; seconds++) {
            outbox.pass(1_000);
        }
        outbox.release(RUNS + 1);
        outbox.pass(60_000);
        assertThatCountsAddUp(outbox);
        assertThat(outbox.watermarks()).endsWith(RUNS + 1);
        assertThat(outbox.pendingOperations()).isZero();
        assertThat(held).containsAllEntriesOf(expected);
        outbox.close();
    }

    private void receive(OutboxHarness outbox, Input input) throws Exception {
        sinceCheckpoint.add(input);
        input.into(outbox);
    }

    private List<Operation> changes(long run, Random random) {
        List<Operation> changes = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            String email = "user" + row + "@b.c";
            int dice = random.nextInt(10);
            if (dice < 4) {
                String value = "run" + run;
                changes.add(OutboxHarness.upsert(run, row, email, value));
                expected.put(email, OutboxHarness.json(email, value));
            } else if (dice == 4) {
                changes.add(OutboxHarness.withdraw(run, row, email));
                expected.remove(email);
            }
        }
        return changes;
    }

    private CallResult answer(Request request, Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> FakeIterable.status(503, "");
            case 1 -> FakeIterable.status(429, "{\"params\":{\"rateLimitReset\":1}}");
            case 2 -> FakeIterable.status(400, "{\"code\":\"BadParams\"}");
            case 3 -> random.nextInt(4) == 0 ? FakeIterable.status(401, "") : takeAll(request);
            case 4 -> {
                takeAll(request);
                yield new CallResult.NoResponse("lost");
            }
            case 5, 6 -> refuseTheFirst(request);
            default -> takeAll(request);
        };
    }

    private CallResult takeAll(Request request) {
        request.rows().forEach(user -> held.put(user.identifier(), OutboxHarness.text(user)));
        return FakeIterable.ok("{\"successCount\":" + request.rows().size() + ",\"failCount\":0}");
    }

    private CallResult refuseTheFirst(Request request) {
        request.rows().stream()
                .skip(1)
                .forEach(user -> held.put(user.identifier(), OutboxHarness.text(user)));
        return FakeIterable.ok(
                "{\"failCount\":1,\"failedUpdates\":{\"invalidDataEmails\":[\"%s\"]}}"
                        .formatted(request.rows().get(0).identifier()));
    }

    private static void assertThatCountsAddUp(OutboxHarness outbox) {
        assertThat(outbox.settled())
                .allSatisfy(
                        tally -> {
                            assertThat(tally.operations())
                                    .isEqualTo(
                                            tally.accepted() + tally.rejected() + tally.pending());
                            assertThat(tally.accepted()).isNotNegative();
                            assertThat(tally.rejected()).isNotNegative();
                            assertThat(tally.pending()).isNotNegative();
                        });
    }
}
