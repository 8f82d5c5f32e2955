/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Request;
import io.millrace.iterable.SentRow;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows with a value that its field can't hold. */
class RefusedValuesTest {

    private static final int ROWS = 2_000;
    private static final Pattern JOINED = Pattern.compile("\"joined\":\"([^\"]*)\"");
    private static final String GOOD = "2024-05-01";

    private final FakeIterable iterable = new FakeIterable();
    private final OutboxSettings.Builder options = OutboxSettings.builder().requestsPerSecond(0);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fewWrongValuesAmongManyRowsAreFoundInFewCalls(boolean adjacent) throws Exception {
        refuseBatchesWithoutDates();
        IntPredicate misfits = adjacent ? row -> row < ROWS / 20 : row -> row % 20 == 3;

        deliver(misfits, row -> "unknown");

        assertThat(iterable.requests().size()).as("two batches, each once more").isEqualTo(4);
    }

    @Test
    void manyWrongValuesAreFoundTogether() throws Exception {
        refuseBatchesWithoutDates();

        deliver(row -> row % 20 == 3, row -> "some time " + row);

        assertThat(iterable.requests().size()).isEqualTo(4);
    }

    /** To the outbox each text may be a date; only the one that Iterable names certainly is not. */
    @Test
    void textsThatBeginLikeDatesAreFoundOneByOne() throws Exception {
        refuseBatchesWithoutDates();

        deliver(row -> row % 400 == 3, row -> "1.5.20" + row);

        assertThat(iterable.requests().size()).as("and a call more for each").isEqualTo(7);
    }

    private void deliver(IntPredicate misfits, IntFunction<String> misfit) throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            long bad = 0;
            for (int row = 0; row < ROWS; row++) {
                bad += misfits.test(row) ? 1 : 0;
                outbox.receive(user(row, misfits.test(row) ? misfit.apply(row) : GOOD));
            }
            outbox.release(1);

