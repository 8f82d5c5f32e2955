/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.TestJson.json;
import static io.millrace.sandbox.TestJson.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.project.Features;
import io.millrace.sandbox.project.ProjectSettings;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.project.UserState;
import io.millrace.sandbox.testing.SandboxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubscriptionCallsITCase {

    @RegisterExtension private final SandboxExtension sandboxes = new SandboxExtension();

    private final Sandbox sandbox = sandboxes.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

    @Test
    void eachArrayThatIsSentReplacesTheStoredOne() {
        long list = sandbox.createList("l");
        update(
                "{'userId': 'u-1', 'emailListIds': ["
                        + list
                        + "], 'unsubscribedChannelIds': [1001], 'unsubscribedMessageTypeIds':"
                        + " [2001]}");
        update(
                "{'userId': 'u-1', 'emailListIds': [], 'unsubscribedMessageTypeIds': [2003],"
                        + " 'unsubscribedChannelIds': null}");

        UserState user = sandbox.user("u-1").orElseThrow();
        assertThat(user.listIds()).isEmpty();
        assertThat(user.subscriptions().unsubscribedChannelIds()).containsExactly(1001L);
        assertThat(user.subscriptions().unsubscribedMessageTypeIds()).containsExactly(2003L);
    }

    @Test
    void bulkListsMalformedAndFailedUsersApart() {
        caller.post("/api/users/forget", "{'userId': 'gone'}");

        Caller.Reply reply =
                caller.post(
                        "/api/users/bulkUpdateSubscriptions",
                        "{'updateSubscriptionsRequests': [{'email': 'bad'}, {'userId': 'gone'},"
                                + " {'userId': 'u-1', 'subscribedMessageTypeIds': [2002]}]}");

        assertThat(reply.json().path("successCount").asInt()).isEqualTo(1);
        assertThat(reply.json().path("failCount").asInt()).isEqualTo(2);
        assertThat(strings(reply.json().path("invalidEmails"))).containsExactly("bad");
        assertThat(strings(reply.json().path("validUserIdFailures"))).containsExactly("gone");
    }

    @Test
    void aMessageTypeIsNotSubscribedToWithoutItsChannel() {
        String body =
                "{'userId': 'u-1', 'subscribedMessageTypeIds': [2002], 'unsubscribedChannelIds':"
                        + " [1001]";

        assertThat(caller.post("/api/users/updateSubscriptions", body + "}").status())
                .isEqualTo(400);
        assertThat(
                        caller.post(
                                        "/api/users/updateSubscriptions",
                                        body + ", 'validateChannelAlignment': false}")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void theSubscriptionsApiAddsAndRemovesOneByOneAndInBulk() {
        long list = sandbox.createList("l");
        String path = "/api/subscriptions/emailList/" + list;

        assertThat(
                        caller.send(
                                        "PUT",
                                        path + "?action=subscribe",
                                        "{'users': ['a@example.com'], 'usersByUserId': ['u-1']}")
                                .status())
                .isEqualTo(202);
        assertThat(caller.send("PATCH", path + "/byUserId/u-2", "").status()).isEqualTo(202);
        assertThat(caller.delete(path + "/user/a%40example.com").status()).isEqualTo(202);
        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u-1", "u-2");

        caller.delete("/api/subscriptions/messageChannel/1001/byUserId/u-1");
        caller.send("PATCH", "/api/subscriptions/messageType/2002/byUserId/u-1", "");
        UserState user = sandbox.user("u-1").orElseThrow();
        assertThat(user.subscriptions().unsubscribedChannelIds()).containsExactly(1001L);
        assertThat(user.subscriptions().subscribedMessageTypeIds()).containsExactly(2002L);
    }

    @Test
    void theSubscriptionsApiIsNotFoundUntilEnabled() {
        SandboxOptions bare =
                SandboxOptions.unthrottled()
                        .withProject(
                                ProjectSettings.of(UserIdentification.HYBRID)
                                        .withFeatures(Features.none()));
        try (Sandbox without = Sandbox.start(bare)) {
            Caller.Reply reply =
                    Caller.of(without)
                            .send("PATCH", "/api/subscriptions/messageType/2001/byUserId/u", "");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.code()).isEqualTo("NotFound");
        }
    }

    @Test
    void channelsAndMessageTypesAreListed() {
        assertThat(caller.get("/api/channels").json().at("/channels/0"))
                .isEqualTo(
                        json(
                                "{'id': 1001, 'name': 'Marketing Channel', 'channelType':"
                                        + " 'Marketing', 'messageMedium': 'Email'}"));
        assertThat(
                        caller.get("/api/messageTypes")
                                .json()
                                .at("/messageTypes/1/subscriptionPolicy")
                                .asText())
                .isEqualTo("OptIn");
    }

    @Test
    void messageTypesIdentifyTheProjectForEveryKey() {
        JsonNode types = caller.get("/api/messageTypes").json();

        assertThat(caller.withKey(ApiKeys.SECOND_SERVER).get("/api/messageTypes").json())
                .isEqualTo(types);
        sandbox.reset();
        assertThat(caller.get("/api/messageTypes").json()).isEqualTo(types);
        try (Sandbox other = Sandbox.start(SandboxOptions.unthrottled())) {
            assertThat(
                            Caller.of(other)
                                    .get("/api/messageTypes")
                                    .json()
                                    .at("/messageTypes/0/createdAt"))
                    .isNotEqualTo(types.at("/messageTypes/0/createdAt"));
        }
    }

    private void update(String body) {
        assertThat(caller.post("/api/users/updateSubscriptions", body).status()).isEqualTo(200);
    }
}
