/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.testing.SandboxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FaultITCase {

    private static final String BULK = "POST /api/users/bulkUpdate";
    private static final String PATH = "/api/users/bulkUpdate";
    private static final String ROW = "{'users': [{'userId': 'u-1', 'dataFields': {'a': 1}}]}";

    @RegisterExtension private final SandboxExtension sandboxes = new SandboxExtension();

    private final Sandbox sandbox = sandboxes.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

    @Test
    void aStatusStrikesTheNextRequestsOnly() {
        sandbox.script(BULK, RequestSelection.next(2), Fault.status(503));

        assertThat(caller.post(PATH, ROW).status()).isEqualTo(503);
        assertThat(caller.post(PATH, ROW).status()).isEqualTo(503);
        assertThat(sandbox.users()).isEmpty();
        assertThat(caller.post(PATH, ROW).status()).isEqualTo(200);
        assertThat(sandbox.users()).containsOnlyKeys("u-1");
    }

    @Test
    void theNthRequestIsStruckAndMayHaveTakenEffect() {
        sandbox.script(
                "/api/users/*",
                RequestSelection.nth(2),
                Fault.status(500, FaultMoment.AFTER_EFFECT));

        assertThat(caller.post("/api/users/update", "{'userId': 'u-0'}").status()).isEqualTo(200);
        assertThat(caller.post(PATH, ROW).status()).isEqualTo(500);
        assertThat(sandbox.users()).containsOnlyKeys("u-0", "u-1");
        assertThat(caller.post(PATH, ROW).status()).isEqualTo(200);
    }

    @Test
    void aRequestThatMentionsARowIsStruck() {
        sandbox.script("*", RequestSelection.mentioning("u/1"), Fault.status(400));

        assertThat(caller.post(PATH, ROW).status()).isEqualTo(200);
        assertThat(caller.post(PATH, ROW.replace("u-1", "u/1")).status()).isEqualTo(400);
        assertThat(caller.get("/api/users/byUserId/u%2F1").status()).isEqualTo(400);
        assertThat(caller.get("/api/users/byUserId/u-1").status()).isEqualTo(200);
        assertThat(sandbox.users()).containsOnlyKeys("u-1");
    }

    @Test
    void chanceIsRepeatable() {
        assertThat(statuses()).isEqualTo(statuses()).contains(200, 502);
    }

    private List<Integer> statuses() {
        sandbox.reset();
        sandbox.script("*", RequestSelection.chance(0.5, 42), Fault.status(502));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            statuses.add(caller.get("/api/channels").status());
        }
        return statuses;
    }

    @Test
    void tooManyRequestsMayHaveTheTimeToWait() {
        sandbox.script(
                BULK, RequestSelection.next(1), Fault.tooManyRequests(Duration.ofSeconds(7)));
        sandbox.script(BULK, RequestSelection.next(1), Fault.tooManyRequests());

        Caller.Reply told = caller.post(PATH, ROW);
        Caller.Reply untold = caller.post(PATH, ROW);

        assertThat(told.status()).isEqualTo(429);
        assertThat(told.json().at("/params/rateLimitReset").asInt()).isEqualTo(7);
        assertThat(untold.status()).isEqualTo(429);
        assertThat(untold.json().path("params").isNull()).isTrue();
    }

    @Test
    void aResetBreaksTheConnectionBeforeOrAfterTheEffect() {
        sandbox.script(BULK, RequestSelection.next(1), Fault.reset(FaultMoment.BEFORE_EFFECT));
        assertThatThrownBy(() -> caller.post(PATH, ROW))
                .isInstanceOf(Caller.BrokenConnection.class);
        assertThat(sandbox.users()).isEmpty();

        sandbox.script(BULK, RequestSelection.next(1), Fault.reset(FaultMoment.AFTER_EFFECT));
        assertThatThrownBy(() -> caller.post(PATH, ROW))
                .isInstanceOf(Caller.BrokenConnection.class);
        assertThat(sandbox.users()).containsOnlyKeys("u-1");

        assertThat(caller.post(PATH, ROW).status()).isEqualTo(200);
        assertThat(sandbox.counters(BULK).statuses()).containsEntry(0, 2L);
    }

    @Test
    void aHangIsNeverAnsweredAndItsUserMayBeSentAgain() {
        sandbox.script(BULK, RequestSelection.next(1), Fault.hang(FaultMoment.AFTER_EFFECT));

        assertThat(caller.start(PATH, ROW, Duration.ofMillis(300)))
                .failsWithin(Duration.ofSeconds(5));
        assertThat(sandbox.users()).containsOnlyKeys("u-1");
        assertThat(caller.post(PATH, ROW).status()).isEqualTo(200);
    }

    @Test
    void aSlowResponseIsLateAndComplete() {
        sandbox.script(BULK, RequestSelection.next(1), Fault.slow(Duration.ofMillis(300)));
        long start = System.nanoTime();

        assertThat(caller.post(PATH, ROW).json().path("successCount").asInt()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void aResponseMayBeIncompleteOrAWebPage() {
        sandbox.script(BULK, RequestSelection.next(1), Fault.malformed(FaultMoment.AFTER_EFFECT));
        sandbox.script(BULK, RequestSelection.next(1), Fault.html(FaultMoment.BEFORE_EFFECT));

        Caller.Reply malformed = caller.post(PATH, ROW);
        assertThat(malformed.status()).isEqualTo(200);
        assertThatThrownBy(malformed::json).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(caller.post(PATH, ROW).text()).startsWith("<html>");
    }

    @Test
    void faultsCanBeCleared() {
        sandbox.script("*", RequestSelection.always(), Fault.status(401));
        assertThat(caller.get("/api/channels").code()).isEqualTo("BadApiKey");

        sandbox.clearFaults();
        assertThat(caller.get("/api/channels").status()).isEqualTo(200);
    }
}
