/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.TestJson.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.UserDirectory;
import io.millrace.sandbox.project.UserIdentification;
import org.junit.jupiter.api.Test;

class UserIdentificationITCase {

    @Test
    void anEmailProjectMayShareUserIdsAndActsOnTheFirst() {
        try (Sandbox sandbox = start(UserIdentification.EMAIL)) {
            bulk(
                    sandbox,
                    "{'email': 'a@example.com', 'userId': 'u'}, {'email': 'b@example.com',"
                            + " 'userId': 'u'}");
            bulk(sandbox, "{'userId': 'u', 'dataFields': {'x': 1}}");

            assertThat(sandbox.users().get("a@example.com").path("x").asInt()).isEqualTo(1);
            assertThat(sandbox.users().get("b@example.com")).isEmpty();
            assertThat(Caller.of(sandbox).delete("/api/users/byUserId/u").status()).isEqualTo(200);
            assertThat(sandbox.users()).isEmpty();
        }
    }

    @Test
    void anEmailProjectCreatesByUserIdOnlyWherePreferred() {
        try (Sandbox sandbox = start(UserIdentification.EMAIL)) {
            JsonNode answer =
                    bulk(sandbox, "{'userId': 'u-1'}, {'userId': 'u-2', 'preferUserId': true}");

            assertThat(strings(answer.at("/failedUpdates/invalidUserIds"))).containsExactly("u-1");
            assertThat(sandbox.user("u-2").orElseThrow().email()).endsWith("@placeholder.email");
        }
    }

    @Test
    void anEmailProjectChangesEmailsByTheirOwnCallOnly() {
        try (Sandbox sandbox = start(UserIdentification.EMAIL)) {
            Caller caller = Caller.of(sandbox);
            bulk(sandbox, "{'email': 'a@example.com'}, {'email': 'b@example.com'}");

            JsonNode refused =
                    bulk(
                            sandbox,
                            "{'email': 'a@example.com', 'dataFields': {'email':"
                                    + " 'c@example.com'}}");
            assertThat(strings(refused.at("/failedUpdates/invalidDataEmails")))
                    .containsExactly("a@example.com");
            assertThat(change(caller, "a@example.com", "B@example.com").code())
                    .isEqualTo("EmailAlreadyExists");
            assertThat(change(caller, "nobody@example.com", "c@example.com").code())
                    .isEqualTo("UnknownEmailError");
            assertThat(change(caller, "a@example.com", "C@example.com").status()).isEqualTo(200);
            assertThat(sandbox.users()).containsOnlyKeys("b@example.com", "c@example.com");
        }
    }

    @Test
    void aUserIdProjectMayShareEmailsAndRenamesByDataFields() {
        try (Sandbox sandbox = start(UserIdentification.USER_ID)) {
            bulk(
                    sandbox,
                    "{'userId': 'u-1', 'email': 'a@example.com'}, {'userId': 'u-2', 'email':"
                            + " 'a@example.com'}");
            JsonNode answer =
                    bulk(
                            sandbox,
                            "{'userId': 'u-1', 'dataFields': {'userId': 'u-3'}}, {'userId': 'u-2',"
                                    + " 'dataFields': {'userId': 'u-3'}}, {'email':"
                                    + " 'nobody@example.com'}");

            assertThat(sandbox.users()).containsOnlyKeys("u-2", "u-3");
            assertThat(strings(answer.at("/failedUpdates/conflictUserIds"))).containsExactly("u-3");
            assertThat(strings(answer.at("/failedUpdates/invalidEmails")))
                    .containsExactly("nobody@example.com");
            assertThat(Caller.of(sandbox).delete("/api/users/a%40example.com").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void userIdsKeepTheirCase() {
        try (Sandbox sandbox = start(UserIdentification.HYBRID)) {
            bulk(sandbox, "{'userId': 'Ab'}, {'userId': 'ab'}");

            assertThat(sandbox.users()).containsOnlyKeys("Ab", "ab");
        }
    }

    @Test
    void theForgottenAreReadByTheIdentifierOfTheProject() {
        try (Sandbox sandbox = start(UserIdentification.EMAIL)) {
            Caller caller = Caller.of(sandbox);
            assertThat(caller.post("/api/users/forget", "{'userId': 'u'}").status()).isEqualTo(400);
            caller.post("/api/users/forget", "{'email': 'Ada@Example.com'}");

            assertThat(strings(caller.get("/api/users/forgotten").json().path("hashedEmails")))
                    .containsExactly(UserDirectory.fingerprint("ada@example.com"));
            assertThat(caller.get("/api/users/forgottenUserIds").status()).isEqualTo(400);
        }
    }

    private static Sandbox start(UserIdentification type) {
        return Sandbox.start(SandboxOptions.of(type).withThrottle(Throttle.off()));
    }

    private static JsonNode bulk(Sandbox sandbox, String rows) {
        Caller.Reply reply =
                Caller.of(sandbox).post("/api/users/bulkUpdate", "{'users': [" + rows + "]}");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }

    private static Caller.Reply change(Caller caller, String from, String to) {
        return caller.post(
                "/api/users/updateEmail",
                "{'currentEmail': '" + from + "', 'newEmail': '" + to + "'}");
    }
}
