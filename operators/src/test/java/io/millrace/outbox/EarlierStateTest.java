/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;

/**
 * State an earlier build wrote in the middle of run 2: a row accepted, one refused twice, and a
 * message marked as being sent.
 */
class EarlierStateTest {

    private final FakeIterable iterable = new FakeIterable();
    private final Configuration options =
            new Configuration().set(OutboxOptions.REQUESTS_PER_SECOND, 0.0);

    @Test
    void stateFromBeforeThereWereQuotasGoesOnWhereItWas() throws Exception {
        try (OutboxHarness outbox =
                OutboxHarness.restore(iterable, options, state("outbox-before-quotas.state"))) {
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(3, 1, 2, 0));
            assertThat(outbox.deliveries(DeliveryKind.ROW_REJECTED))
                    .extracting(Delivery::key, Delivery::code)
                    .containsExactly(tuple("id=10", "unknownOutcome"));
            assertThat(iterable.requests()).isEmpty();

            outbox.release(3);
            assertThat(outbox.settled().get(1)).isEqualTo(new DeliveryTally(1, 0, 0, 1));

            outbox.pass(600_000);
            outbox.release(4);
            assertThat(iterable.sentRows()).containsExactly(OutboxHarness.json("bad@b.c", "x"));
            assertThat(outbox.settled().get(2)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(outbox.pendingRoutes()).isZero();
        }
    }

    private OperatorSubtaskState state(String resource) throws Exception {
        Path file =
                Path.of(Objects.requireNonNull(getClass().getResource(resource), resource).toURI());
        return OperatorSnapshotUtil.readStateHandle(file.toString());
    }
}
