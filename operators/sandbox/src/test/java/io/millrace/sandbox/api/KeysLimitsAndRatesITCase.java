/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.FieldSettings;
import io.millrace.sandbox.project.ProjectSettings;
import io.millrace.sandbox.project.TypeClash;
import io.millrace.sandbox.project.UserIdentification;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, limits and rates: what stands before every call. */
class KeysLimitsAndRatesITCase {

    @Test
    void aWrongOrMissingKeyIsRefusedWithItsParams() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled())) {
            Caller.Reply reply = Caller.of(sandbox).withKey("wrong").get("/api/channels");

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.code()).isEqualTo("BadApiKey");
            assertThat(reply.json().at("/params/endpoint").asText()).isEqualTo("/api/channels");
            assertThat(reply.json().path("params").has("ip")).isTrue();
            assertThat(Caller.of(sandbox).withKey("").get("/api/channels").status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Api-Key", "api-key", "API-KEY", "Api_Key", "api_key"})
    void theKeyHeaderMayBeSpeltInAnyCase(String header) throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled())) {
            HttpResponse<Void> response =
                    HttpClient.newHttpClient()
                            .send(
                                    Caller.of(sandbox)
                                            .withKey("")
                                            .request("GET", "/api/channels", "")
                                            .header(header, ApiKeys.SERVER)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding());

            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void eachKindOfKeyHasAScope() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled())) {
            Caller readOnly = Caller.of(sandbox).withKey(ApiKeys.READ_ONLY);
            Caller mobile = Caller.of(sandbox).withKey(ApiKeys.MOBILE);

            assertThat(readOnly.get("/api/users/getFields").status()).isEqualTo(200);
            assertThat(readOnly.get("/api/users/byUserId/u").status()).isEqualTo(401);
            assertThat(readOnly.post("/api/users/update", "{'userId': 'u'}").status())
                    .isEqualTo(401);
            assertThat(mobile.post("/api/users/update", "{'userId': 'u'}").status()).isEqualTo(200);
            assertThat(mobile.post("/api/users/bulkUpdate", "{'users': []}").status())
                    .isEqualTo(401);
            assertThat(mobile.get("/api/channels").status()).isEqualTo(401);
        }
    }

    @Test
    void anUnknownRouteIsAWebPage() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled())) {
            Caller.Reply reply = Caller.of(sandbox).get("/api/nothing/here");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.text()).startsWith("<!DOCTYPE html>");
        }
    }

    @Test
    void aBatchOverTheLimitsIsRefusedAndAViolation() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled())) {
            Caller.Reply reply = Caller.of(sandbox).post("/api/users/bulkUpdate", users(1_001));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("BatchTooLarge");
            assertThat(sandbox.userCount()).isZero();
            assertThat(sandbox.violations())
                    .extracting(Violation::rule)
                    .containsExactly(Violation.Rule.BATCH_WITHIN_LIMITS);
        }
    }

    @Test
    void aLargeRequestMayBeRefusedWith413() {
        RequestLimits limits =
                RequestLimits.documented()
                        .withMaximumBytes(1_000)
                        .withOversize(RequestLimits.Oversize.STATUS_413);
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled().withLimits(limits))) {
            assertThat(Caller.of(sandbox).post("/api/users/bulkUpdate", users(100)).status())
                    .isEqualTo(413);
        }
    }

    @Test
    void aBatchMayBeRefusedWholeForOneClash() {
        ProjectSettings project =
                ProjectSettings.of(UserIdentification.HYBRID)
                        .withFields(
                                FieldSettings.documented().withClash(TypeClash.REFUSES_THE_BATCH));
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled().withProject(project))) {
            Caller.Reply reply =
                    Caller.of(sandbox)
                            .post(
                                    "/api/users/bulkUpdate",
                                    "{'users': [{'userId': 'u-1', 'dataFields': {'x': 1}},"
                                            + " {'userId': 'u-2', 'dataFields': {'x': 'a'}}]}");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("RequestFieldsTypesMismatched");
            assertThat(sandbox.userCount()).isZero();
            assertThat(sandbox.userFields()).doesNotContainKey("x");
        }
    }

    @Test
    void tooManyFieldsAreRefused() {
        ProjectSettings project =
                ProjectSettings.of(UserIdentification.HYBRID)
                        .withFields(FieldSettings.documented().withMaximumUserFields(9));
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled().withProject(project))) {
            Caller.Reply reply =
                    Caller.of(sandbox)
                            .post(
                                    "/api/users/update",
                                    "{'userId': 'u-1', 'dataFields': {'x': 1, 'y': 2}}");

            assertThat(reply.code()).isEqualTo("UniqueFieldsLimitExceeded");
            assertThat(reply.json().at("/params/limit").asInt()).isEqualTo(9);
            assertThat(reply.json().at("/params/requestedTotal").asInt()).isEqualTo(10);
        }
    }

    @Test
    void publishedRatesAreEnforced() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.published())) {
            Caller caller = Caller.of(sandbox);
            for (int i = 0; i < 4; i++) {
                caller.post("/api/users/forget", "{'userId': 'u-" + i + "'}");
            }
            Caller.Reply limited = burst(caller, "/api/users/bulkUpdate");
            Caller.Reply list = burst(caller, "/api/lists/1/size");

            assertThat(limited.status()).isEqualTo(429);
            assertThat(limited.code()).isEqualTo("RateLimitExceeded");
            assertThat(limited.json().at("/params/rateLimitLimit").asInt()).isEqualTo(5);
            assertThat(limited.json().at("/params/rateLimitRemaining").asInt()).isZero();
            assertThat(limited.json().at("/params/rateLimitReset").asInt()).isPositive();
            assertThat(list.status()).isEqualTo(429);
            assertThat(list.json().path("params").isNull()).isTrue();

            sandbox.throttle(Throttle.off());
            assertThat(caller.post("/api/users/bulkUpdate", "{'users': []}").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theDailyQuotaOfForgetIsAThousand() {
        long[] now = {0};
        RateLimits rates = new RateLimits(Throttle.published(), () -> now[0]);
        int taken = 0;
        for (int second = 0; second < 2_000; second++) {
            now[0] += 1_000_000_000L;
            taken += rates.take(ApiRoute.USERS_FORGET, KeyKind.SERVER_SIDE).isEmpty() ? 1 : 0;
        }

        assertThat(taken).isBetween(1_000, 1_024);
    }

    @Test
    void aBucketFillsAtAConstantRateAndScales() {
        long[] now = {0};
        RateLimits rates = new RateLimits(Throttle.scaled(2), () -> now[0]);

        assertThat(taken(rates, 100)).isEqualTo(10);
        now[0] += 500_000_000L;
        assertThat(taken(rates, 100)).isEqualTo(5);
    }

    private static int taken(RateLimits rates, int tries) {
        return (int)
                IntStream.range(0, tries)
                        .filter(
                                any ->
                                        rates.take(ApiRoute.USERS_BULK_UPDATE, KeyKind.SERVER_SIDE)
                                                .isEmpty())
                        .count();
    }

    /** The first answer that is a 429, of more calls than the burst. */
    private static Caller.Reply burst(Caller caller, String path) {
        for (int i = 0; i < 200; i++) {
            Caller.Reply reply =
                    path.endsWith("size") ? caller.get(path) : caller.post(path, "{'users': []}");
            if (reply.status() == 429) {
                return reply;
            }
        }
        throw new AssertionError("never limited: " + path);
    }

    private static String users(int count) {
        StringBuilder rows = new StringBuilder("{'users': [");
        for (int i = 0; i < count; i++) {
            rows.append(i == 0 ? "" : ",").append("{'userId': 'u-").append(i).append("'}");
        }
        return rows.append("]}").toString();
    }
}
