/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.TestJson.json;
import static io.millrace.sandbox.TestJson.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.testing.SandboxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UsersBulkUpdateITCase {

    private static final String PATH = "/api/users/bulkUpdate";

    @RegisterExtension private final SandboxExtension sandboxes = new SandboxExtension();

    private final Sandbox sandbox = sandboxes.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

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
        assertThat(sandbox.users().get("ada@example.com")).isEqualTo(json("{'plan': 'pro'}"));
    }

    @Test
    void mergesAtTheTopLevelAndDropsNulls() {
        bulk("{'email': 'a@example.com', 'dataFields': {'a': 1, 'b': 2, 'o': {'x': 1, 'y': 2}}}");
        bulk("{'email': 'a@example.com', 'dataFields': {'a': null, 'c': 3, 'o': {'x': 9}}}");

        assertThat(sandbox.users().get("a@example.com"))
                .isEqualTo(json("{'b': 2, 'o': {'x': 9}, 'c': 3}"));
    }

    @Test
    void mergesNestedObjectsOneLevelDeepWhereTheRowSaysSo() {
        bulk(
                "{'email': 'a@example.com', 'dataFields': {'o': {'x': 1, 'y': 2, 'z': {'p': 1, 'q':"
                        + " 2}}}}");
        bulk(
                "{'email': 'a@example.com', 'mergeNestedObjects': true, 'dataFields': {'o': {'x':"
                        + " null, 'z': {'p': 5}}}}");

        assertThat(sandbox.users().get("a@example.com"))
                .isEqualTo(json("{'o': {'y': 2, 'z': {'p': 5}}}"));
    }

    @Test
    void replacesArrays() {
        bulk("{'email': 'a@example.com', 'dataFields': {'tags': ['x', 'y']}}");
        bulk("{'email': 'a@example.com', 'dataFields': {'tags': ['z']}}");

        assertThat(sandbox.users().get("a@example.com")).isEqualTo(json("{'tags': ['z']}"));
    }

    @Test
    void listsMalformedIdentifiersByValue() {
        JsonNode answer =
                bulk(
                        "{'email': 'no-address'}, {'userId': 'trailing '}, {'email':"
                                + " 'a@example.com', 'dataFields': {'email': 'bad@'}}, {'userId':"
                                + " '"
                                + "x".repeat(53)
                                + "'}, {'dataFields': {}}");

        assertThat(answer.path("failCount").asInt()).isEqualTo(5);
        assertThat(strings(answer.at("/failedUpdates/invalidEmails")))
                .containsExactly("no-address", "bad@");
        assertThat(strings(answer.at("/failedUpdates/invalidUserIds")))
                .containsExactly("trailing ", "x".repeat(53));
        assertThat(strings(answer.path("invalidEmails"))).containsExactly("no-address", "bad@");
        assertThat(sandbox.users()).isEmpty();
    }

    @Test
    void theFirstValueFixesATypeForTheWholeProject() {
        bulk(
                "{'userId': 'u-1', 'dataFields': {'seats': 1, 'score': 1.5, 'born': '2001-02-03',"
                        + " 'name': 'Ada', 'nested': {'flag': true}, 'tags': ['a']}}");

        JsonNode answer =
                bulk(
                        "{'userId': 'u-2', 'dataFields': {'seats': 1.5}},"
                                + " {'userId': 'u-3', 'dataFields': {'born': 'yesterday'}},"
                                + " {'userId': 'u-4', 'dataFields': {'nested': {'flag': 'yes'}}},"
                                + " {'userId': 'u-5', 'dataFields': {'tags': [1]}},"
                                + " {'userId': 'u-6', 'dataFields': {'score': 2, 'name':"
                                + " '2001-02-03', 'seats': null}}");

        assertThat(strings(answer.at("/failedUpdates/invalidDataUserIds")))
                .containsExactly("u-2", "u-3", "u-4", "u-5");
        assertThat(answer.path("successCount").asInt()).isEqualTo(1);
        assertThat(sandbox.users()).containsOnlyKeys("u-1", "u-6");
        assertThat(sandbox.userFields())
                .containsEntry("seats", "long")
                .containsEntry("score", "double")
                .containsEntry("born", "date")
                .containsEntry("name", "string")
                .containsEntry("nested", "object")
                .containsEntry("nested.flag", "boolean")
                .containsEntry("tags", "string");
    }

    @Test
    void aValueOutOfTheRangeOfItsTypeIsRefused() {
        JsonNode answer =
                bulk(
                        "{'userId': 'u-1', 'dataFields': {'n': 9223372036854775807}},"
                                + " {'userId': 'u-2', 'dataFields': {'n': 9223372036854775808}},"
                                + " {'userId': 'u-3', 'dataFields': {'text': '"
                                + "x".repeat(33_000)
                                + "'}},"
                                + " {'userId': 'u-4', 'dataFields': {'home_geo_location': {'lat':"
                                + " 200, 'lon': 1}}},"
                                + " {'userId': 'u-5', 'dataFields': {'locale': 7}}");

        assertThat(strings(answer.at("/failedUpdates/invalidDataUserIds")))
                .containsExactly("u-2", "u-3", "u-4", "u-5");
        assertThat(sandbox.users()).containsOnlyKeys("u-1");
    }

    @Test
    void aFieldTypedByTheSameBatchIsFixedForItsLaterRows() {
        JsonNode answer =
                bulk(
                        "{'userId': 'u-1', 'dataFields': {'x': 1}}, {'userId': 'u-2', 'dataFields':"
                                + " {'x': 'one'}}");

        assertThat(strings(answer.at("/failedUpdates/invalidDataUserIds"))).containsExactly("u-2");
    }

    @Test
    void unknownFieldsAreDroppedWithoutCreateNewFields() {
        bulk("{'userId': 'u-1', 'dataFields': {'known': 1}}");

        JsonNode answer =
                caller.post(
                                PATH,
                                "{'createNewFields': false, 'users': [{'userId': 'u-1',"
                                        + " 'dataFields': {'known': 2, 'fresh': 3}}]}")
                        .json();

        assertThat(answer.path("successCount").asInt()).isEqualTo(1);
        assertThat(strings(answer.path("filteredOutFields"))).containsExactly("fresh");
        assertThat(sandbox.users().get("u-1")).isEqualTo(json("{'known': 2}"));
    }

    @Test
    void anIdentityThatBelongsToAnotherIsAConflict() {
        bulk(
                "{'email': 'a@example.com', 'userId': 'u-1'}, {'email': 'b@example.com', 'userId':"
                        + " 'u-2'}");

        JsonNode answer =
                bulk(
                        "{'email': 'a@example.com', 'userId': 'u-2'}, {'userId': 'u-1',"
                                + " 'dataFields': {'email': 'B@example.com'}}");

        assertThat(strings(answer.at("/failedUpdates/conflictEmails")))
                .containsExactly("a@example.com", "B@example.com");
    }

    @Test
    void dataFieldsChangeAnIdentityThatIsFree() {
        bulk("{'email': 'old@example.com', 'userId': 'u-1', 'dataFields': {'a': 1}}");
        bulk("{'userId': 'u-1', 'dataFields': {'email': 'New@example.com'}}");

        assertThat(sandbox.users()).containsOnlyKeys("new@example.com");
        assertThat(sandbox.user("u-1").orElseThrow().dataFields()).isEqualTo(json("{'a': 1}"));
    }

    @Test
    void forgottenUsersAreRefusedUntilUnforgotten() {
        caller.post("/api/users/forget", "{'email': 'Gone@example.com'}");

        assertThat(
                        strings(
                                bulk("{'email': 'gone@example.com'}")
                                        .at("/failedUpdates/forgottenEmails")))
                .containsExactly("gone@example.com");
        caller.post("/api/users/unforget", "{'email': 'gone@example.com'}");
        assertThat(bulk("{'email': 'gone@example.com'}").path("successCount").asInt()).isEqualTo(1);
    }

    @Test
    void aBodyOfTheWrongJsonTypesIsRefusedWholeAndNamesTheRow() {
        Caller.Reply reply =
                caller.post(
                        PATH,
                        "{'users': [{'email': 'a@example.com'}, {'email': 7}, {'userId': 'u',"
                                + " 'dataFields': []}, 4]}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("BadJsonBody");
        assertThat(reply.json().path("params").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("obj.users[1].email", "obj.users[2].dataFields", "obj.users[3]");
        assertThat(sandbox.users()).isEmpty();
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThat(caller.post(PATH, "{'users': [").code()).isEqualTo("BadJsonBody");
        assertThat(caller.post(PATH, "{}").code()).isEqualTo("BadJsonBody");
        assertThat(caller.post(PATH, "[]").code()).isEqualTo("BadJsonBody");
    }

    @Test
    void updateOnlyLeavesUnknownUsersOut() {
        bulk("{'userId': 'u-1'}");
        caller.post(
                PATH,
                "{'updateOnly': true, 'users': [{'userId': 'u-1', 'dataFields': {'a': 1}},"
                        + " {'userId': 'u-2'}]}");

        assertThat(sandbox.users()).containsOnlyKeys("u-1");
    }

    private JsonNode bulk(String rows) {
        Caller.Reply reply = caller.post(PATH, "{'users': [" + rows + "]}");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }
}
