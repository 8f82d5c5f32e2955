/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsersBulkUpdateTest {

    private static final String PATH = "/api/users/bulkUpdate";

    private final Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

    @AfterEach
    void keepsItsPromises() {
        sandbox.assertNoViolations();
        sandbox.close();
    }

    @Test
    void createsUsersAndCountsThem() {
        Caller.Reply reply =
                caller.post(
                        PATH,
                        "{'users': [{'email': 'Ada@Example.com', 'dataFields': {'plan': 'pro'}},"
                                + " {'userId': 'u-2', 'dataFields': {'seats': 3}}]}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("successCount").asInt()).isEqualTo(2);
        assertThat(reply.json().path("failCount").asInt()).isZero();
        assertThat(strings(reply.json().path("createdFields")))
                .containsExactlyInAnyOrder("plan", "seats");
        assertThat(sandbox.users()).containsOnlyKeys("ada@example.com", "u-2");
        assertThat(sandbox.users().get("ada@example.com").path("plan").asText()).isEqualTo("pro");
    }

    @Test
    void mergesAtTheTopLevelAndDropsNulls() {
        caller.post(
                PATH,
                "{'users': [{'email': 'a@example.com', 'dataFields': {'a': 1, 'b': 2, 'o': {'x':"
                        + " 1, 'y': 2}}}]}");
        caller.post(
                PATH,
                "{'users': [{'email': 'a@example.com', 'dataFields': {'a': null, 'c': 3, 'o':"
                        + " {'x': 9}}}]}");

        assertThat(sandbox.users().get("a@example.com"))
                .isEqualTo(json("{'b': 2, 'o': {'x': 9}, 'c': 3}"));
    }

    @Test
    void mergesNestedObjectsOneLevelDeepWhereTheRowSaysSo() {
        caller.post(
                PATH,
                "{'users': [{'email': 'a@example.com', 'dataFields': {'o': {'x': 1, 'y': 2, 'z':"
                        + " {'p': 1, 'q': 2}}}}]}");
        caller.post(
                PATH,
                "{'users': [{'email': 'a@example.com', 'mergeNestedObjects': true, 'dataFields':"
                        + " {'o': {'x': null, 'z': {'p': 5}}}}]}");

        assertThat(sandbox.users().get("a@example.com"))
                .isEqualTo(json("{'o': {'y': 2, 'z': {'p': 5}}}"));
    }

    @Test
    void listsMalformedIdentifiersByValue() {
        JsonNode answer =
                caller.post(
                                PATH,
                                "{'users': [{'email': 'no-address'}, {'userId': 'trailing '},"
                                        + " {'email': 'a@example.com', 'dataFields': {'email':"
                                        + " 'bad@'}}, {'dataFields': {}}]}")
                        .json();

        assertThat(answer.path("failCount").asInt()).isEqualTo(4);
        assertThat(strings(answer.path("failedUpdates").path("invalidEmails")))
                .containsExactly("no-address", "bad@");
        assertThat(strings(answer.path("failedUpdates").path("invalidUserIds")))
                .containsExactly("trailing ");
        assertThat(strings(answer.path("invalidEmails"))).containsExactly("no-address", "bad@");
        assertThat(sandbox.users()).isEmpty();
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static java.util.List<String> strings(JsonNode array) {
        java.util.List<String> strings = new java.util.ArrayList<>();
        array.forEach(value -> strings.add(value.asText()));
        return strings;
    }
}
