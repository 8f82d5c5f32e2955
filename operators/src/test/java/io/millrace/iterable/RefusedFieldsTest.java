/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedFieldsTest {

    @Test
    void everyRowWithTheOffendingValueInItsFieldIsRefusedAndNoOther() {
        Request request =
                users(
                        "{\"joined\":\"7 May\"}",
                        "{\"joined\":\"2024-05-01\"}",
                        "{\"note\":\"7 May\"}",
                        "{\"joined\":\"7 May\"}",
                        "{\"joined\":null}");

        assertThat(refused(request, mismatch("joined", "date", "\"7 May\"")))
                .containsOnlyKeys(0, 3)
                .containsValue(
                        new RowFault(
                                "RequestFieldsTypesMismatched",
                                "field 'joined' is date in Iterable, the row has the text"
                                        + " '7 May'"));
    }

    @Test
    void otherValuesOfTheSameTypeAreRefusedTooUnlessTheyMayFit() {
        Request request =
                users(
                        "{\"joined\":\"unknown\"}",
                        "{\"joined\":\"N/A\"}",
                        "{\"joined\":\"\"}",
                        "{\"joined\":\"2020-04-13 14:04:09.000\"}",
                        "{\"joined\":\"2024-05-01\"}",
                        "{\"joined\":17}");

        assertThat(refused(request, mismatch("joined", "date", "\"N/A\"")))
                .containsOnlyKeys(0, 1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "long, '\"7\"', '{\"x\":7}', '{\"x\":\"7\"}'",
        "boolean, '\"no\"', '{\"x\":false}', '{\"x\":\"no\"}'",
        "long, '1.5', '{\"x\":1}', '{\"x\":1.50}'",
        "string, '{}', '{\"x\":\"a\"}', '{\"x\":{\"y\":1}}'",
        "string, '\"a\"', '{\"y\":[\"a\"]}', '{\"x\":[\"b\",\"a\"]}'"
    })
    void aValueIsComparedWithItsType(String type, String value, String fits, String unfit) {
        assertThat(refused(users(fits, unfit), mismatch("x", type, value))).containsOnlyKeys(1);
    }

    @Test
    void aFieldWithinAnObjectHasAPath() {
        Request request =
                users("{\"a\":{\"b\":[{\"c\":\"x\"}]}}", "{\"a\":{\"b\":[{\"c\":1}]},\"c\":\"x\"}");

        assertThat(refused(request, mismatch("a.b.c", "long", "\"x\""))).containsOnlyKeys(0);
    }

    @Test
    void aMismatchThatFitsNoRowSplits() {
        Request request = users("{\"joined\":\"2024-05-01\"}", "{}");

        assertThat(verdict(request, mismatch("joined", "date", "\"N/A\"")))
                .isEqualTo(
                        new Verdict.SplitBatch(
                                new RowFault(
                                        "RequestFieldsTypesMismatched",
                                        "field 'joined' is date in Iterable, the row has the text"
                                                + " 'N/A'")));
    }

    @Test
    void eventsOfOneNameAreToldAndOfSeveralAreNot() {
        String params = mismatch("x", "long", "\"a\"");
        assertThat(
                        refused(
                                events("seen {\"x\":\"a\"}", "seen {\"x\":1}", "left {\"x\":2}"),
                                params))
                .containsOnlyKeys(0);
        assertThat(verdict(events("seen {\"x\":\"a\"}", "left {\"x\":\"a\"}"), params))
                .as("which of the two names has a long x is unknown")
                .isInstanceOf(Verdict.SplitBatch.class);
    }

    @ParameterizedTest
    @CsvSource({
        "error.expected.jsstring, must be a text",
        "error.expected.jsnumber, must be a number",
        "error.expected.jsboolean, must be true or false",
        "error.expected.jsobject, must be an object",
        "error.expected.jsarray, must be an array",
        "error.path.missing, is missing",
        "error.other, is refused: error.other"
    })
    void aComplaintIsSaidInWordsWithTheValue(String complaint, String words) {
        Request request = users("{}", "{\"age\":true}");
        String body =
                "{\"code\":\"BadJsonBody\",\"params\":{\"obj.users[1].dataFields.age\":"
                        + "[{\"msg\":[\"%s\"],\"args\":[]}]}}".formatted(complaint);

        assertThat(judge(request, body))
                .isEqualTo(
                        new Verdict.RowsRefused(
                                Map.of(
                                        1,
                                        new RowFault(
                                                "BadJsonBody",
                                                "field 'age' " + words + ", the row has true"))));
    }

    @Test
    void theRowOfASingleCallAndAnItemOfACatalogAreTold() {
        Request purchase =
                new Request(
                        Endpoint.COMMERCE_TRACK_PURCHASE,
                        "",
                        List.of(row("a@b.c", "{\"items\":[{\"price\":\"12\"}],\"total\":1}")));
        assertThat(
                        judge(
                                purchase,
                                "{\"code\":\"BadJsonBody\",\"params\":{\"obj.items[0].price\":"
                                        + "[{\"msg\":[\"error.expected.jsnumber\"]}]}}"))
                .isEqualTo(
                        new Verdict.RowsRefused(
                                Map.of(
                                        0,
                                        new RowFault(
                                                "BadJsonBody",
                                                "field 'items[0].price' must be a number, the row"
                                                        + " has the text '12'"))));
        Request items =
                new Request(
                        Endpoint.CATALOG_ITEMS_PATCH,
                        "books",
                        List.of(row("b-1", "{}"), row("b-2", "{}")));
        assertThat(
                        judge(
                                items,
                                "{\"code\":\"BadJsonBody\",\"params\":{\"obj.documents.b-2\":"
                                        + "[{\"msg\":[\"error.expected.jsobject\"]}]}}"))
                .isEqualTo(
                        new Verdict.RowsRefused(
                                Map.of(
                                        1,
                                        new RowFault("BadJsonBody", "the row must be an object"))));
    }

    private static String mismatch(String field, String type, String value) {
        return "{\"validationErrors\":{\"%s\":{\"incomingTypes\":[],\"expectedType\":\"%s\",\"offendingValue\":%s}}}"
                .formatted(field, type, value);
    }

    private static Map<Integer, RowFault> refused(Request request, String params) {
        return ((Verdict.RowsRefused) verdict(request, params)).refused();
    }

    private static Verdict verdict(Request request, String params) {
        return judge(
                request, "{\"code\":\"RequestFieldsTypesMismatched\",\"params\":" + params + "}");
    }

    private static Verdict judge(Request request, String body) {
        return ResponseClassifier.of(new CallResult.Response(400, Optional.empty(), body), request);
    }

    private static Request users(String... fields) {
        return new Request(
                Endpoint.USERS_BULK_UPDATE,
                "",
                Arrays.stream(fields)
                        .map(
                                json ->
                                        row(
                                                "a@b.c",
                                                "{\"email\":\"a@b.c\",\"dataFields\":"
                                                        + json
                                                        + "}"))
                        .toList());
    }

    /** Each as {@code name fields}. */
    private static Request events(String... events) {
        return new Request(
                Endpoint.EVENTS_TRACK_BULK,
                "",
                Arrays.stream(events)
                        .map(event -> event.split(" ", 2))
                        .map(
                                event ->
                                        row(
                                                "a@b.c",
                                                "{\"eventName\":\"%s\",\"dataFields\":%s}"
                                                        .formatted(event[0], event[1])))
                        .toList());
    }

    private static SentRow row(String identifier, String body) {
        return new SentRow(identifier, body.getBytes(StandardCharsets.UTF_8));
    }
}
