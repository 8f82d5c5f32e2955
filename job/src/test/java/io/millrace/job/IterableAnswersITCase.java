/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static io.millrace.job.RunningLine.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.RequestLimits;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.FieldSettings;
import io.millrace.sandbox.project.ProjectSettings;
import io.millrace.sandbox.project.TypeClash;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of answer Iterable is known to give, through the whole line: each operation is
 * accepted, rejected with a reason, or pending, and what is not accepted is sent again in the next
 * run.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class IterableAnswersITCase {

    private static final String BULK_UPDATE = "POST /api/users/bulkUpdate";
    private static final int PEOPLE = 20;

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;
    private int version;

    /** The buckets of {@code failedUpdates}. */
    private static final List<String> BUCKETS =
            List.of("invalid", "invalidData", "conflict", "forgotten", "notFound");

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void fill() throws Exception {
        sql("DROP TABLE IF EXISTS people, witness");
        sql(
                "CREATE TABLE people AS SELECT i AS id, i || '@example.com' AS email, 'u' || i AS"
                        + " user_id, 0 AS version, NULL::text AS joined FROM generate_series(1, "
                        + PEOPLE
                        + ") i");
        sql(
                "CREATE TABLE witness AS SELECT 1 AS id, 'witness@example.com' AS email, 'w' AS"
                        + " user_id, 0 AS version");
    }

    @AfterEach
    void stop() {
        if (line != null) {
            line.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = UserIdentification.class,
            names = {"EMAIL", "USER_ID"})
    void aRejectedRowIsListedAndSentAgain(UserIdentification type) throws Exception {
        start(project(type));
        boolean byEmail = type == UserIdentification.EMAIL;
        String refused = byEmail ? "1@example.com" : "u1";
        for (String bucket : BUCKETS) {
            String name = bucket + (byEmail ? "Emails" : "UserIds");
            sandbox.script(BULK_UPDATE, RequestSelection.next(2), someFailed(name, refused));
            Instant since = line.now("people");
            change("id <= 3");

            RunReport first = line.run("people", since, delivered(RunStatus.COMPLETE));
            assertThat(first.delivered().operations()).as(name).isEqualTo(3);
            assertThat(first.delivered().accepted()).isEqualTo(2);
            assertThat(first.delivered().rejected()).isEqualTo(1);
            RunReport second = line.run("people", start(first), any -> any.status().isFinal());
            assertThat(second.delivered().operations()).isEqualTo(1);
            assertThat(second.delivered().rejected()).isEqualTo(1);
            assertThat(line.rows(second))
                    .singleElement()
                    .satisfies(
                            row -> {
                                assertThat(row.kind()).isEqualTo(LedgerRow.Kind.REJECTED);
                                assertThat(row.key()).isEqualTo("id=1");
                                assertThat(row.identifier()).isEqualTo(refused);
                                assertThat(row.code())
                                        .isEqualTo(
                                                bucket.equals("notFound") ? "unknownUser" : name);
                                assertThat(row.detail()).isNotBlank();
                                assertThat(row.attempts()).isEqualTo(2);
                            });
            RunReport third = line.run("people", start(second), any -> any.status().isFinal());
            assertThat(third.delivered().accepted()).isEqualTo(1);
            assertThat(third.delivered().rejected()).isZero();
        }
        assertAllIsWell();
    }

    @Test
    void aRowIsAcceptedOnceItIsCorrectedInTheWarehouseOrInIterable() throws Exception {
        start(project(UserIdentification.EMAIL));
        assertThat(call("/api/users/forget", "{\"email\": \"2@example.com\"}")).isEqualTo(200);
        Instant since = line.now("people");
        sql(
                "UPDATE people SET version = 1, email = CASE id WHEN 1 THEN 'nobody' WHEN 3 THEN '"
                        + " ' ELSE email END WHERE id <= 4");

        RunReport run = line.run("people", since, delivered(RunStatus.COMPLETE));
        assertThat(run.delivered().accepted()).isEqualTo(1);
        assertThat(run.delivered().rejected()).isEqualTo(3);
        assertThat(line.rows(run))
                .extracting(row -> row.key() + " " + row.identifier() + " " + row.code())
                .containsExactly(
                        "id=1 nobody invalidEmails",
                        "id=2 2@example.com forgottenEmails",
                        "id=3  unsendable");
        RunReport still = line.nextRun("people");
        assertThat(still.delivered().rejected()).isEqualTo(3);
        assertThat(line.rows(still)).allSatisfy(row -> assertThat(row.attempts()).isGreaterThan(1));
        assertOthersGoOn();

        Instant mended = line.now("people");
        assertThat(call("/api/users/unforget", "{\"email\": \"2@example.com\"}")).isEqualTo(200);
        sql("UPDATE people SET email = id || '@example.com' WHERE id <= 4");
        awaitSettled(mended);
        assertThat(version("1@example.com")).isEqualTo(1);
        assertThat(version("2@example.com")).isEqualTo(1);
        assertThat(version("3@example.com")).isEqualTo(1);
        assertAllIsWell();
    }

    @Test
    void aBatchRefusedForOneRowIsSplitUntilTheRowIsFound() throws Exception {
        SandboxOptions options = project(UserIdentification.EMAIL);
        start(
                options.withProject(
                        options.project()
                                .withFields(
                                        FieldSettings.documented()
                                                .withClash(TypeClash.REFUSES_THE_BATCH))));
        assertThat(
                        call(
                                "/api/users/update",
                                "{\"email\": \"x@example.com\", \"dataFields\": {\"joined\":"
                                        + " \"2024-05-01\"}}"))
                .isEqualTo(200);
        Instant since = line.now("people");
        sql("UPDATE people SET joined = CASE id WHEN 7 THEN 'soon' ELSE '2024-05-01' END");
        RunReport run = line.run("people", since, delivered(RunStatus.COMPLETE));
        assertThat(run.delivered().accepted()).isEqualTo(PEOPLE - 1);
        assertThat(line.rows(run))
                .singleElement()
                .satisfies(
                        row -> {
                            assertThat(row.key()).isEqualTo("id=7");
                            assertThat(row.code()).isEqualTo("RequestFieldsTypesMismatched");
                            assertThat(row.detail()).contains("joined", "soon", "date");
                        });
        Instant mended = line.now("people");
        sql("UPDATE people SET joined = '2024-06-01' WHERE id = 7");
        awaitSettled(mended);
        assertThat(fields("7@example.com").path("joined").asText()).startsWith("2024-06-01");

        for (Fault tooLarge :
                List.of(
                        Fault.reply(
                                400,
                                "{\"msg\":\"Too many\",\"code\":\"BatchTooLarge\",\"params\":null}",
                                FaultMoment.BEFORE_EFFECT),
                        Fault.reply(413, "", FaultMoment.BEFORE_EFFECT),
                        Fault.reply(
                                400,
                                "{\"msg\":\"no\",\"code\":\"BadJsonBody\",\"params\":null}",
                                FaultMoment.BEFORE_EFFECT))) {
            assertAllAcceptedThrough(RequestSelection.next(2), tooLarge);
        }
        sandbox.script(
                BULK_UPDATE,
                RequestSelection.next(1),
                Fault.reply(
                        400,
                        "{\"msg\":\"[/api/users/bulkUpdate] Invalid JSON body\",\"code\":"
                                + "\"BadJsonBody\",\"params\":{\"obj.users[1].dataFields.version\":"
                                + "[{\"msg\":[\"error.expected.jsstring\"],\"args\":[]}]}}",
                        FaultMoment.BEFORE_EFFECT));
        Instant named = line.now("people");
        change("id <= 5");
        RunReport one = line.run("people", named, delivered(RunStatus.COMPLETE));
        assertThat(one.delivered().accepted()).isEqualTo(4);
        assertThat(line.rows(one))
                .singleElement()
                .satisfies(
                        row -> {
                            assertThat(row.code()).isEqualTo("BadJsonBody");
                            assertThat(row.detail())
                                    .startsWith("field 'version' must be a text, the row has");
                        });
        awaitSettled(start(one));
        assertHoldsVersion(5);
        assertAllIsWell();
    }

    @ParameterizedTest
    @EnumSource(RequestLimits.Oversize.class)
    void aBatchThatIsTooLargeForIterableIsSplit(RequestLimits.Oversize oversize) throws Exception {
        sandboxes.allow(Violation.Rule.BATCH_WITHIN_LIMITS);
        SandboxOptions options = project(UserIdentification.EMAIL);
        start(
                options.withLimits(
                        RequestLimits.documented().withMaximumRows(6).withOversize(oversize)));
        assertThat(sandbox.userCount()).isEqualTo(PEOPLE + 1);
        line.assertAddsUp();
        line.assertNeverFailed();
    }

    @Test
    void droppedFieldsAreAWarning() throws Exception {
        start(project(UserIdentification.EMAIL));
        sandbox.script(
                BULK_UPDATE,
                RequestSelection.next(1),
                Fault.reply(
                        200,
                        "{\"successCount\":2,\"failCount\":0,\"filteredOutFields\":[\"version\"],"
                                + "\"createdFields\":[]}",
                        FaultMoment.AFTER_EFFECT));
        Instant since = line.now("people");
        change("id <= 2");
        RunReport run = line.run("people", since, delivered(RunStatus.COMPLETE));
        assertThat(run.delivered().accepted()).isEqualTo(2);
        assertThat(line.warnings(run))
                .singleElement()
                .satisfies(
                        warning -> {
                            assertThat(warning.code()).isEqualTo("filteredOutFields");
                            assertThat(warning.detail()).contains("version", "2 rows");
                        });
        assertThat(line.warnings(line.nextRun("people"))).extracting(RunWarning::code).isEmpty();
        assertAllIsWell();
    }

    @Test
    void aSyncThatMayNotGoOnStopsUntilItMay() throws Exception {
        start(project(UserIdentification.EMAIL));
        Map<String, Fault> refusals = new LinkedHashMap<>();
        refusals.put(
                "BadApiKey",
                Fault.reply(
                        401,
                        "{\"msg\":\"Invalid API key\",\"code\":\"BadApiKey\",\"params\":"
                                + "{\"ip\":\"10.0.0.1\",\"endpoint\":\"/api/users/bulkUpdate\"}}",
                        FaultMoment.BEFORE_EFFECT));
        refusals.put(
                "Forbidden",
                Fault.reply(
                        403,
                        "{\"msg\":\"Key may not do this\",\"code\":\"Forbidden\",\"params\":null}",
                        FaultMoment.BEFORE_EFFECT));
        refusals.put(
                "HTTP 404",
                new Fault.Reply(
                        404,
                        "text/html",
                        "<html>Action not found</html>",
                        FaultMoment.BEFORE_EFFECT));
        refusals.put(
                "HTTP 401",
                Fault.reply(
                        401,
                        "{\"msg\":\"Invalid API key\",\"code\":\"Success\",\"params\":null}",
                        FaultMoment.BEFORE_EFFECT));
        refusals.put(
                "UniqueFieldsLimitExceeded",
                Fault.reply(
                        400,
                        "{\"msg\":\"Too many fields\",\"code\":\"UniqueFieldsLimitExceeded\","
                                + "\"params\":{\"limit\":1000,\"requestedTotal\":1001,"
                                + "\"newFields\":[\"version\"]}}",
                        FaultMoment.BEFORE_EFFECT));
        for (Map.Entry<String, Fault> refusal : refusals.entrySet()) {
            sandbox.script(BULK_UPDATE, RequestSelection.next(2), refusal.getValue());
            Instant since = line.now("people");
            change("id <= 4");
            RunReport stopped = line.run("people", since, delivered(RunStatus.STOPPED));
            assertThat(stopped.cause().code()).isEqualTo(refusal.getKey());
            assertThat(stopped.cause().message()).isNotBlank();
            assertThat(stopped.delivered().pending()).isEqualTo(4);
            assertThat(stopped.delivered().accepted()).isZero();
            RunReport again = line.run("people", start(stopped), run -> run.status().isFinal());
            assertThat(again.status()).isEqualTo(RunStatus.STOPPED);
            assertOthersGoOn();
            awaitSettled(start(again));
            assertHoldsVersion(4);
        }
        assertAllIsWell();
    }

    @Test
    void whatMayPassIsTriedUntilItHasPassed() throws Exception {
        start(project(UserIdentification.EMAIL));
        for (Fault passing :
                List.of(
                        Fault.tooManyRequests(),
                        Fault.tooManyRequests(Duration.ofSeconds(1)),
                        Fault.reply(408, "", FaultMoment.BEFORE_EFFECT),
                        Fault.status(500),
                        Fault.status(500, FaultMoment.AFTER_EFFECT),
                        new Fault.Reply(
                                502,
                                "text/html",
                                "<html>Bad Gateway</html>",
                                FaultMoment.BEFORE_EFFECT),
                        Fault.status(503),
                        Fault.status(504, FaultMoment.AFTER_EFFECT),
                        Fault.hang(FaultMoment.BEFORE_EFFECT),
                        Fault.hang(FaultMoment.AFTER_EFFECT),
                        Fault.reset(FaultMoment.BEFORE_EFFECT),
                        Fault.reset(FaultMoment.AFTER_EFFECT),
                        Fault.malformed(FaultMoment.BEFORE_EFFECT),
                        Fault.malformed(FaultMoment.AFTER_EFFECT),
                        Fault.html(FaultMoment.BEFORE_EFFECT),
                        Fault.html(FaultMoment.AFTER_EFFECT),
                        Fault.reply(200, "", FaultMoment.BEFORE_EFFECT),
                        Fault.reply(200, "{}", FaultMoment.BEFORE_EFFECT))) {
            assertAllAcceptedThrough(RequestSelection.next(1), passing);
        }
        assertAllIsWell();
    }

    private void assertAllAcceptedThrough(RequestSelection selection, Fault fault)
            throws Exception {
        sandbox.script(BULK_UPDATE, selection, fault);
        Instant since = line.now("people");
        change("id <= 5");
        RunReport run = line.run("people", since, delivered(RunStatus.COMPLETE));
        assertThat(run.delivered().accepted()).as(fault.toString()).isEqualTo(5);
        assertThat(run.delivered().rejected()).as(fault.toString()).isZero();
        assertHoldsVersion(5);
    }

    private void start(SandboxOptions options) throws Exception {
        sandbox = sandboxes.start(options);
        boolean byUserId = options.project().type() == UserIdentification.USER_ID;
        String identifier =
                byUserId ? "identifier:\n  userId: user_id\n" : "identifier:\n  email: email\n";
        line =
                new RunningLine(folder, sandbox, byUserId ? "userId" : "email")
                        .with("DB", postgres.getJdbcUrl("postgres", "postgres"))
                        .sync(
                                "people",
                                table("people", "joined STRING, "),
                                "mode: upsert\nnulls: omit\n"
                                        + identifier
                                        + "mappings:\n  version: version\n  joined: joined\n")
                        .sync(
                                "witness",
                                table("witness", ""),
                                "mode: upsert\n" + identifier + "mappings:\n  ticks: version\n")
                        .start();
        RunReport first = line.run("people", Instant.EPOCH, delivered(RunStatus.COMPLETE));
        assertThat(first.delivered().accepted()).isEqualTo(PEOPLE);
        line.run("witness", Instant.EPOCH, delivered(RunStatus.COMPLETE));
    }

    private static String table(String name, String more) {
        return "CREATE TABLE "
                + name
                + " (id INT, email STRING, user_id STRING, version INT, "
                + more
                + "PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'warehouse', 'url' ="
                + " '${DB}', 'username' = 'postgres', 'table-name' = '"
                + name
                + "');";
    }

    private static SandboxOptions project(UserIdentification type) {
        return SandboxOptions.of(type)
                .withThrottle(Throttle.off())
                .withProject(ProjectSettings.of(type));
    }

    private static Fault someFailed(String bucket, String identifier) {
        return Fault.reply(
                200,
                "{\"successCount\":2,\"failCount\":1,\"invalidEmails\":[],\"invalidUserIds\":[],"
                        + "\"filteredOutFields\":[],\"createdFields\":[],\"failedUpdates\":{\""
                        + bucket
                        + "\":[\""
                        + identifier
                        + "\"]}}",
                FaultMoment.AFTER_EFFECT);
    }

    private static Instant start(RunReport run) {
        return Instant.ofEpochMilli(run.run());
    }

    private void change(String rows) throws SQLException {
        version++;
        sql("UPDATE people SET version = " + version + " WHERE " + rows);
    }

    /** A run after which nothing is rejected or pending. */
    private void awaitSettled(Instant since) throws Exception {
        RunReport taken =
                line.run(
                        "people",
                        since,
                        run ->
                                delivered(RunStatus.COMPLETE).test(run)
                                        && run.delivered().rejected() == 0
                                        && run.delivered().pending() == 0);
        RunReport idle = line.run("people", start(taken), run -> run.status().isFinal());
        assertThat(idle.delivered().operations()).isZero();
    }

    /** The first people are as the last change left them. */
    private void assertHoldsVersion(int people) {
        for (int id = 1; id <= people; id++) {
            assertThat(version(id + "@example.com")).as("id %d", id).isEqualTo(version);
        }
    }

    private void assertOthersGoOn() throws Exception {
        Instant since = line.now("witness");
        sql("UPDATE witness SET version = version + 1");
        RunReport run = line.run("witness", since, delivered(RunStatus.COMPLETE));
        assertThat(run.delivered().accepted()).isEqualTo(1);
    }

    private void assertAllIsWell() throws Exception {
        assertOthersGoOn();
        line.assertAddsUp();
        line.assertNeverFailed();
        sandbox.assertNoViolations();
    }

    private int version(String identity) {
        return fields(identity).path("version").asInt();
    }

    private JsonNode fields(String identity) {
        return sandbox.user(identity).orElseThrow().dataFields();
    }

    private int call(String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(sandbox.url() + path))
                        .header("Api-Key", ApiKeys.SERVER)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }
}
