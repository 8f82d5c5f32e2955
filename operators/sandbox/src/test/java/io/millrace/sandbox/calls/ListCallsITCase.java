/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.TestJson.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.testing.SandboxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListCallsITCase {

    @RegisterExtension private final SandboxExtension sandboxes = new SandboxExtension();

    private final Sandbox sandbox = sandboxes.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

    @Test
    void aListIsCreatedFilledReadAndDeleted() {
        long id =
                caller.post("/api/lists", "{'name': 'vip', 'description': 'd'}")
                        .json()
                        .path("listId")
                        .asLong();
        change("subscribe", id, "{'email': 'a@example.com'}, {'userId': 'u-1'}", "");
        change("unsubscribe", id, "{'email': 'A@example.com'}", "");

        assertThat(sandbox.listMembers(id)).containsExactly("u-1");
        assertThat(sandbox.userCount()).isEqualTo(2);
        assertThat(caller.get("/api/lists/" + id + "/size").text()).isEqualTo("1");
        assertThat(caller.get("/api/lists/getUsers?listId=" + id).text()).isEqualTo("u-1\n");
        assertThat(caller.get("/api/lists").json().at("/lists/0/name").asText()).isEqualTo("vip");
        assertThat(caller.delete("/api/lists/" + id).status()).isEqualTo(200);
        assertThat(sandbox.lists()).isEmpty();
    }

    @Test
    void aWrongListIdIsABadRequestThatSaysSuccess() {
        Caller.Reply reply =
                caller.post(
                        "/api/lists/subscribe",
                        "{'listId': 9, 'subscribers': [{'userId': 'u-1'}]}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("Success");
        assertThat(reply.json().path("msg").asText()).isEqualTo("error.lists.invalidListId(9)");
    }

    @Test
    void withExistingUsersOnlyOthersAreNotFound() {
        long id = sandbox.createList("l");

        JsonNode answer =
                change("subscribe", id, "{'userId': 'u-1'}", ", 'updateExistingUsersOnly': true");

        assertThat(strings(answer.at("/failedUpdates/notFoundUserIds"))).containsExactly("u-1");
        assertThat(sandbox.userCount()).isZero();
    }

    @Test
    void unsubscribeRequiresAUserAndMayCoverEveryChannel() {
        long id = sandbox.createList("l");
        change("subscribe", id, "{'userId': 'u-1', 'dataFields': {'a': 1}}", "");

        JsonNode answer =
                change(
                        "unsubscribe",
                        id,
                        "{'userId': 'u-1'}, {'email': 'no@example.com'}",
                        ", 'channelUnsubscribe': true");

        assertThat(strings(answer.at("/failedUpdates/notFoundEmails")))
                .containsExactly("no@example.com");
        assertThat(sandbox.user("u-1").orElseThrow().subscriptions().unsubscribedChannelIds())
                .containsExactly(1001L);
    }

    private JsonNode change(String call, long id, String subscribers, String more) {
        Caller.Reply reply =
                caller.post(
                        "/api/lists/" + call,
                        "{'listId': " + id + ", 'subscribers': [" + subscribers + "]" + more + "}");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }
}
