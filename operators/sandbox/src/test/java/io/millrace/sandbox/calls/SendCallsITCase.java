/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.testing.SandboxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendCallsITCase {

    @RegisterExtension private final SandboxExtension sandboxes = new SandboxExtension();

    private final Sandbox sandbox = sandboxes.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

    @ParameterizedTest
    @ValueSource(strings = {"email", "inApp", "push", "sms", "webPush", "whatsApp"})
    void everyCallIsASend(String medium) {
        caller.post("/api/users/update", "{'userId': 'u-1'}");
        String path = "/api/" + medium + "/target";
        String body = "{'campaignId': 7, 'recipientUserId': 'u-1'}";

        assertThat(caller.post(path, body).status()).isEqualTo(200);
        assertThat(caller.post(path, body).status()).isEqualTo(200);
        assertThat(caller.post(path, "{'recipientUserId': 'u-1'}").code()).isEqualTo("BadJsonBody");
        assertThat(sandbox.sends()).hasSize(2);
        assertThat(sandbox.sends().get(0).call()).isEqualTo(path);
        assertThat(sandbox.sends().get(0).recipient()).isEqualTo("u-1");
    }

    @Test
    void emailCreatesItsRecipientAndPushDoesNot() {
        assertThat(
                        caller.post(
                                        "/api/email/target",
                                        "{'campaignId': 7, 'recipientEmail': 'a@example.com'}")
                                .status())
                .isEqualTo(200);
        assertThat(
                        caller.post(
                                        "/api/push/target",
                                        "{'campaignId': 7, 'recipientEmail': 'b@example.com'}")
                                .code())
                .isEqualTo("UnknownEmailError");
        assertThat(sandbox.users()).containsOnlyKeys("a@example.com");
    }

    @Test
    void aRepeatMayBeForbidden() {
        String body =
                "{'campaignId': 7, 'recipientEmail': 'a@example.com', 'allowRepeatMarketingSends':"
                        + " false}";
        caller.post("/api/email/target", body);
        caller.post("/api/email/target", body);

        assertThat(sandbox.sends()).hasSize(1);
    }

    @Test
    void aJourneyIsTriggeredForAUserOrAList() {
        caller.post("/api/users/update", "{'userId': 'u-1'}");
        long list = sandbox.createList("l");
        String path = "/api/workflows/triggerWorkflow";

        assertThat(caller.post(path, "{'workflowId': 1, 'userId': 'u-1'}").status()).isEqualTo(200);
        assertThat(caller.post(path, "{'workflowId': 1, 'listId': " + list + "}").status())
                .isEqualTo(200);
        assertThat(caller.post(path, "{'workflowId': 1, 'listId': 1}").status()).isEqualTo(400);
        assertThat(caller.post(path, "{'workflowId': 1, 'userId': 'u-2'}").code())
                .isEqualTo("UnknownUserIdError");
        assertThat(sandbox.sends()).hasSize(2);
    }
}
