/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Test and production from one folder. */
@Timeout(240)
class EnvironmentsITCase {

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox test;
    private Sandbox production;
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
                "INSERT INTO customers VALUES (1, 'ada@example.com', 'London')");
        test = sandboxes.start(SandboxOptions.unthrottled());
        production = sandboxes.start(SandboxOptions.unthrottled());
        Shopfront.write(folder, "unused", postgres.getJdbcUrl("postgres", "postgres"));
        Files.writeString(
                folder.resolve("millrace.yaml"),
                String.join(
                        "\n",
                        "iterable:",
                        "  project-type: hybrid",
                        "checkpoint-interval: 200 ms",
                        "environments:",
                        "  test:",
                        "    iterable:",
                        "      base-url: " + test.url(),
                        "      api-key: ${TEST_KEY}",
                        "  production:",
                        "    iterable:",
                        "      base-url: " + production.url(),
                        "      api-key: ${PRODUCTION_KEY}",
                        ""));
    }

    @Test
    void eachEnvironmentHasItsOwnBaseline() throws Exception {
        assertThat(once(Map.of("MILLRACE_ENV", "test", "TEST_KEY", ApiKeys.SERVER)))
                .as(terminal.all())
                .isZero();
        assertThat(test.users()).hasSize(1);
        assertThat(production.users()).isEmpty();

        sql("INSERT INTO customers VALUES (2, 'bo@example.com', 'Oslo')");
        assertThat(once(Map.of("PRODUCTION_KEY", ApiKeys.SERVER), "--env", "production"))
                .as(terminal.all())
                .isZero();
        assertThat(terminal.out()).contains("+2");
        assertThat(production.users()).hasSize(2);
        assertThat(test.users()).hasSize(1);

        assertThat(once(Map.of("TEST_KEY", ApiKeys.SERVER), "--env", "test"))
                .as(terminal.all())
                .isZero();
        assertThat(terminal.out()).contains("+1").contains("Continues from savepoint");
        assertThat(folder.resolve("state/test/ledger.mv.db")).exists();
        assertThat(folder.resolve("state/production/ledger.mv.db")).exists();
    }

    @Test
    void nothingRunsWithoutAChoice() {
        assertThat(once(Map.of("TEST_KEY", ApiKeys.SERVER)))
                .as(terminal.all())
                .isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(terminal.err())
                .contains("millrace.yaml:5  environments  none is chosen")
                .contains("Set MILLRACE_ENV or --env to one of: test, production");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void checkLooksAtTheFilesOfEachAndAtTheConnectionsOfTheChosenOne() {
        Map<String, String> both =
                Map.of("TEST_KEY", ApiKeys.SERVER, "PRODUCTION_KEY", ApiKeys.SERVER);

        assertThat(type(both, "check", folder.toString())).as(terminal.all()).isZero();
        assertThat(terminal.out())
                .contains("Environment test:", "Environment production:")
                .contains("1 sync into " + test.url() + ". No problems in the files")
                .contains("1 sync into " + production.url() + ". No problems in the files");

        assertThat(type(Map.of(), "check", folder.toString()))
                .isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(terminal.err()).contains("TEST_KEY is not set", "PRODUCTION_KEY is not set");

        assertThat(type(both, "check", folder.toString(), "--env", "test"))
                .as(terminal.all())
                .isZero();
        assertThat(terminal.out())
                .contains("1 sync into " + test.url() + ". No problems: the job can run");
    }

    private int once(Map<String, String> variables, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", folder.toString(), "--once"));
        arguments.addAll(List.of(more));
        return type(variables, arguments.toArray(String[]::new));
    }

    private int type(Map<String, String> variables, String... arguments) {
        terminal = new FakeTerminal(new HashMap<>(variables));
        return terminal.type(arguments);
    }

    private static void sql(String... statements) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }
}
