/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseClassifierTest {

    private static final Request THREE =
            new Request(
                    Endpoint.USERS_BULK_UPDATE,
                    "",
                    List.of(
                            user("A@B.c", "{\"email\":\"A@B.c\"}"),
                            user("U17", "{\"userId\":\"U17\"}"),
                            user(
                                    "d@e.f",
                                    "{\"email\":\"d@e.f\",\"dataFields\":{\"email\":\"New@E.f\"}}")));

    @Test
    void aCountWithoutFailuresAcceptsAll() {
        assertThat(ok("{\"successCount\":3,\"failCount\":0,\"somethingNew\":{}}"))
                .isEqualTo(new Verdict.AllAccepted(FieldNotes.NONE));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202})
    void aQueuedRequestIsAccepted(int status) {
        assertThat(judge(status, "{\"msg\":\"\",\"code\":\"Success\",\"params\":null}"))
                .isInstanceOf(Verdict.AllAccepted.class);
    }

    @Test
    void fieldsTooManyForTheProjectAreNamed() {
        assertThat(
                        judge(
                                400,
                                "{\"msg\":\"Too many fields\",\"code\":"
                                        + "\"UniqueFieldsLimitExceeded\",\"params\":{\"limit\":1000,"
                                        + "\"requestedTotal\":1001,\"newFields\":[\"plan\"]}}"))
                .isEqualTo(
                        new Verdict.Stop(
                                "UniqueFieldsLimitExceeded",
                                "Too many fields: 1001 fields of 1000; new are plan"));
    }

    @Test
    void droppedAndCreatedFieldsAreNotedWithTheTypesOfTheirFirstValues() {
        Request request =
                new Request(
                        Endpoint.USERS_BULK_UPDATE,
                        "",
                        List.of(
                                user("a@b.c", "{\"email\":\"a@b.c\",\"dataFields\":{\"c\":1}}"),
                                user(
                                        "d@e.f",
                                        "{\"email\":\"d@e.f\",\"dataFields\":{\"c\":\"2024-01-01\","
                                                + "\"o\":{\"p\":[true]}}}"),
                                user("g@h.i", "{\"email\":\"g@h.i\",\"dataFields\":{\"c\":1.5}}")));
        String body =
                "{\"successCount\":2,\"failCount\":1,\"filteredOutFields\":[\"b\",\"a\"],"
                        + "\"createdFields\":[\"c\",\"o\",\"o.p\",\"elsewhere\"],"
                        + "\"failedUpdates\":{\"invalidDataEmails\":[\"a@b.c\"]}}";

        Verdict.SomeRejected verdict =
                (Verdict.SomeRejected) ResponseClassifier.of(response(200, body), request);

        assertThat(verdict.notes())
                .isEqualTo(
                        new FieldNotes(
                                new TreeSet<>(List.of("a", "b")),
                                new TreeMap<>(
                                        Map.of(
                                                "c",
                                                "date",
                                                "o",
                                                "object",
                                                "o.p",
                                                "boolean",
                                                "elsewhere",
                                                ""))));
    }

    @ParameterizedTest
    @CsvSource({
        "invalidEmails, a@b.c, 0",
        "invalidUserIds, U17, 1",
        "invalidDataEmails, a@b.c, 0",
        "invalidDataUserIds, U17, 1",
        "conflictEmails, new@e.f, 2",
        "conflictUserIds, U17, 1",
        "forgottenEmails, d@e.f, 2",
        "notFoundUserIds, U17, 1",
        "someNewBucket, d@e.f, 2"
    })
    void aFailureNamesItsRow(String bucket, String value, int row) {
        assertThat(
                        ok(
                                "{\"successCount\":2,\"failCount\":1,\"failedUpdates\":{\"%s\":[\"%s\"]}}"
                                        .formatted(bucket, value)))
                .isEqualTo(
                        new Verdict.SomeRejected(
                                Map.of(row, RowFault.listed(bucket, value)),
                                Map.of(),
                                0,
                                FieldNotes.NONE));
    }

    @Test
    void userIdsAreComparedExactly() {
        assertThat(
                        unattributed(
                                "{\"failCount\":1,\"failedUpdates\":{\"invalidUserIds\":[\"u17\"]}}"))
                .isEqualTo(1);
    }

    @Test
    void theDeprecatedListsAreTheFallback() {
        assertThat(rejected("{\"failCount\":1,\"invalidUserIds\":[\"U17\"]}")).containsOnlyKeys(1);
    }

    @Test
    void aNamedBucketIsPreferredToTheDeprecatedLists() {
        assertThat(
                        rejected(
                                "{\"failCount\":1,\"failedUpdates\":{\"forgottenEmails\":[\"a@b.c\"]},"
                                        + "\"invalidEmails\":[\"a@b.c\"]}"))
                .containsExactly(
                        Map.entry(
                                0,
                                new RowFault(
                                        "forgottenEmails",
                                        "a@b.c was forgotten and is refused until it is"
                                                + " unforgotten")));
    }

    @Test
    void failuresNotNamedAreUnattributed() {
        assertThat(
                        unattributed(
                                "{\"successCount\":1,\"failCount\":2,\"failedUpdates\":{\"invalidEmails\":[\"a@b.c\"]}}"))
                .isEqualTo(1);
    }

    @Test
    void aValueThatFitsTwoRowsNamesNone() {
        Request twins =
                new Request(
                        Endpoint.USERS_BULK_UPDATE,
                        "",
                        List.of(
                                user("a@b.c", "{\"email\":\"a@b.c\"}"),
                                user(
                                        "U1",
                                        "{\"userId\":\"U1\",\"dataFields\":{\"email\":\"a@b.c\"}}")));
        String body = "{\"failCount\":1,\"failedUpdates\":{\"conflictEmails\":[\"a@b.c\"]}}";

        assertThat(ResponseClassifier.of(response(200, body), twins))
                .isEqualTo(new Verdict.SomeRejected(Map.of(), Map.of(), 1, FieldNotes.NONE));
    }

    @Test
    void noOpsAreSuccesses() {
        assertThat(ok("{\"successCount\":2,\"failCount\":0,\"noOpEmails\":[\"a@b.c\"]}"))
                .isInstanceOf(Verdict.AllAccepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "<html>wait</html>",
                "{\"successCount\":1,\"fai"
            })
    void aSuccessWithoutCountsIsNoAnswer(String body) {
        assertThat(ok(body)).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void theStatusDecidesBeforeTheCode() {
        assertThat(judge(401, "{\"code\":\"Success\",\"msg\":\"no\"}"))
                .isEqualTo(new Verdict.Stop("HTTP 401", "no"));
        assertThat(judge(400, "{\"code\":\"Success\",\"msg\":\"error.lists.invalidListId\"}"))
                .isEqualTo(
                        new Verdict.Unavailable(
                                "invalidListId", "error.lists.invalidListId", false));
    }

    @Test
    void aListThatIsMissingIsNamedWithTheFix() {
        CallResult answer =
                new CallResult.Response(
                        400,
                        Optional.empty(),
                        "{\"code\":\"Success\",\"msg\":\"error.lists.invalidListId(7)\"}");

        Verdict verdict =
                ResponseClassifier.of(
                        answer, new Request(Endpoint.LISTS_SUBSCRIBE, "7", List.of()));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Unavailable.class,
                        missing ->
                                assertThat(missing.reason())
                                        .startsWith("Iterable has no list 7: was it deleted?")
                                        .contains("'list.name' is created again")
                                        .endsWith("(error.lists.invalidListId(7))"));
        assertThat(MissingDestination.isMissing(verdict)).isTrue();
    }

    @Test
    void aCatalogThatIsMissingIsNamedWithTheFix() {
        CallResult answer =
                new CallResult.Response(
                        404,
                        Optional.empty(),
                        "{\"error\":\"NotFound\",\"message\":\"no such catalog\","
                                + "\"code\":\"error.catalogs.notFound\"}");

        Verdict verdict =
                ResponseClassifier.of(
                        answer, new Request(Endpoint.CATALOG_ITEMS_REPLACE, "toys", List.of()));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Stop.class,
                        missing ->
                                assertThat(missing.reason())
                                        .startsWith("Iterable has no catalog 'toys': was it")
                                        .contains("'create-catalog: true'"));
        assertThat(MissingDestination.isMissing(verdict)).isTrue();
        assertThat(MissingDestination.isMissing(judge(404, "{\"code\":\"NotFound\"}"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400, BatchTooLarge, true",
        "400, BadParams, false",
        "400, RequestFieldsTypesMismatched, false",
        "400, BadJsonBody, false",
        "400, InvalidEmailAddressError, true",
        "400, ForgottenUserError, true",
        "409, Conflict, true",
        "413, PayloadTooLarge, true"
    })
    void aRefusedBatchIsSplit(int status, String code, boolean explained) {
        assertThat(judge(status, "{\"code\":\"" + code + "\",\"msg\":\"why\"}"))
                .isEqualTo(new Verdict.SplitBatch(new RowFault(code, "why", explained)));
    }

    @Test
    void whatAnAnswerNamesIsShown() {
        assertThat(
                        judge(
                                409,
                                "{\"code\":\"Conflict\",\"msg\":\"why\",\"params\":"
                                        + "{\"field\":\"age\"}}"))
                .isEqualTo(
                        new Verdict.SplitBatch(
                                new RowFault("Conflict", "why {\"field\":\"age\"}")));
    }

    @Test
    void aKeyIsNotShown() {
        assertThat(
                        judge(
                                401,
                                "{\"code\":\"BadApiKey\",\"msg\":\"no\",\"params\":"
                                        + "{\"apiKeyIdentifier\":\"secret\"}}"))
                .isEqualTo(new Verdict.Stop("BadApiKey", "no"));
    }

    @Test
    void aPathOfBadJsonNamesTheRow() {
        assertThat(
                        judge(
                                400,
                                "{\"code\":\"BadJsonBody\",\"params\":{\"obj.users[1].userId\":\"not"
                                        + " good\"}}"))
                .isEqualTo(
                        new Verdict.RowsRefused(
                                Map.of(
                                        1,
                                        new RowFault(
                                                "BadJsonBody",
                                                "field 'userId' is refused: not good, the row has"
                                                        + " the text 'U17'"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"obj.users[99].userId", "obj.users", "obj.users[12345678901].x"})
    void aPathToNoRowOfOursSplits(String path) {
        assertThat(judge(400, "{\"code\":\"BadJsonBody\",\"params\":{\"" + path + "\":\"x\"}}"))
                .isEqualTo(
                        new Verdict.SplitBatch(
                                new RowFault("BadJsonBody", "field '" + path + "' is refused: x")));
    }

    @ParameterizedTest
    @CsvSource({
        "400, UniqueFieldsLimitExceeded",
        "400, InvalidJwtPayload",
        "401, BadApiKey",
        "403, Forbidden",
        "404, NotFound",
        "405, Other",
        "302, Moved"
    })
    void whatOnlyAPersonCanMendStops(int status, String code) {
        assertThat(judge(status, "{\"code\":\"" + code + "\",\"msg\":\"why\"}"))
                .isEqualTo(new Verdict.Stop(code, "why"));
    }

    @Test
    void aPageInsteadOfAnErrorKeepsTheStatus() {
        assertThat(judge(404, "<html>no route</html>"))
                .isEqualTo(new Verdict.Stop("HTTP 404", "HTTP 404 <html>no route</html>"));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void aTroubledServerIsUnavailable(int status) {
        assertThat(judge(status, "{\"code\":\"GenericError\",\"msg\":\"oops\"}"))
                .isEqualTo(new Verdict.Unavailable("HTTP " + status, "oops", true));
    }

    @Test
    void noResponseIsUnavailable() {
        assertThat(ResponseClassifier.of(new CallResult.NoResponse("refused"), THREE))
                .isEqualTo(new Verdict.Unavailable("NoResponse", "refused", true));
    }

    @Test
    void throttlingTellsItsReset() {
        assertThat(judge(429, "{\"params\":{\"rateLimitReset\":2.5}}"))
                .isEqualTo(new Verdict.Throttled(Optional.of(Duration.ofMillis(2_500))));
        assertThat(judge(429, "no json")).isEqualTo(new Verdict.Throttled(Optional.empty()));
        assertThat(ResponseClassifier.of(new CallResult.Response(429, Optional.of("7"), ""), THREE))
                .isEqualTo(new Verdict.Throttled(Optional.of(Duration.ofSeconds(7))));
        assertThat(
                        ResponseClassifier.of(
                                new CallResult.Response(
                                        429, Optional.of("Wed, 21 Oct 2026 07:28:00 GMT"), ""),
                                THREE))
                .isEqualTo(new Verdict.Throttled(Optional.empty()));
    }

    @Test
    void aRequestIsOneJsonObject() {
        assertThat(new String(THREE.encode(), StandardCharsets.UTF_8))
                .startsWith("{\"users\":[{\"email\":\"A@B.c\"},{\"userId\":\"U17\"},")
                .endsWith("]}");
    }

    @Test
    void aRefusedIdentityConcernsAllRowsThatNameIt() {
        Request events =
                new Request(
                        Endpoint.EVENTS_TRACK_BULK,
                        "",
                        List.of(
                                user("a@b.c", "{\"email\":\"a@b.c\",\"id\":\"1\"}"),
                                user("d@b.c", "{\"email\":\"d@b.c\",\"id\":\"2\"}"),
                                user("A@b.c", "{\"email\":\"A@b.c\",\"id\":\"3\"}")));
        Verdict verdict =
                ResponseClassifier.of(
                        response(
                                200,
                                "{\"successCount\":1,\"failCount\":2,\"failedUpdates\":"
                                        + "{\"notFoundEmails\":[\"a@b.c\"]}}"),
                        events);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.SomeRejected.class,
                        some -> {
                            assertThat(some.rejected()).containsOnlyKeys(0, 2);
                            assertThat(some.unattributed()).isZero();
                        });
    }

    private static Map<Integer, RowFault> rejected(String body) {
        return ((Verdict.SomeRejected) ok(body)).rejected();
    }

    private static int unattributed(String body) {
        return ((Verdict.SomeRejected) ok(body)).unattributed();
    }

    private static Verdict ok(String body) {
        return judge(200, body);
    }

    private static Verdict judge(int status, String body) {
        return ResponseClassifier.of(response(status, body), THREE);
    }

    private static CallResult response(int status, String body) {
        return new CallResult.Response(status, Optional.empty(), body);
    }

    private static SentRow user(String identifier, String body) {
        return new SentRow(identifier, body.getBytes(StandardCharsets.UTF_8));
    }
}
