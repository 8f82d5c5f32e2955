/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.local.StopSignal;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code millrace run} with PostgreSQL and the sandbox: requests, output and exit codes. */
@Timeout(120)
class RunCommandITCase {

    private static final String BULK_UPDATE = "POST /api/users/bulkUpdate";

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private FakeTerminal terminal;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void open() throws Exception {
        sql(
                "DROP TABLE IF EXISTS customers",
                "CREATE TABLE customers (id bigint PRIMARY KEY, email text, city text)",
                "INSERT INTO customers VALUES (1, 'ada@example.com', 'London'),"
                        + " (2, 'bo@example.com', 'Oslo'), (3, 'cy@example.com', 'Rome')");
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
        terminal = terminal(ApiKeys.SERVER);
        Shopfront.write(folder, sandbox.url(), postgres.getJdbcUrl("postgres", "postgres"));
    }

    @Test
    void eachCallSendsWhatChangedSinceTheOneBefore() throws Exception {
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(sandbox.users()).hasSize(3);
        assertThat(terminal.out()).contains("+3").contains("stopped with savepoint");

        long requests = requests();
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(requests()).isEqualTo(requests);
        assertThat(terminal.out()).contains("Continues from savepoint").contains("+0");

        sql("UPDATE customers SET city = 'Bergen' WHERE id = 2");
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(requests()).isEqualTo(requests + 1);
        assertThat(terminal.out()).contains("~1");
        assertThat(city("bo@example.com")).isEqualTo("Bergen");
        sandbox.assertNoViolations();
    }

