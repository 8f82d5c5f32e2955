/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.demo.ShopFixture;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code millrace check} of the sample everybody copies, against a warehouse that has its tables.
 */
class CheckCommandITCase {

    @RegisterExtension static final SandboxExtension SANDBOXES = new SandboxExtension();

    private static EmbeddedPostgres postgres;
    private static Sandbox sandbox;

    @TempDir Path folder;

    private Map<String, String> environment;

    @BeforeAll
    static void open() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        ShopFixture.open(postgres.getPostgresDatabase(), 10);
        sandbox = SANDBOXES.start(SandboxOptions.unthrottled());
    }

    @AfterAll
    static void close() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void copyTheSample() throws IOException {
        Path sample = FakeTerminal.CHECKOUT.resolve("sql-models/shop");
        for (String file :
                new String[] {"millrace.yaml", "models/customers.sql", "syncs/customers.yaml"}) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(sample.resolve(file), folder.resolve(file));
        }
        environment =
                new HashMap<>(
                        Map.of(
                                "SHOP_JDBC_URL",
                                "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                                "SHOP_USER",
                                "postgres",
                                "SHOP_PASSWORD",
                                "postgres",
                                "ITERABLE_BASE_URL",
                                sandbox.url(),
                                "ITERABLE_API_KEY",
                                ApiKeys.SERVER));
    }

    @Test
    void theSamplePasses() {
        FakeTerminal terminal = new FakeTerminal(environment);

        assertThat(terminal.type("check", folder.toString())).as(terminal.all()).isZero();

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out())
                .contains("customers → users by email, 12 of 12 columns, every 1 min")
                .contains("1 sync into " + sandbox.url() + ". No problems: the job can run.");
        assertThat(sandbox.users()).isEmpty();
    }

    @Test
    void theRowsOfAFirstRunAreReported() throws IOException {
        Files.writeString(
                folder.resolve("models/adults.sql"),
                "CREATE VIEW adults AS SELECT id, email FROM customers WHERE id > 3;");
        Files.writeString(
                folder.resolve("syncs/welcome.yaml"),
                "model: adults\ntype: triggers\nchannel: email\ncampaign-id: 7\nkey: id\n"
                        + "schedule: every 1 min\nidentifier: {email: email}\n");
        FakeTerminal terminal = new FakeTerminal(environment);

        assertThat(terminal.type("check", folder.toString())).as(terminal.all()).isZero();

        assertThat(terminal.out())
                .contains("customers: has no state yet, its first run sends: 10 rows")
                .contains(
                        "welcome: has no state yet, its first run sends nothing and records as the"
                                + " baseline: at most 10 rows");
        assertThat(terminal.type("run", folder.toString(), "--once", "--sync", "customers"))
                .as(terminal.all())
                .isZero();
        assertThat(terminal.type("check", folder.toString())).as(terminal.all()).isZero();
        assertThat(terminal.out()).doesNotContain("customers: has no state");
    }

    @Test
    void problemsOfFilesWarehouseAndKeyAreReportedTogether() throws IOException {
        environment.put("ITERABLE_API_KEY", "not-a-key-of-this-project");
        edit("models/customers.sql", "  city STRING", "  town STRING");
        edit("models/customers.sql", "  birthday DATE", "  birthday BOOLEAN");
        edit("syncs/customers.yaml", "firstName: first_name", "firstName: frist_name");
        edit("syncs/customers.yaml", "city: city", "city: town");
        edit("syncs/customers.yaml", "schedule: every 1 min", "schedule: hourly");
        edit("millrace.yaml", "checkpoint-interval: 5 s", "checkpoint-intervall: 5 s");
        FakeTerminal terminal = new FakeTerminal(environment);

        assertThat(terminal.type("check", folder.toString()))
                .as(terminal.all())
                .isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(terminal.err())
                .contains("millrace.yaml:6  iterable.api-key  Iterable refuses the key (401)")
                .contains("millrace.yaml:9  checkpoint-intervall  ")
                .contains("models/customers.sql:6  customers.town  ")
                .contains("models/customers.sql:6  customers.birthday  ")
                .contains("models/customers.sql:50  Column 'city' not found")
                .contains("syncs/customers.yaml:6  schedule  ")
                .contains("syncs/customers.yaml:13  mappings.firstName  ")
                .contains("7 problems in " + folder)
                .doesNotContain(environment.get("ITERABLE_API_KEY"))
                .doesNotContain("\tat ");
    }

    @Test
    void anUnreachableWarehouseIsAProblemUnlessTheCheckIsOffline() throws IOException {
        environment.put("SHOP_JDBC_URL", "jdbc:postgresql://localhost:1/postgres");
        FakeTerminal terminal = new FakeTerminal(environment);

        assertThat(terminal.type("check", folder.toString()))
                .isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(terminal.err()).contains("models/customers.sql:6  customers.url  ");

        assertThat(terminal.type("check", "--offline", folder.toString())).isZero();
        assertThat(terminal.out()).contains("connections were not checked");
    }

    private void edit(String file, String from, String to) throws IOException {
        String content = Files.readString(folder.resolve(file));
        assertThat(content).contains(from);
        Files.writeString(folder.resolve(file), content.replaceFirst(from, to));
    }
}
