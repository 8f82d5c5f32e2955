/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.testing.SandboxExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IterableClientITCase {

    private static final String EMAIL = "a@example.com";
    private static final Request REQUEST =
            new Request(
                    Endpoint.USERS_BULK_UPDATE,
                    "",
                    List.of(
                            new SentRow(
                                    EMAIL,
                                    ("{\"email\":\""
                                                    + EMAIL
                                                    + "\",\"dataFields\":{\"city\":\"Köln\"}}")
                                            .getBytes(StandardCharsets.UTF_8))));

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;

    @BeforeEach
    void startSandbox() {
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
    }

    @Test
    void usersAreUpdated() {
        assertThat(send(sandbox.url(), ApiKeys.SERVER)).isInstanceOf(Verdict.AllAccepted.class);
        assertThat(sandbox.users().get(EMAIL).path("city").asText()).isEqualTo("Köln");
    }

    @Test
    void aWrongKeyIsAStop() {
        assertThat(send(sandbox.url(), "0123456789abcdef0123456789abcdef"))
                .isInstanceOf(Verdict.Stop.class);
    }

    @Test
    void aRequestWithoutAnAnswerIsGivenUpAndNotRepeated() {
        sandbox.script("*", RequestSelection.nth(1), Fault.reset(FaultMoment.BEFORE_EFFECT));
        assertThat(send(sandbox.url(), ApiKeys.SERVER)).isInstanceOf(Verdict.Unavailable.class);
        sandbox.clearFaults();
        sandbox.script("*", RequestSelection.nth(1), Fault.hang(FaultMoment.BEFORE_EFFECT));
        assertThat(send(sandbox.url(), ApiKeys.SERVER)).isInstanceOf(Verdict.Unavailable.class);
        assertThat(sandbox.userCount()).isZero();
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        sandbox.close();

        assertThat(send(sandbox.url(), ApiKeys.SERVER)).isInstanceOf(Verdict.Unavailable.class);
    }

    private static Verdict send(String url, String key) {
        try (IterableApi client =
                IterableClient.provider(new IterableServer(url), new ApiKey(key)).open(1_000, 2)) {
            return ResponseClassifier.of(client.call(REQUEST).join(), REQUEST);
        }
    }
}