    @Test
    void aRowThatIterableRefusesIsOpenUntilItIsPutRight() throws Exception {
        sql("UPDATE customers SET email = 'nobody' WHERE id = 3");

        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.ROWS_OPEN.number());
        assertThat(terminal.out()).contains("1 × ").contains("id=3").contains("millrace_rows");
        assertThat(sandbox.users()).hasSize(2);

        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.ROWS_OPEN.number());

        sql("UPDATE customers SET email = 'cy@example.com' WHERE id = 3");
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(sandbox.users()).hasSize(3);
    }

    @Test
    void aQuarantinedRowIsShownAndTriedAgainOnceItIsReleased() throws Exception {
        Path yaml = folder.resolve("millrace.yaml");
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replace("iterable:\n", "iterable:\n  quarantine-after: 2\n"));
        Fault refusal =
                Fault.reply(
                        400, "{\"code\":\"BadParams\",\"msg\":\"no\"}", FaultMoment.BEFORE_EFFECT);
        sandbox.script(BULK_UPDATE, RequestSelection.always(), refusal);
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.ROWS_OPEN.number());
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.ROWS_OPEN.number());
        sandbox.clearFaults();
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.ROWS_OPEN.number());
        assertThat(sandbox.users()).isEmpty();

        assertThat(release("--dry-run")).as(terminal.all()).isZero();
        assertThat(terminal.out())
                .contains("id=1  ada@example.com")
                .contains("2 times")
                .contains("3 rows of customers quarantined")
                .doesNotContain("Released");
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.ROWS_OPEN.number());

        assertThat(release()).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("Released");
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(sandbox.users()).hasSize(3);
        assertThat(release()).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("No row of customers was quarantined");
    }

    @Test
    void aListIsClearedAndFilledForANewRefill() throws Exception {
        long list = sandbox.createList("VIPs");
        Path sync = folder.resolve("syncs/customers.yaml");
        String lists =
                "model: customers\ntype: lists\nschedule: every 1 min\n"
                        + "identifier: {email: email}\nlist: {id: "
                        + list
                        + "}\n";
        Files.writeString(sync, lists);
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(sandbox.listMembers(list)).hasSize(3);
        Files.delete(sync);
        Files.writeString(
                folder.resolve("syncs/guests.yaml"), lists.replace("email: email", "userId: id"));
        assertThat(once("--sync", "guests")).as(terminal.all()).isZero();
        assertThat(sandbox.listMembers(list)).hasSize(6);
        Files.delete(folder.resolve("syncs/guests.yaml"));

        Files.writeString(sync, lists + "refill: spring\n");
        assertThat(once()).as(terminal.all()).isZero();

        assertThat(sandbox.listMembers(list))
                .containsExactlyInAnyOrder("ada@example.com", "bo@example.com", "cy@example.com");
        long requests = sandbox.counters("POST /api/lists/subscribe").requests();
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(sandbox.counters("POST /api/lists/subscribe").requests()).isEqualTo(requests);
        assertThat(sandbox.listMembers(list)).hasSize(3);
    }

    /** All rows are replaced by as many others, which leaves their number as it was. */
    @ParameterizedTest
    @ValueSource(ints = {10, 12})
    void replacedRowsAreDeletedOnlyWhenThatIsApproved(int rows) throws Exception {
        Path sync = folder.resolve("syncs/customers.yaml");
        Files.writeString(
                sync, Files.readString(sync) + "on-removal: delete\nremoval-limit: 50%\n");
        sql("DELETE FROM customers");
        insertCustomers(1, rows);
        assertThat(once()).as(terminal.all()).isZero();

        sql("DELETE FROM customers");
        insertCustomers(101, 100 + rows);
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());
        assertThat(sandbox.users()).hasSize(2 * rows);
        assertThat(terminal.out())
                .contains("HELD")
                .contains("removalLimit: " + rows + " removals are withheld")
                .contains("it would remove " + rows + " of the " + rows + " rows known before")
                .contains("such as id=");
        Matcher command =
                Pattern.compile("\\./millrace approve DIR --sync customers --run (\\d+)")
                        .matcher(terminal.out());
        assertThat(command.find()).as(terminal.out()).isTrue();
        String run = command.group(1);

        assertThat(approve("17")).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(terminal.err())
                .contains("Run 17 of customers withholds no removals")
                .contains(run);
        assertThat(approve(run, "--dry-run")).as(terminal.all()).isZero();
        assertThat(terminal.out())
                .contains("id=1  1@example.com")
                .contains(rows + " removals of customers were withheld in run " + run)
                .doesNotContain("Approved");
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());
        assertThat(sandbox.users()).hasSize(2 * rows);

        assertThat(approve(run)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("Approved: the next run of customers");
        assertThat(approve(run)).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(sandbox.users()).hasSize(rows).doesNotContainKey("1@example.com");
    }

    private void insertCustomers(int first, int last) throws Exception {
        sql(
                "INSERT INTO customers (id, email, city) SELECT i, i || '@example.com', 'here'"
                        + " FROM generate_series("
                        + first
                        + ", "
                        + last
                        + ") AS i");
    }

    private int approve(String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("approve", folder.toString()));
        arguments.addAll(List.of("--sync", "customers", "--run", run));
        arguments.addAll(List.of(more));
        return terminal.type(arguments.toArray(String[]::new));
    }

    private int release(String... more) {
        List<String> arguments = new ArrayList<>(List.of("release", folder.toString()));
        arguments.addAll(List.of("--sync", "customers"));
        arguments.addAll(List.of(more));
        return terminal.type(arguments.toArray(String[]::new));
    }

    @Test
    void aWrongDefinitionRunsNothing() throws Exception {
        Files.writeString(folder.resolve("syncs/customers.yaml"), "model: costumers\n");

        assertThat(once()).isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(terminal.err())
                .contains("syncs/customers.yaml:1  model  ")
                .contains("problems in " + folder);
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aMissingTableFailsTheRunWithAReason() throws Exception {
        sql("DROP TABLE customers");

        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());

        assertThat(terminal.all())
                .contains("FAILED")
                .contains("relation \"customers\" does not exist")
                .doesNotContain("\tat ");
    }

    @Test
    void aKeyThatIterableRefusesStartsNothing() {
        terminal = terminal("not-a-key-of-this-project");

        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());

        assertThat(terminal.err())
                .contains("Iterable refuses the key 'iterable.api-key' (status 401")
                .doesNotContain("\tat ");
        assertThat(sandbox.users()).isEmpty();
    }

    @Test
    void aKeyThatIterableRefusesLaterFailsTheRunWithAReason() throws Exception {
        assertThat(once()).as(terminal.all()).isZero();
        sql("UPDATE customers SET city = 'Bergen' WHERE id = 2");
        sandbox.script(
                "*",
                RequestSelection.always(),
                Fault.reply(401, "{\"code\":\"BadApiKey\"}", FaultMoment.BEFORE_EFFECT));

        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());

        assertThat(terminal.all())
                .contains("The state was last sent with the same address and key")
                .contains("STOPPED", "BadApiKey")
                .doesNotContain("\tat ");
        sandbox.clearFaults();
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(city("bo@example.com")).isEqualTo("Bergen");
    }

    @Test
    void onlyTheSyncThatIsNamedRunsAndTheOthersKeepTheirState() throws Exception {
        Files.writeString(
                folder.resolve("syncs/cities.yaml"),
                Files.readString(folder.resolve("syncs/customers.yaml"))
                        .replace("city: city", "town: city"));

        assertThat(once("--sync", "cities")).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("cities").doesNotContain("customers  ");
        assertThat(sandbox.user("ada@example.com").orElseThrow().dataFields().has("town")).isTrue();
        assertThat(sandbox.user("ada@example.com").orElseThrow().dataFields().has("city"))
                .isFalse();

        long requests = requests();
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(requests()).as("customers alone is sent").isEqualTo(requests + 1);
        assertThat(city("ada@example.com")).isEqualTo("London");
    }

    @Test
    void aStopIsCleanAndTheNextStartContinues() throws Exception {
        StopSignal stop = new StopSignal();
        CompletableFuture<Integer> running =
                CompletableFuture.supplyAsync(() -> terminal.type(stop, "run", folder.toString()));
        while (!terminal.out().contains("+3")) {
            assertThat(running).as(terminal.all()).isNotDone();
            Thread.sleep(100);
        }

        stop.request();

        assertThat(running.get(60, TimeUnit.SECONDS)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("stopped with savepoint");
        long requests = requests();
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("Continues from savepoint");
        assertThat(requests()).isEqualTo(requests);
    }

    private int once(String... further) {
        String[] arguments = new String[3 + further.length];
        arguments[0] = "run";
        arguments[1] = folder.toString();
        arguments[2] = "--once";
        System.arraycopy(further, 0, arguments, 3, further.length);
        return terminal.type(arguments);
    }

    private static FakeTerminal terminal(String apiKey) {
        return new FakeTerminal(Map.of("ITERABLE_API_KEY", apiKey));
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
