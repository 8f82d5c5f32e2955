/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static io.millrace.job.RunningLine.delivered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.RequestSelection;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The types of fields, from a warehouse to the sandbox. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FieldsITCase {

    private static final String BULK_UPDATE = "POST /api/users/bulkUpdate";

    private static EmbeddedPostgres postgres;

    @TempDir private Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void dropTables() throws Exception {
        sql("DROP TABLE IF EXISTS people, seen, books");
    }

    @AfterEach
    void stop() {
        if (line != null) {
            line.assertAddsUp();
            line.assertNeverFailed();
            line.close();
        }
    }

    @Test
    void aTextThatLooksLikeADateIsWarnedOfAndLaterTextsAreRejectedWithTheirField()
            throws Exception {
        sandbox = sandbox(TypeClash.REFUSES_THE_ROW);
        sql(
                "CREATE TABLE people AS SELECT 1 AS id, 'a@example.com' AS email, '2024-01-01' AS"
                        + " batch, now() AS seen");
        people(folder.resolve("first")).start();

        RunReport first = line.run("people", Instant.EPOCH, delivered(RunStatus.COMPLETE));
        assertThat(line.warnings(first))
                .extracting(RunWarning::code)
                .containsExactly("createdFields", "createdFields", "textBecameDate");
        assertThat(line.warnings(first))
                .extracting(RunWarning::detail)
                .contains(
                        "profile field 'batch' of type date", "profile field 'seen' of type date");

        Instant since = line.now("people");
        sql("INSERT INTO people VALUES (2, 'b@example.com', 'N/A', now())");
        sql("INSERT INTO people VALUES (3, 'c@example.com', '', now())");
        RunReport second = line.run("people", since, run -> run.delivered().rejected() == 2);
        assertThat(line.rows(second))
                .extracting(LedgerRow::key, LedgerRow::code, LedgerRow::detail)
                .containsExactly(
                        tuple(
                                "id=2",
                                "invalidDataEmails",
                                "a field of b@example.com has a value that Iterable does not accept."
                                        + " likely: field 'batch' is date in Iterable, the row has"
                                        + " the text 'N/A'"),
                        tuple(
                                "id=3",
                                "invalidDataEmails",
                                "a field of c@example.com has a value that Iterable does not accept."
                                        + " likely: field 'batch' is date in Iterable, the row has"
                                        + " an empty text"));
        line.assertNeverFailed();
        line.close();

        sandbox.announceRestart();
        people(folder.resolve("second")).start();
        RunReport again = line.run("people", Instant.EPOCH, run -> run.delivered().rejected() == 2);
        assertThat(line.rows(again))
                .as("a job that starts later knows the type")
                .extracting(LedgerRow::key, LedgerRow::code, LedgerRow::detail)
                .containsExactly(
                        tuple(
                                "id=2",
                                "unsendable",
                                "column 'batch': 'N/A' is not a date, and the field is a date in"
                                        + " Iterable"),
                        tuple(
                                "id=3",
                                "unsendable",
                                "column 'batch': '' is not a date, and the field is a date in"
                                        + " Iterable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id % 20 = 3", "id BETWEEN 701 AND 800"})
    void misfitsAmongManyRowsTakeFewCalls(String misfits) throws Exception {
        sandbox = sandbox(TypeClash.REFUSES_THE_BATCH);
        update("{\"email\":\"x@example.com\",\"dataFields\":{\"batch\":\"2024-01-01\"}}");
        sql(
                "CREATE TABLE people AS SELECT id, id || '@example.com' AS email, CASE WHEN "
                        + misfits
                        + " THEN 'unknown' ELSE '2024-05-01' END AS batch, now() AS seen FROM"
                        + " generate_series(1, 2000) id");
        sandbox.script("GET /api/users/getFields", RequestSelection.nth(1), Fault.status(503));
        people(folder).start();

        RunReport run = line.run("people", Instant.EPOCH, delivered(RunStatus.COMPLETE));

        assertThat(run.delivered().accepted()).isEqualTo(1_900);
        assertThat(run.delivered().rejected()).isEqualTo(100);
        assertThat(sandbox.userCount()).isEqualTo(1_901);
        assertThat(sandbox.counters(BULK_UPDATE).requests())
                .as("20 batches, each once more, and the next runs")
                .isLessThan(60);
        assertThat(line.rows(run))
                .extracting(LedgerRow::detail)
                .containsOnly("field 'batch' is date in Iterable, the row has the text 'unknown'");
    }

    @Test
    void newFieldsOfEventsAreDroppedWhereTheyAreRefused() throws Exception {
        sandbox = sandbox(TypeClash.REFUSES_THE_ROW);
        update("{\"email\":\"a@example.com\",\"dataFields\":{}}");
        sql("CREATE TABLE seen AS SELECT 1 AS id, 'a@example.com' AS email, 7 AS page");
        line =
                line(folder)
                        .sync(
                                "seen",
                                table("seen", "page INT, "),
                                "type: events\nidentifier:\n  email: email\nevent-name: seen\n"
                                        + "mappings:\n  page: page\n");
        Files.writeString(
                folder.resolve("millrace.yaml"), "new-fields: refuse\n", StandardOpenOption.APPEND);
        line.start();

        RunReport run = line.run("seen", Instant.EPOCH, delivered(RunStatus.COMPLETE));

        assertThat(run.delivered().accepted()).isEqualTo(1);
        assertThat(line.warnings(run))
                .singleElement()
                .satisfies(
                        warning -> {
                            assertThat(warning.code()).isEqualTo("filteredOutFields");
                            assertThat(warning.detail()).endsWith(": page");
                        });
    }

    @Test
    void theRunThatAddsCatalogFieldsReportsThem() throws Exception {
        sandbox = sandbox(TypeClash.REFUSES_THE_ROW);
        sql("CREATE TABLE books AS SELECT 1 AS id, 'x' AS email, 1.5::float8 AS price");
        line =
                line(folder)
                        .sync(
                                "books",
                                table("books", "price DOUBLE, "),
                                "type: catalog\nidentifier:\n  itemId: id\ncatalog: books\n"
                                        + "create-catalog: true\nmappings:\n  title: email\n"
                                        + "  price: price\n")
                        .start();

        RunReport first = line.run("books", Instant.EPOCH, delivered(RunStatus.COMPLETE));
        assertThat(line.warnings(first))
                .extracting(RunWarning::code, RunWarning::detail)
                .containsExactly(
                        tuple("createdFields", "catalog field 'price' of type double"),
                        tuple("createdFields", "catalog field 'title' of type string"));
        Instant since = line.now("books");
        sql("UPDATE books SET price = 2");
        RunReport second = line.run("books", since, delivered(RunStatus.COMPLETE));
        assertThat(line.warnings(second)).isEmpty();
    }

    private RunningLine people(Path definitions) throws Exception {
        line =
                line(definitions)
                        .sync(
                                "people",
                                table("people", "batch STRING, seen TIMESTAMP_LTZ(3), "),
                                "identifier:\n  email: email\nmappings:\n  batch: batch\n"
                                        + "  seen: seen\n");
        return line;
    }

    private RunningLine line(Path definitions) throws Exception {
        return new RunningLine(definitions, sandbox, "email")
                .with("DB", postgres.getJdbcUrl("postgres", "postgres"));
    }

    private static String table(String name, String more) {
        return "CREATE TABLE "
                + name
                + " (id INT, email STRING, "
                + more
                + "PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'warehouse', 'url' ="
                + " '${DB}', 'username' = 'postgres', 'table-name' = '"
                + name
                + "');";
    }

    private Sandbox sandbox(TypeClash clash) {
        return sandboxes.start(
                SandboxOptions.of(UserIdentification.EMAIL)
                        .withThrottle(Throttle.off())
                        .withProject(
                                ProjectSettings.of(UserIdentification.EMAIL)
                                        .withFields(FieldSettings.documented().withClash(clash))));
    }

    private void update(String user) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(sandbox.url() + "/api/users/update"))
                                        .header("Api-Key", ApiKeys.SERVER)
                                        .POST(HttpRequest.BodyPublishers.ofString(user))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
