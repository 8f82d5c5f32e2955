/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values as warehouses have them, through the whole line: each is sent as Iterable's field holds
 * it, or rejects its row with the column before anything is sent; the rows beside it go.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ValuesITCase {

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;
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

    @AfterEach
    void stop() {
        line.assertAddsUp();
        line.assertNeverFailed();
        line.close();
    }

    @Test
    void aWholeNumberIsWrittenAsTheTextAUserIdIs() throws Exception {
        rows("id bigint, email text", "(42, 'a@example.com'), (43, 'b@example.com')");

        RunReport run =
                run(
                        UserIdentification.EMAIL,
                        "id BIGINT, email STRING",
                        "identifier: {email: email}\nmappings: {userId: id}\n");

        assertThat(run.delivered().accepted()).isEqualTo(2);
        assertThat(sandbox.user("a@example.com").orElseThrow().userId()).isEqualTo("42");
    }

    @Test
    void aBlankAddressDoesNotCostTheRowItsOtherFields() throws Exception {
        rows(
                "id bigint, email text, plan text",
                "(1, 'a@example.com', 'pro'), (2, '', 'pro'), (3, NULL, 'pro'), (4, E'\\u00a0',"
                        + " 'pro')");

        RunReport run =
                run(
                        UserIdentification.HYBRID,
                        "id BIGINT, email STRING, plan STRING",
                        "identifier: {userId: id}\nmappings: {email: email, plan: plan}\n");

        assertThat(run.delivered().accepted()).isEqualTo(4);
        for (String id : new String[] {"1", "2", "3", "4"}) {
            assertThat(fields(id).path("plan").asText()).isEqualTo("pro");
        }
        assertThat(sandbox.user("1").orElseThrow().email()).isEqualTo("a@example.com");
        assertThat(sandbox.user("2").orElseThrow().email()).isEmpty();
    }

    @Test
    void aPlaceWithoutCoordinatesIsNoObject() throws Exception {
        rows(
                "id int, email text, lat float8, lon float8",
                "(1, 'a@example.com', NULL, NULL), (2, 'b@example.com', 52.5, 13.4), (3,"
                        + " 'c@example.com', 52.5, NULL), (4, 'd@example.com', 13.4, 152.5), (5,"
                        + " 'e@example.com', 200, 13.4)");

        RunReport run =
                run(
                        UserIdentification.EMAIL,
                        "id INT, email STRING, lat DOUBLE, lon DOUBLE",
                        "identifier: {email: email}\n"
                                + "mappings:\n"
                                + "  home_geo_location: {lat: lat, lon: lon}\n");

        assertThat(faults(run))
                .isEqualTo(
                        Map.of(
                                "id=3",
                                "column 'lon': is null and the other coordinate is not: a geo location has"
                                        + " both",
                                "id=5",
                                "column 'lat': 200.0 is not a latitude from -90 to 90"));
        assertThat(sandbox.userFields()).containsEntry("home_geo_location", "geo_location");
        assertThat(fields("b@example.com").path("home_geo_location").path("lat").asDouble())
                .isEqualTo(52.5);
        assertThat(fields("a@example.com").has("home_geo_location")).isFalse();
    }

    @Test
    void aPhoneNumberThatIsNotE164RejectsItsRow() throws Exception {
        rows(
                "id int, email text, phone text",
                "(1, 'a@example.com', '+15551112222'), (2, 'b@example.com', '(555) 111-2222'), (3,"
                        + " 'c@example.com', ''), (4, 'd@example.com', '+1 555 111 2222')");

        RunReport run =
                run(
                        UserIdentification.EMAIL,
                        "id INT, email STRING, phone STRING",
                        "identifier: {email: email}\nmappings: {phoneNumber: phone}\n");

        assertThat(faults(run)).containsOnlyKeys("id=2", "id=4");
        assertThat(faults(run).get("id=2"))
                .isEqualTo(
                        "column 'phone': '(555) 111-2222' is not in E.164 format: a plus and up to"
                                + " 15 digits, such as +15551112222");
        assertThat(fields("a@example.com").path("phoneNumber").asText()).isEqualTo("+15551112222");
    }

    @Test
    void invisibleCharactersAroundAnAddressAreRemovedOrEscaped() throws Exception {
        rows(
                "id int, email text, plan text",
                "(1, 'a@example.com ', 'p'), (2, E'b@example.com\\n', 'p'), (3,"
                        + " E'\\u00a0c@example.com', 'p'), (4, E'd@example.com\\u200b', 'p'), (5,"
                        + " E'\\ufeffe@example.com', 'p'), (6, 'K@EXAMPLE.com', 'p'), (7,"
                        + " ' k@example.com', 'q'), (8, E'\\u00a0', 'p'), (9,"
                        + " E'f\\u200b@example.com', 'p')");

        RunReport run =
                run(
                        UserIdentification.EMAIL,
                        "id INT, email STRING, plan STRING",
                        "identifier: {email: email}\nmappings: {plan: plan}\n");

        assertThat(faults(run))
                .isEqualTo(
                        Map.of(
                                "id=8",
                                "the identifier column 'email' is null or blank",
                                "id=9",
                                "the identifier column 'email': 'f<U+200B>@example.com' has an"
                                        + " invisible character"));
        assertThat(sandbox.users())
                .containsOnlyKeys(
                        "a@example.com",
                        "b@example.com",
                        "c@example.com",
                        "d@example.com",
                        "e@example.com",
                        "k@example.com");
        assertThat(line.warnings(run)).extracting(RunWarning::code).contains("sharedIdentifier");
    }

    @Test
    void cartsWithoutLinesAreEmptiedAndItemsAreAsShopsHaveThem() throws Exception {
        rows(
                "id int, email text, items jsonb",
                """
                (1, 'a@example.com', '[{"id":17,"name":"Tea","price":"19.99","quantity":"2","url":null}]'),
                (2, 'b@example.com', NULL), (3, 'c@example.com', '[null]'), (4, 'd@example.com', 'null'),
                (5, 'e@example.com', '[{"id":null,"name":null,"price":null,"quantity":null}]'),
                (6, 'f@example.com', '[{"id":1,"name":"T","price":1,"quantity":1,"categories":"tea,herbal"}]'),
                (7, 'g@example.com', '[{"id":1,"name":"T","price":1,"quantity":1,"color":"red"}]')\
                """);

        RunReport run =
                run(
                        UserIdentification.EMAIL,
                        "id INT, email STRING, items STRING",
                        "type: carts\nidentifier: {email: email}\nitems: items\n");

        assertThat(faults(run)).containsOnlyKeys("id=6", "id=7");
        assertThat(faults(run).get("id=6"))
                .startsWith(
                        "column 'items': item 1 has categories that are not an array: 'tea,herbal'");
        assertThat(faults(run).get("id=7"))
                .isEqualTo(
                        "column 'items': item 1 has 'color', which Iterable doesn't know; put it"
                                + " under dataFields");
        JsonNode tea = fields("a@example.com").path("shoppingCartItems").path(0);
        assertThat(tea.path("price").decimalValue()).isEqualByComparingTo("19.99");
        assertThat(tea.path("quantity").asInt()).isEqualTo(2);
        assertThat(tea.path("id").isTextual()).isTrue();

        Instant since = line.now("c");
        sql("UPDATE c SET items = NULL WHERE id = 1");
        line.run(
                "c",
                since,
                later -> later.status() == RunStatus.COMPLETE && later.delivered().accepted() > 0);
        for (String user : new String[] {"a", "b", "c", "d", "e"}) {
            assertThat(fields(user + "@example.com").path("shoppingCartItems")).as(user).isEmpty();
        }
    }

    @Test
    void whatNoFieldHoldsRejectsItsRowBeforeItIsSent() throws Exception {
        rows(
                "id int, email text, wallet numeric(38,0), bio text",
                "(1, 'a@example.com', 9223372036854775807, repeat('x', 32000)), (2,"
                        + " 'b@example.com', 9223372036854775808, ''), (3, 'c@example.com', 1,"
                        + " repeat('x', 33000)), (4, 'd@example.com', 9007199254740993, '007')");

        RunReport run =
                run(
                        UserIdentification.EMAIL,
                        "id INT, email STRING, wallet DECIMAL(38, 0), bio STRING",
                        "identifier: {email: email}\nmappings: {wallet: wallet, bio: bio}\n");

        assertThat(faults(run)).containsOnlyKeys("id=2", "id=3");
        assertThat(faults(run).get("id=2")).startsWith("column 'wallet': 9223372036854775808 is");
        assertThat(faults(run).get("id=3")).startsWith("column 'bio': has 33,000 characters");
        assertThat(fields("d@example.com").path("wallet").asLong()).isEqualTo(9007199254740993L);
        assertThat(fields("d@example.com").path("bio").isTextual()).isTrue();
        assertThat(run.delivered().accepted()).isEqualTo(2);
    }

    @Test
    void anEmojiThatAFunctionCutRejectsItsRow() throws Exception {
        rows(
                "id int, email text, note text",
                "(1, 'a@example.com', 'ok'), (2, 'b@example.com', 'x\ud83d\ude00')");
        start(
                UserIdentification.EMAIL,
                "CREATE TABLE people (id INT, email STRING, note STRING, PRIMARY KEY (id) NOT"
                        + " ENFORCED)"
                        + WITH
                        + "CREATE VIEW c AS SELECT id, email, OVERLAY(note PLACING '' FROM 3 FOR 1)"
                        + " AS note FROM people;",
                "key: id\nidentifier: {email: email}\nmappings: {note: note}\n");

        RunReport run = line.run("c", Instant.EPOCH, RunningLine.delivered(RunStatus.COMPLETE));

        assertThat(faults(run)).containsOnlyKeys("id=2");
        assertThat(faults(run).get("id=2")).startsWith("column 'note': 'x").contains("half");
        assertThat(fields("a@example.com").path("note").asText()).isEqualTo("ok");
    }

    /**
     * The second takes the address of the first, which a hybrid project refuses. Its answer names
     * the address, which both rows have: they go again alone to learn which it is.
     */
    @Test
    void ofTwoUserIdsWithOneAddressTheRightOneIsRefused() throws Exception {
        sandboxes.allow(Violation.Rule.NOTHING_SENT_TWICE);
        rows(
                "id text, email text, plan text",
                "('u1', 'a@example.com', 'p'), ('u2', 'a@example.com', 'p'), ('u3',"
                        + " 'c@example.com', 'p')");

        RunReport run =
                run(
                        UserIdentification.HYBRID,
                        "id STRING, email STRING, plan STRING",
                        "identifier: {userId: id}\nmappings: {email: email, plan: plan}\n");

        assertThat(run.delivered().accepted()).isEqualTo(2);
        assertThat(faults(run)).hasSize(1);
        String refused = faults(run).keySet().iterator().next();
        String taken = refused.equals("id=u1") ? "u2" : "u1";
        assertThat(sandbox.user("a@example.com").orElseThrow().userId()).isEqualTo(taken);
        assertThat(sandbox.user(refused.substring(3))).isEmpty();
    }

    private static final String WITH =
            " WITH ('connector' = 'warehouse', 'url' = '${DB}', 'username' = 'postgres',"
                    + " 'table-name' = 'c');\n";

    private RunReport run(UserIdentification type, String columns, String sync) throws Exception {
        start(type, "CREATE TABLE c (" + columns + ", PRIMARY KEY (id) NOT ENFORCED)" + WITH, sync);
        return line.run("c", Instant.EPOCH, RunningLine.delivered(RunStatus.COMPLETE));
    }

    private void start(UserIdentification type, String models, String sync) throws Exception {
        sandbox = sandboxes.start(SandboxOptions.of(type).withThrottle(Throttle.off()));
        line =
                new RunningLine(folder, sandbox, type.name().toLowerCase(Locale.ROOT))
                        .with("DB", postgres.getJdbcUrl("postgres", "postgres"))
                        .sync("c", models, sync)
                        .start();
    }

    /** The reasons of the rejected rows, by key. */
    private Map<String, String> faults(RunReport run) {
        Map<String, String> faults = new TreeMap<>();
        for (LedgerRow row : line.rows(run)) {
            faults.put(row.key(), row.detail());
        }
        return faults;
    }

    private JsonNode fields(String identity) {
        return sandbox.user(identity).orElseThrow().dataFields();
    }

    private static void rows(String columns, String values) throws SQLException {
        sql("DROP TABLE IF EXISTS c");
        sql("CREATE TABLE c (" + columns + ", PRIMARY KEY (id))");
        sql("INSERT INTO c VALUES " + values);
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }
}
