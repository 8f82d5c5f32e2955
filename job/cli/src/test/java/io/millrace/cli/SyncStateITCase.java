/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a sync's state when its file says {@code enabled: false}, is gone, or has another
 * name: nothing is sent again, and what was pending goes on.
 */
@Timeout(600)
class SyncStateITCase {

    private static final String BULK_UPDATE = "POST /api/users/bulkUpdate";
    private static final String TRIGGERS =
            "model: customers\ntype: triggers\nchannel: email\ncampaign-id: 7\n"
                    + "schedule: every 1 min\nidentifier: {email: email}\n";

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private FakeTerminal terminal;
    private Path customers;
    private String enabled;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    /** A second sync is not changed. */
    @BeforeEach
    void open() throws Exception {
        sql(
                "DROP TABLE IF EXISTS customers",
                "CREATE TABLE customers (id bigint PRIMARY KEY, email text, city text)",
                "INSERT INTO customers VALUES (1, 'ada@example.com', 'London'),"
                        + " (2, 'bo@example.com', 'Oslo'), (3, 'cy@example.com', 'Rome')");
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
        terminal = new FakeTerminal(Map.of("ITERABLE_API_KEY", ApiKeys.SERVER));
        Shopfront.write(folder, sandbox.url(), postgres.getJdbcUrl("postgres", "postgres"));
        customers = folder.resolve("syncs/customers.yaml");
        enabled = Files.readString(customers);
        Files.writeString(
                folder.resolve("syncs/others.yaml"), enabled.replace("city: city", "town: id"));
    }

    @Test
    void aDisabledSyncKeepsItsState() throws Exception {
        once(ExitCode.OK);
        Files.writeString(customers, enabled + "enabled: false\n");
        Files.writeString(
                folder.resolve("syncs/vips.yaml"),
                "model: customers\ntype: lists\nschedule: every 1 min\nenabled: false\n"
                        + "identifier: {email: email}\nlist: {name: VIPs}\n");
        sql("UPDATE customers SET city = 'Bergen' WHERE id = 2");
        for (int start = 0; start < 2; start++) {
            once(ExitCode.OK);
            assertThat(terminal.out()).contains("Runs others.").doesNotContain("customers  ");
        }
        assertThat(city("bo@example.com")).isEqualTo("Oslo");
        assertThat(sandbox.lists()).isEmpty();

        Files.writeString(customers, enabled);
        long requests = requests();
        once(ExitCode.OK);

        assertThat(requests()).isEqualTo(requests + 1);
        assertThat(city("bo@example.com")).isEqualTo("Bergen");
        sandbox.assertNoViolations();
    }

    @Test
    void aRemovedSyncKeepsItsStateUntilItsFileReturns() throws Exception {
        once(ExitCode.OK);
        Files.delete(customers);
        sql("UPDATE customers SET city = 'Bergen' WHERE id = 2");
        for (int start = 0; start < 3; start++) {
            once(ExitCode.OK);
            assertThat(terminal.all())
                    .containsOnlyOnce("Keeps the state of removed syncs: customers until ")
                    .containsOnlyOnce("./millrace forget-sync DIR NAME")
                    .doesNotContain("snapshot", "left behind");
        }

        Files.writeString(customers, enabled);
        long requests = requests();
        once(ExitCode.OK);

        assertThat(terminal.out()).contains("Continues with the kept state of customers.");
        assertThat(requests()).isEqualTo(requests + 1);
        assertThat(city("bo@example.com")).isEqualTo("Bergen");
        once(ExitCode.OK);
        assertThat(terminal.out()).doesNotContain("kept state", "Keeps the state");
        assertThat(requests()).isEqualTo(requests + 1);
        sandbox.assertNoViolations();
    }

    @Test
    void whatIsPendingOutlivesDisablingAndRemoval() throws Exception {
        Fault refusal =
                Fault.reply(
                        400, "{\"code\":\"BadParams\",\"msg\":\"no\"}", FaultMoment.BEFORE_EFFECT);
        Files.delete(folder.resolve("syncs/others.yaml"));
        sandbox.script(BULK_UPDATE, RequestSelection.always(), refusal);
        once(ExitCode.ROWS_OPEN);
        sandbox.clearFaults();
        Files.writeString(
                folder.resolve("syncs/others.yaml"), enabled.replace("city: city", "town: id"));
        Files.writeString(customers, enabled + "enabled: false\n");
        once(ExitCode.OK);
        Files.delete(customers);
        once(ExitCode.OK);
        assertThat(sandbox.user("ada@example.com").orElseThrow().dataFields().has("city"))
                .isFalse();

        Files.writeString(customers, enabled);
        assertThat(type("release", "--sync", "customers")).as(terminal.all()).isZero();
        once(ExitCode.OK);

        assertThat(city("ada@example.com")).isEqualTo("London");
        assertThat(city("cy@example.com")).isEqualTo("Rome");
    }

