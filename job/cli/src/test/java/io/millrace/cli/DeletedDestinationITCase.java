/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.local.StopSignal;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.project.ListState;
import io.millrace.sandbox.testing.SandboxExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A list or catalog is deleted in Iterable: its content is sent again. */
@Timeout(360)
class DeletedDestinationITCase {

    private static final String SUBSCRIBE = "POST /api/lists/subscribe";
    private static final String TYPES = "PUT /api/catalogs/{catalogName}/fieldMappings";
    private static final String CATALOG =
            "type: catalog\nidentifier: {itemId: id}\ncatalog: People\ncreate-catalog: true\n"
                    + "mappings: {city: city}\n";

    private static EmbeddedPostgres postgres;

    @TempDir Path folder;

    private final FakeTerminal terminal =
            new FakeTerminal(Map.of("ITERABLE_API_KEY", ApiKeys.SERVER));
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;

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
                "INSERT INTO customers SELECT n, 'c' || n || '@example.com', 'Oslo'"
                        + " FROM generate_series(1, 5) AS n");
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
        Shopfront.write(folder, sandbox.url(), postgres.getJdbcUrl("postgres", "postgres"));
        Files.delete(folder.resolve("syncs/customers.yaml"));
    }

    @Test
    void aListThatIsCreatedAgainGetsEveryMember() throws Exception {
        sync("vips", "every 1 min", listNamed("VIPs"));
        assertThat(once()).as(terminal.all()).isZero();
        sql("UPDATE customers SET city = 'Bergen' WHERE id = 1");

        sandbox.deleteList(onlyList().id());
        assertThat(once()).as(terminal.all()).isZero();

        assertThat(onlyList().members()).hasSize(5);
        assertThat(terminal.out())
                .contains("~5")
                .contains("newDestination: the list 'VIPs' is now list " + onlyList().id());
        long requests = requests(SUBSCRIBE);
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(requests(SUBSCRIBE)).isEqualTo(requests);
        assertThat(terminal.out()).doesNotContain("newDestination");
    }

    /** The same happens after a crash between the creation of the list and the read of the run. */
    @Test
    void aListThatIsCreatedAgainByOthersGetsEveryMember() throws Exception {
        sync("vips", "every 1 min", listNamed("VIPs"));
        assertThat(once()).as(terminal.all()).isZero();

        sandbox.deleteList(onlyList().id());
        sandbox.createList("VIPs");
        assertThat(once()).as(terminal.all()).isZero();

        assertThat(onlyList().members()).hasSize(5);
    }

    @Test
    void whatWasPendingForTheDeletedListDoesNotStopTheNewOne() throws Exception {
        sync("vips", "every 1 min", listNamed("VIPs"));
        assertThat(once()).as(terminal.all()).isZero();
        sandbox.script(SUBSCRIBE, RequestSelection.always(), Fault.status(401));
        sandbox.script("POST /api/lists/unsubscribe", RequestSelection.always(), Fault.status(401));
        sql(
                "UPDATE customers SET email = 'd' || id || '@example.com' WHERE id <= 2",
                "INSERT INTO customers VALUES (6, 'c6@example.com', 'Rome')");
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());
        sandbox.clearFaults();

        sandbox.deleteList(onlyList().id());
        assertThat(once()).as(terminal.all()).isZero();

        assertThat(onlyList().members())
                .containsExactlyInAnyOrder(
                        "d1@example.com",
                        "d2@example.com",
                        "c3@example.com",
                        "c4@example.com",
                        "c5@example.com",
                        "c6@example.com");
    }

    @Test
    void aListThatIsDeletedWhileTheJobRunsIsCreatedAndFilledAgain() throws Exception {
        sync("vips", "every 1 s", listNamed("VIPs"));
        whileRunning(
                () -> {
                    await(() -> sandbox.lists().size() == 1 && onlyList().members().size() == 5);
                    long deleted = onlyList().id();
                    sandbox.deleteList(deleted);
                    sql("INSERT INTO customers VALUES (6, 'c6@example.com', 'Rome')");
                    await(
                            () ->
                                    sandbox.lists().size() == 1
                                            && onlyList().id() != deleted
                                            && onlyList().members().size() == 6);
                    await(
                            () ->
                                    terminal.out()
                                            .contains(
                                                    "newDestination: the list 'VIPs' is now list "
                                                            + onlyList().id()));
                });
    }

    @Test
    void aListOfAnIdThatIsDeletedStopsItsSyncAndNoOther() throws Exception {
        long list = sandbox.createList("VIPs");
        sync(
                "vips",
                "every 1 s",
                "type: lists\nidentifier: {email: email}\nlist: {id: " + list + "}\n");
        sync(
                "people",
                "every 1 s",
                "type: users\nidentifier: {email: email}\nmappings: {city: city}\n");
        whileRunning(
                () -> {
                    await(() -> sandbox.listMembers(list).size() == 5);
                    sandbox.deleteList(list);
                    sql("INSERT INTO customers VALUES (6, 'c6@example.com', 'Rome')");
                    await(() -> terminal.out().contains("notSetUp: Iterable has no list " + list));
                    await(() -> sandbox.user("c6@example.com").isPresent());
                    assertThat(terminal.out())
                            .contains("FAILED")
                            .contains("Give 'list.id' the id of a list that exists");
                });
        assertThat(sandbox.lists()).isEmpty();
    }

    @Test
    void aCatalogThatIsDeletedWhileTheJobRunsIsCreatedAndFilledAgain() throws Exception {
        sync("people", "every 1 s", CATALOG);
        whileRunning(
                () -> {
                    await(() -> isFull("People"));
                    sandbox.deleteCatalog("people");
                    await(() -> isFull("People"));
                });
    }

    private boolean isFull(String catalog) {
        return sandbox.catalogs().contains(catalog) && sandbox.catalog(catalog).size() == 5;
    }

    @Test
    void aSyncThatCantBeSetUpFailsAloneAndRunsWhenItsCauseIsMended() throws Exception {
        sync(
                "people",
                "every 1 s",
                "type: users\nidentifier: {email: email}\nmappings: {city: city}\n");
        sync("vips", "every 1 s", listNamed("VIPs"));
        sandbox.createList("VIPs");
        long second = sandbox.createList("VIPs");
        sync("items", "every 1 s", CATALOG.replace("create-catalog: true\n", ""));
        whileRunning(
                () -> {
                    await(() -> sandbox.user("c5@example.com").isPresent());
                    await(() -> terminal.out().contains("Iterable has 2 lists named 'VIPs'"));
                    await(() -> terminal.out().contains("Iterable has no catalog 'People'"));
                    assertThat(terminal.out())
                            .contains("notSetUp: Iterable has 2 lists named 'VIPs'; select one")
                            .contains("notSetUp: Iterable has no catalog 'People'. Create it");

                    sandbox.deleteList(second);
                    await(() -> onlyList().members().size() == 5);
                    sandbox.createCatalog("People");
                    await(() -> isFull("People"));
                    sql("INSERT INTO customers VALUES (6, 'c6@example.com', 'Rome')");
                    await(() -> sandbox.user("c6@example.com").isPresent());
                });
    }

    @Test
    void aCatalogThatIsCreatedAgainGetsEveryItem() throws Exception {
        sync("people", "every 1 min", CATALOG);
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(sandbox.catalog("People")).hasSize(5);

        sandbox.deleteCatalog("people");
        assertThat(once()).as(terminal.all()).isZero();

        assertThat(sandbox.catalog("People")).hasSize(5);
        assertThat(terminal.out())
                .contains("newDestination: the catalog 'People' was missing or empty in Iterable");
        long requests = requests("POST /api/catalogs/{catalogName}/items");
        assertThat(once()).as(terminal.all()).isZero();
        assertThat(requests("POST /api/catalogs/{catalogName}/items")).isEqualTo(requests);
    }

    @Test
    void aRunThatFailsAfterItsCatalogWasCreatedLosesNothing() throws Exception {
        sync("people", "every 1 min", CATALOG);
        assertThat(once()).as(terminal.all()).isZero();
        sandbox.deleteCatalog("people");
        sandbox.script(TYPES, RequestSelection.always(), Fault.status(400));
        assertThat(once()).as(terminal.all()).isNotZero();
        assertThat(sandbox.catalogs()).containsExactly("People");
        sandbox.clearFaults();
        // Another sync, or a person, may have put an item in before the next start.
        sync("more", "every 1 min", CATALOG.replace("itemId: id", "itemId: city"));
        sql("UPDATE customers SET city = 'Oslo-' || id");
        assertThat(once("--sync", "more")).as(terminal.all()).isZero();

        assertThat(once("--sync", "people")).as(terminal.all()).isZero();

        assertThat(sandbox.catalog("People")).hasSize(10);
    }

    @Test
    void aCatalogThatAPersonCreatedAgainGetsEveryItem() throws Exception {
        sandbox.createCatalog("people");
        sync("people", "every 1 min", CATALOG.replace("create-catalog: true\n", ""));
        assertThat(once()).as(terminal.all()).isZero();

        sandbox.deleteCatalog("people");
        assertThat(once()).as(terminal.all()).isEqualTo(ExitCode.FAILED.number());
        assertThat(terminal.out())
                .contains("notSetUp: Iterable has no catalog 'People'. Create it there, or set");
        sandbox.createCatalog("people");
        assertThat(once()).as(terminal.all()).isZero();

        assertThat(sandbox.catalog("people")).hasSize(5);
    }

    @Test
    void aLedgerThatIsLostSendsEveryItemAgain() throws Exception {
        sync("people", "every 1 min", CATALOG);
        assertThat(once()).as(terminal.all()).isZero();
        sandbox.deleteCatalog("people");
        sandbox.script(TYPES, RequestSelection.always(), Fault.status(400));
        assertThat(once()).as(terminal.all()).isNotZero();
        sandbox.clearFaults();
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            for (Path file :
                    files.filter(file -> file.getFileName().toString().startsWith("ledger"))
                            .toList()) {
                Files.delete(file);
            }
        }

        assertThat(once()).as(terminal.all()).isZero();

        assertThat(sandbox.catalog("People")).hasSize(5);
    }

    private interface Steps {
        void run() throws Exception;
    }

    private void whileRunning(Steps steps) throws Exception {
        StopSignal stop = new StopSignal();
        CompletableFuture<Integer> running =
                CompletableFuture.supplyAsync(() -> terminal.type(stop, "run", folder.toString()));
        try {
            steps.run();
        } finally {
            stop.request();
        }
        assertThat(running.get(60, TimeUnit.SECONDS)).as(terminal.all()).isZero();
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(terminal.all()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private ListState onlyList() {
        assertThat(sandbox.lists()).hasSize(1);
        return sandbox.lists().get(0);
    }

    private static String listNamed(String name) {
        return "type: lists\nidentifier: {email: email}\nlist: {name: " + name + "}\n";
    }

    private void sync(String name, String schedule, String yaml) throws Exception {
        Files.writeString(
                folder.resolve("syncs").resolve(name + ".yaml"),
                "model: customers\nschedule: " + schedule + "\n" + yaml);
    }

    private int once(String... further) {
        return terminal.type(
                Stream.concat(Stream.of("run", folder.toString(), "--once"), Stream.of(further))
                        .toArray(String[]::new));
    }

    private long requests(String endpoint) {
        return sandbox.counters(endpoint).requests();
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
