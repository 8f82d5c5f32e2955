/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** State that was sent to one Iterable project is not taken for what another project holds. */
@Timeout(240)
class OtherProjectITCase {

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox first;
    private Sandbox second;
    private FakeTerminal terminal;

    @BeforeAll
    static void startWarehouse() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE customers (id bigint PRIMARY KEY, email text, city text)");
            statement.execute(
                    "INSERT INTO customers VALUES (1, 'ada@example.com', 'London'),"
                            + " (2, 'bo@example.com', 'Oslo'), (3, 'cy@example.com', 'Rome')");
        }
    }

    @AfterAll
    static void stopWarehouse() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void open() throws Exception {
        first = sandboxes.start(SandboxOptions.unthrottled());
        second = sandboxes.start(SandboxOptions.unthrottled());
        Shopfront.write(folder, "${SANDBOX}", postgres.getJdbcUrl("postgres", "postgres"));
    }

    @Test
    void anotherAddressIsRefusedAndNothingIsSent() {
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();

        assertThat(once(second, ApiKeys.SERVER))
                .as(terminal.all())
                .isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(terminal.err())
                .contains("the state was sent to another Iterable project, at " + first.url())
                .contains("'iterable.base-url' is " + second.url())
                .contains("--state DIR", "--new-project", folder.resolve("state").toString());
        assertThat(second.users()).isEmpty();
        assertThat(second.counters().keySet())
                .containsExactlyInAnyOrder("GET /api/channels", "GET /api/messageTypes");
    }

    @Test
    void theKeyOfAnotherProjectAtTheSameAddressIsRefused() {
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        int port = first.port();
        first.close();
        first = sandboxes.start(SandboxOptions.unthrottled().withPort(port));

        assertThat(once(first, ApiKeys.SECOND_SERVER))
                .as(terminal.all())
                .isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(terminal.err()).contains("'iterable.api-key' is not a key of that project");
        assertThat(first.users()).isEmpty();
    }

    @Test
    void anotherKeyOfTheSameProjectContinues() {
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        assertThat(once(first, ApiKeys.SECOND_SERVER)).as(terminal.all()).isZero();

        assertThat(terminal.out()).contains("Continues from savepoint").contains("+0");
        assertThat(first.counters("POST /api/users/bulkUpdate").requests()).isEqualTo(1);
    }

    @Test
    void aNewProjectIsSentEveryRowAndTheOldStateIsSetAside() throws Exception {
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();

        assertThat(once(second, ApiKeys.SERVER, "--new-project")).as(terminal.all()).isZero();

        assertThat(terminal.out()).contains("A new project: every row is sent").contains("+3");
        assertThat(second.users()).hasSize(3);
        try (Stream<Path> aside = Files.list(folder.resolve("state"))) {
            assertThat(aside.filter(path -> path.getFileName().toString().startsWith("set-aside-")))
                    .singleElement()
                    .satisfies(path -> assertThat(path.resolve("savepoints")).isNotEmptyDirectory())
                    .satisfies(path -> assertThat(path.resolve("ledger.mv.db")).exists());
        }
        assertThat(once(second, ApiKeys.SERVER)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("+0");
    }

    @Test
    void aScriptWithNewProjectAtEachStartSendsNothingTwice() {
        assertThat(once(first, ApiKeys.SERVER, "--new-project")).as(terminal.all()).isZero();

        assertThat(once(first, ApiKeys.SERVER, "--new-project"))
                .as(terminal.all())
                .isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(terminal.err()).contains("belongs to this Iterable project already");
        assertThat(first.counters("POST /api/users/bulkUpdate").requests()).isEqualTo(1);
    }

    @Test
    void anotherStateFolderIsAnotherBaseline() {
        String other = folder.resolve("other").toString();
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();

        assertThat(once(second, ApiKeys.SERVER, "--state", other)).as(terminal.all()).isZero();
        assertThat(second.users()).hasSize(3);

        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("+0");
    }

    @Test
    void aLedgerOfAnotherProjectIsRefused() throws Exception {
        Path yaml = folder.resolve("millrace.yaml");
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        + "ledger:\n  url: jdbc:h2:file:"
                        + folder.resolve("shared")
                        + "\n");
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();

        assertThat(once(second, ApiKeys.SERVER, "--new-project"))
                .as(terminal.all())
                .isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(terminal.err())
                .contains("records the runs of another Iterable project, at " + first.url())
                .contains("'ledger.url'");
        assertThat(second.users()).isEmpty();
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("+0");
    }

    @Test
    void withoutAProjectIdentityTheAddressAndTheKeyDecide() {
        first.script(
                "GET /api/*",
                RequestSelection.always(),
                Fault.reply(403, "{}", FaultMoment.BEFORE_EFFECT));
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("belongs to the address and this key");

        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("+0");
        assertThat(once(first, ApiKeys.SECOND_SERVER))
                .as(terminal.all())
                .isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(terminal.err())
                .contains("does not reveal whether both keys belong to one" + " project");
    }

    @Test
    void anIterableThatIsAwayDoesNotKeepTheSameProjectFromStarting() {
        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        first.script("GET /api/*", RequestSelection.always(), Fault.status(503));

        assertThat(once(first, ApiKeys.SERVER)).as(terminal.all()).isZero();
        assertThat(terminal.out()).contains("Iterable can't be reached").contains("+0");

        assertThat(once(first, ApiKeys.SECOND_SERVER))
                .as(terminal.all())
                .isEqualTo(ExitCode.FAILED.number());
        assertThat(terminal.err()).contains("Iterable can't be reached");
    }

    private int once(Sandbox sandbox, String key, String... more) {
        terminal = new FakeTerminal(Map.of("SANDBOX", sandbox.url(), "ITERABLE_API_KEY", key));
        List<String> arguments = new ArrayList<>(List.of("run", folder.toString(), "--once"));
        arguments.addAll(List.of(more));
        return terminal.type(arguments.toArray(String[]::new));
    }
}
