/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.Request;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnListTest {

    private static final String GONE =
            "{\"code\":\"Success\",\"msg\":\"error.lists.invalidListId\"}";

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);
    private Optional<String> list = Optional.of("12");

    @Test
    void operationsWithoutATargetAreSentToTheListOfTheSync() throws Exception {
        try (OutboxHarness outbox = start()) {
            outbox.receive(member(1, 7, ""), member(1, 8, "33"));
            outbox.release(1);

            assertThat(iterable.requests())
                    .extracting(Request::target)
                    .containsExactlyInAnyOrder("12", "33");
        }
    }

    @Test
    void pendingOperationsAreSentToTheCurrentListOfTheSync() throws Exception {
        try (OutboxHarness outbox = start()) {
            outbox.receive(member(1, 7, ""));
            outbox.release(1);
            iterable.next(FakeIterable.status(400, GONE));
            outbox.receive(member(2, 8, ""));
            outbox.release(2);
            assertThat(outbox.settled())
                    .as("a list that took rows and is missing was deleted: nothing waits for it")
                    .last()
                    .isEqualTo(new DeliveryTally(1, 0, 0, 1));

            list = Optional.of("13");
            outbox.release(3);

            assertThat(outbox.settled()).last().isEqualTo(new DeliveryTally(1, 1, 0, 0));
            assertThat(iterable.requests())
                    .extracting(Request::target)
                    .containsExactly("12", "12", "13");
        }
    }

    @Test
    void nothingIsSentWhileTheListIsUnknown() throws Exception {
        list = Optional.empty();
        try (OutboxHarness outbox = start()) {
            outbox.receive(member(1, 7, ""));
            outbox.release(1);
            assertThat(iterable.requests()).isEmpty();
            assertThat(outbox.settled()).containsExactly(new DeliveryTally(1, 0, 0, 1));
            assertThat(outbox.notices(NoticeKind.SETTLED).get(0).code()).isEqualTo("ListUnknown");

            list = Optional.of("12");
            outbox.release(2);

            assertThat(iterable.requests()).extracting(Request::target).containsExactly("12");
        }
    }

    private OutboxHarness start() throws Exception {
        return OutboxHarness.start(iterable, options, () -> list, Optional.empty());
    }

    private static Operation member(long run, long row, String target) {
        String email = "u" + row + "@b.c";
        return OutboxHarness.ask(
                OperationKind.ADD_TO_LIST,
                run,
                row,
                email,
                target,
                "{\"email\":\"" + email + "\"}");
    }
}