    @Test
    void aRenamedSyncKeepsItsStateAndItsHistory() throws Exception {
        once(ExitCode.OK);
        Files.delete(customers);
        Path people = folder.resolve("syncs/people.yaml");
        Files.writeString(people, enabled + "was: customers\n");
        sql("UPDATE customers SET city = 'Bergen' WHERE id = 2");
        long requests = requests();
        once(ExitCode.OK);
        assertThat(terminal.out()).contains("people ").doesNotContain("Keeps the state");
        assertThat(requests()).isEqualTo(requests + 1);
        assertThat(city("bo@example.com")).isEqualTo("Bergen");

        Path folk = folder.resolve("syncs/folk.yaml");
        Files.delete(people);
        Files.writeString(folk, enabled + "was: people\n");
        assertThat(type("run", "--once")).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());
        assertThat(terminal.err())
                .contains("sync 'folk' would start without state")
                .contains("write 'was: customers' into its file");
        Files.writeString(folk, enabled + "was: customers\n");
        once(ExitCode.OK);

        assertThat(requests()).isEqualTo(requests + 1);
        assertThat(terminal.out()).contains("folk ").contains("+0");
    }

    @Test
    void aSyncThatWasRenamedDoesNotBeginAgainWithoutItsFirstName() throws Exception {
        once(ExitCode.OK);
        Files.delete(customers);
        Path people = folder.resolve("syncs/people.yaml");
        Files.writeString(people, enabled + "was: customers\n");
        once(ExitCode.OK);

        Files.writeString(people, enabled);

        assertThat(type("run", "--once")).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());
        assertThat(terminal.err()).contains("write 'was: customers' into its file");
    }

    @Test
    void eventsOfARenamedSyncKeepTheirIds() throws Exception {
        String events =
                "model: customers\ntype: events\nevent-name: moved\nschedule: every 1 min\n"
                        + "identifier: {email: email}\nmappings: {city: city}\n";
        Files.writeString(folder.resolve("syncs/moves.yaml"), events);
        once(ExitCode.OK);
        once(ExitCode.OK);
        assertThat(sandbox.events()).hasSize(3);

        Files.delete(folder.resolve("syncs/moves.yaml"));
        Files.writeString(folder.resolve("syncs/relocations.yaml"), events + "was: moves\n");
        sql("UPDATE customers SET city = 'Bergen' WHERE id = 2");
        once(ExitCode.OK);

        assertThat(sandbox.events()).as("an event that changes overwrites itself").hasSize(3);
    }

    /** Three people had a message each, and got it again when the sync was enabled again. */
    @Test
    void nobodyGetsAMessageTwice() throws Exception {
        Path welcome = folder.resolve("syncs/welcome.yaml");
        Files.writeString(welcome, TRIGGERS + "first-run: send\n");
        once(ExitCode.OK);
        assertThat(recipients()).hasSize(3).doesNotHaveDuplicates();

        Files.writeString(welcome, TRIGGERS + "first-run: send\nenabled: false\n");
        once(ExitCode.OK);
        Files.writeString(welcome, TRIGGERS);
        once(ExitCode.OK);
        Files.delete(welcome);
        once(ExitCode.OK);
        Files.writeString(welcome, TRIGGERS);
        once(ExitCode.OK);
        Files.delete(welcome);
        Path hello = folder.resolve("syncs/hello.yaml");
        Files.writeString(hello, TRIGGERS + "was: welcome\n");
        once(ExitCode.OK);
        assertThat(recipients()).hasSize(3).doesNotHaveDuplicates();

        Files.writeString(hello, TRIGGERS + "was: welcome\nenabled: false\n");
        assertThat(type("forget-sync", "hello")).as(terminal.all()).isZero();
        Files.writeString(hello, TRIGGERS + "was: welcome\n");
        once(ExitCode.OK);
        assertThat(terminal.out()).contains("adopted: 3 rows of the first run became the baseline");
        assertThat(recipients()).hasSize(3);

        sql("INSERT INTO customers VALUES (4, 'di@example.com', 'Bonn')");
        once(ExitCode.OK);
        once(ExitCode.OK);
        assertThat(recipients())
                .containsExactlyInAnyOrder(
                        "ada@example.com", "bo@example.com", "cy@example.com", "di@example.com");
    }

    @Test
    void aForgottenSyncStartsAgainAndAnEnabledSyncIsNotForgotten() throws Exception {
        once(ExitCode.OK);

        assertThat(type("forget-sync", "customers")).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(terminal.err()).contains("Sync 'customers' is enabled");
        assertThat(type("forget-sync", "costumers")).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(terminal.err())
                .contains("no state of sync 'costumers'")
                .contains("there is state of customers, others");

        Files.delete(customers);
        once(ExitCode.OK);
        assertThat(type("forget-sync", "customers")).as(terminal.all()).isZero();
        assertThat(terminal.out())
                .contains("Forgot the state of customers: ")
                .contains("kept since ")
                .contains("Its next run would be a first run.");
        once(ExitCode.OK);
        assertThat(terminal.out()).doesNotContain("Keeps the state");
        Files.writeString(customers, enabled);
        once(ExitCode.OK);
        assertThat(terminal.out()).contains("customers ").contains("+3");
    }

    private void once(ExitCode expected) {
        assertThat(type("run", "--once")).as(terminal.all()).isEqualTo(expected.number());
    }

    private int type(String command, String... further) {
        List<String> arguments = new ArrayList<>(List.of(command, folder.toString()));
        arguments.addAll(List.of(further));
        return terminal.type(arguments.toArray(String[]::new));
    }

    private List<String> recipients() {
        return sandbox.sends().stream().map(Send::recipient).toList();
    }

    private String city(String email) {
        return sandbox.user(email).orElseThrow().dataFields().path("city").asText();
    }

    private long requests() {
        return sandbox.counters(BULK_UPDATE).requests();
    }

    private static void sql(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }
}