            assertThat(outbox.notices(NoticeKind.SETTLED))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("");
            assertThat(outbox.settled())
                    .containsExactly(new DeliveryTally(ROWS, ROWS - bad, bad, 0));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .hasSize((int) bad)
                    .allSatisfy(
                            row ->
                                    assertThat(row.detail())
                                            .startsWith(
                                                    "field 'joined' is date in Iterable, the row"
                                                            + " has the text '"));
        }
    }

    @Test
    void aColumnOfTheWrongTypeStopsTheSync() throws Exception {
        refuseBatchesWithoutDates();
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            for (int row = 0; row < ROWS; row++) {
                outbox.receive(user(row, "unknown"));
            }
            outbox.release(1);

            assertThat(outbox.notices(NoticeKind.SETTLED))
                    .singleElement()
                    .satisfies(
                            end -> {
                                assertThat(end.code()).isEqualTo("RequestFieldsTypesMismatched");
                                assertThat(end.detail())
                                        .contains("rows sent have a value", "'joined' is date");
                            });
            assertThat(iterable.requests()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void theLikelyFieldIsReportedIfTheResponseNamesNone() throws Exception {
        iterable.profileFields("{\"joined\":\"date\",\"plan\":\"string\"}");
        iterable.refuse("user1@b.c", "user2@b.c");
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(user(1, "N/A"), user(2, GOOD), user(3, GOOD));
            outbox.release(1);

            String listed = " has a value that Iterable does not accept";
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::code, DeliveryNotice::detail)
                    .containsExactlyInAnyOrder(
                            tuple(
                                    "invalidDataEmails",
                                    "a field of user1@b.c"
                                            + listed
                                            + ". likely: field 'joined' is date in Iterable, the"
                                            + " row has the text 'N/A'"),
                            tuple("invalidDataEmails", "a field of user2@b.c" + listed));
            assertThat(iterable.fieldReads()).isOne();

            outbox.receive(again(2, 1, "N/A"));
            outbox.release(2);
            assertThat(iterable.fieldReads()).as("not twice within a minute").isOne();
            outbox.pass(ProfileFieldCache.FRESH_MILLIS);
            outbox.receive(again(3, 1, "none"));
            outbox.release(3);
            assertThat(iterable.fieldReads()).isEqualTo(2);
        }
    }

    @Test
    void aRowThatIsOnlyCountedAsFailedIsFoundAndItsLikelyFieldReported() throws Exception {
        iterable.profileFields("{\"joined\":\"date\"}");
        iterable.always(
                request -> {
                    long bad =
                            request.rows().stream().filter(row -> misfit(row).isPresent()).count();
                    return FakeIterable.ok(
                            "{\"successCount\":%d,\"failCount\":%d}"
                                    .formatted(request.rows().size() - bad, bad));
                });
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(user(1, GOOD), user(2, "N/A"), user(3, GOOD));
            outbox.release(1);

            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(
                            DeliveryNotice::identifier,
                            DeliveryNotice::code,
                            DeliveryNotice::detail)
                    .containsExactly(
                            tuple(
                                    "user2@b.c",
                                    "unattributed",
                                    "Iterable counts it as failed and names no cause. likely:"
                                            + " field 'joined' is date in Iterable, the row has"
                                            + " the text 'N/A'"));
        }
    }

    @Test
    void aRefusalIsUnchangedIfTheFieldsCantBeRead() throws Exception {
        iterable.profileFields("no json");
        iterable.refuse("user1@b.c");
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(user(1, "N/A"), user(2, GOOD));
            outbox.release(1);

            assertThat(outbox.settled()).containsExactly(new DeliveryTally(2, 1, 1, 0));
            assertThat(outbox.notices(NoticeKind.ROW_REJECTED))
                    .extracting(DeliveryNotice::detail)
                    .containsExactly(
                            "a field of user1@b.c has a value that Iterable does not accept");
        }
    }

    @Test
    void createdFieldsAreReportedOnceARunWithTheirTypes() throws Exception {
        options.batchRows(2).textFields(Set.of("joined"));
        iterable.always(
                request ->
                        FakeIterable.ok(
                                "{\"successCount\":%d,\"failCount\":0,\"createdFields\":[\"joined\",\"x\"]}"
                                        .formatted(request.rows().size())));
        try (OutboxHarness outbox = OutboxHarness.start(iterable, options)) {
            outbox.receive(user(1, GOOD), user(2, GOOD), user(3, GOOD), user(4, GOOD));
            outbox.release(1);

            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::code)
                    .containsExactly("createdFields", "textBecameDate", "createdFields");
            assertThat(outbox.notices(NoticeKind.WARNING))
                    .extracting(DeliveryNotice::detail)
                    .contains("profile field 'joined' of type date", "profile field 'x'");

            outbox.release(2);
            assertThat(outbox.notices(NoticeKind.WARNING)).hasSize(3);
        }
    }

    /** Refuses a whole request for the first row whose text is not a date, as Iterable does. */
    private void refuseBatchesWithoutDates() {
        iterable.always(RefusedValuesTest::answer);
    }

    private static CallResult answer(Request request) {
        return request.rows().stream()
                .flatMap(row -> misfit(row).stream())
                .findFirst()
                .map(
                        value ->
                                FakeIterable.status(
                                        400,
                                        "{\"code\":\"RequestFieldsTypesMismatched\",\"params\":"
                                                + "{\"validationErrors\":{\"joined\":{\"incomingTypes\":"
                                                + "[\"string\"],\"expectedType\":\"date\",\"category\":"
                                                + "\"user\",\"offendingValue\":\""
                                                + value
                                                + "\"}}}}"))
                .orElseGet(
                        () ->
                                FakeIterable.ok(
                                        "{\"successCount\":%d,\"failCount\":0}"
                                                .formatted(request.rows().size())));
    }

    private static Optional<String> misfit(SentRow row) {
        Matcher joined = JOINED.matcher(OutboxHarness.text(row));
        return joined.find() && !joined.group(1).equals(GOOD)
                ? Optional.of(joined.group(1))
                : Optional.empty();
    }

    private static Operation user(int row, String joined) {
        return again(1, row, joined);
    }

    private static Operation again(long run, int row, String joined) {
        String email = "user" + row + "@b.c";
        String body =
                "{\"email\":\"%s\",\"dataFields\":{\"joined\":\"%s\"}}".formatted(email, joined);
        return ask(OperationKind.UPSERT_USER, run, row, email, "", body);
    }
}
