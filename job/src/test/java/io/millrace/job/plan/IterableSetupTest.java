/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.definition.Folder;
import io.millrace.mapping.FieldType;
import io.millrace.mapping.FieldValue;
import io.millrace.mapping.ListMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.UserMapping;
import io.millrace.outbox.Refill;
import io.millrace.report.Destination;
import io.millrace.report.LedgerConnection;
import io.millrace.report.LedgerRunListener;
import io.millrace.report.LedgerSettings;
import io.millrace.sandbox.ApiKeys;
import io.millrace.sandbox.Fault;
import io.millrace.sandbox.ListState;
import io.millrace.sandbox.Moment;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.Selection;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the sandbox, over HTTP. */
final class IterableSetupTest {

    private static final String LIST =
            "type: lists\nidentifier: {userId: id}\nlist: {name: VIPs}\n";
    private static final String CATALOG =
            "type: catalog\nidentifier: {itemId: id}\ncatalog: people\ncreate-catalog: true\n"
                    + "mappings: {name: first_name, age: age}\n";

    private static final String USERS = "type: users\nidentifier: {userId: id}\nmappings:\n";
    private static final String FINAL =
            "The type of a field is final: convert the column in the model, or map it to another"
                    + " field";
    private static final String CREATE = "Create it in Iterable, or set 'new-fields: create'";

    @TempDir private Path path;
    private Sandbox sandbox;
    private Folder folder;

    @BeforeEach
    void startSandbox() {
        sandbox = Sandbox.start(SandboxOptions.unthrottled());
        folder =
                new Folder(path)
                        .env("ITERABLE_API_KEY", ApiKeys.SERVER)
                        .file(
                                "millrace.yaml",
                                "iterable:\n  base-url: "
                                        + sandbox.url()
                                        + "\n"
                                        + "  api-key: ${ITERABLE_API_KEY}\n"
                                        + "  project-type: hybrid\n");
    }

    @AfterEach
    void stopSandbox() {
        sandbox.assertNoViolations();
        sandbox.close();
    }

    @Test
    void aMissingListIsCreatedOnceAndFoundAfterwards() throws Exception {
        sync("customers", LIST);

        ListMapping first = (ListMapping) prepared();
        ListMapping again = (ListMapping) prepared();

        assertThat(sandbox.lists()).extracting(ListState::name).containsExactly("VIPs");
        assertThat(first.listId()).isEqualTo(Long.toString(sandbox.lists().get(0).id()));
        assertThat(again).isEqualTo(first);
    }

    @Test
    void nothingIsDoneForADisabledSync() throws Exception {
        sync("customers", LIST + "enabled: false\n");

        Plan prepared = IterableSetup.prepare(folder.plan());

        assertThat(prepared.paused()).hasSize(1);
        assertThat(sandbox.lists()).isEmpty();
    }

    @Test
    void aListWithANameAndAnIdHasOneOwner() {
        long list = sandbox.createList("VIPs");
        sync("customers", LIST);
        sync("others", LIST.replace("name: VIPs", "id: " + list));

        assertThatThrownBy(this::prepared)
                .hasMessage(
                        "sync 'others': list "
                                + list
                                + " is written by sync 'customers' too. Write it in one of the two"
                                + " files; for the rows of both, combine their models in a view");
        assertThat(Check.run(folder.path(), folder.env()).text())
                .isEqualTo(
                        "syncs/customers.yaml:5  list.name  list 'VIPs' is written by"
                                + " syncs/others.yaml:5 (list.id) too. Write it in one of the two"
                                + " files; for the rows of both, combine their models in a view\n");
    }

    @Test
    void aListWhoseCreationWasAcceptedButNotAnsweredIsNotCreatedAgain() throws Exception {
        sync("customers", LIST);
        sandbox.script(
                "POST /api/lists", Selection.next(1), Fault.status(500, Moment.AFTER_EFFECT));

        prepared();

        assertThat(sandbox.lists()).hasSize(1);
    }

    @Test
    void aNameOfSeveralListsIsRefused() {
        sync("customers", LIST);
        sandbox.createList("VIPs");
        sandbox.createList("VIPs");

        assertThatThrownBy(this::prepared)
                .isInstanceOf(SetupException.class)
                .hasMessage(
                        "sync 'customers': Iterable has 2 lists named 'VIPs'; say which one with"
                                + " 'list.id'");
    }

    @Test
    void aDynamicListIsRefused() {
        sync("customers", LIST);
        sandbox.script(
                "GET /api/lists",
                Selection.always(),
                Fault.reply(
                        200,
                        "{\"lists\":[{\"id\":3,\"name\":\"VIPs\",\"listType\":\"Dynamic\"}]}",
                        Moment.BEFORE_EFFECT));

        assertThatThrownBy(this::prepared)
                .hasMessageEndingWith(
                        "list 'VIPs' is Dynamic; only static lists take members from outside");
    }

    @Test
    void aListIsEmptiedOnceForEachRefill() throws Exception {
        long list = sandbox.createList("VIPs");
        subscribe(list, 2_500);
        sync("customers", LIST);
        assertThat(refill().isMade()).isTrue();

        sync("customers", LIST + "refill: spring\n");
        assertThat(sandbox.listMembers(list)).as("not before a run is ready").hasSize(2_500);
        assertThat(refill().isMade()).isFalse();
        assertThat(refill().isFilledBy(3)).as("no run has begun since").isFalse();
        begin(2, "");
        begin(3, "spring");
        begin(4, "spring");
        assertThat(refill().isFilledBy(2)).isFalse();
        assertThat(refill().isFilledBy(3)).isTrue();
        assertThat(refill().isFilledBy(4)).isTrue();
        refill().make();
        assertThat(sandbox.listMembers(list)).isEmpty();
        assertThat(sandbox.users()).as("users stay").hasSize(2_500);

        assertThat(refill().isMade()).isTrue();
        sync("customers", LIST + "refill: summer\n");
        assertThat(refill().isMade()).isFalse();
    }

    @Test
    void aListThatCouldNotBeEmptiedWholeIsEmptiedAgain() throws Exception {
        long list = sandbox.createList("VIPs");
        subscribe(list, 1_500);
        sync("customers", LIST + "refill: spring\n");
        sandbox.script(
                "POST /api/lists/unsubscribe",
                Selection.nth(2),
                Fault.reply(400, "{\"code\":\"BadParams\",\"msg\":\"no\"}", Moment.BEFORE_EFFECT));
        assertThatThrownBy(() -> refill().make())
                .hasMessage(
                        "members of list "
                                + list
                                + " can't be taken off: Iterable answers status 400: no");
        assertThat(sandbox.listMembers(list)).hasSize(500);
        assertThat(refill().isMade()).isFalse();

        refill().make();

        assertThat(sandbox.listMembers(list)).isEmpty();
        assertThat(refill().isMade()).isTrue();
    }

    private void begin(long run, String refill) throws Exception {
        Plan plan = folder.plan();
        LedgerRunListener listener =
                new LedgerRunListener(
                        new LedgerConnection(
                                plan.ledger().url(),
                                plan.ledger().user(),
                                plan.ledger().password().reveal()),
                        "customers",
                        refill,
                        Destination.NONE,
                        LedgerSettings.DEFAULTS);
        listener.open();
        listener.started(run);
        listener.close();
    }

    private Refill refill() throws Exception {
        Plan plan = IterableSetup.prepare(folder.plan());
        return ListRefill.of(plan.project(), plan.ledger(), plan.syncs().get(0)).open();
    }

    /** By address, by user id, in turns. */
    private void subscribe(long list, int members) throws Exception {
        for (int from = 0; from < members; from += 1_000) {
            subscribe(list, from, Math.min(members, from + 1_000));
        }
    }

    private void subscribe(long list, int from, int to) throws Exception {
        String subscribers =
                IntStream.range(from, to)
                        .mapToObj(
                                i ->
                                        i % 2 == 0
                                                ? "{\"email\":\"u" + i + "@example.com\"}"
                                                : "{\"userId\":\"u" + i + "\"}")
                        .collect(Collectors.joining(","));
        String body = "{\"listId\":" + list + ",\"subscribers\":[" + subscribers + "]}";
        IterableProject project = folder.plan().project();
        IterableCalls calls = new IterableCalls(project.baseUrl(), project.apiKey());
        assertThat(calls.send("POST", "/api/lists/subscribe", new ObjectMapper().readTree(body)))
                .matches(IterableCalls.Reply::succeeded);
    }

    @Test
    void aMissingCatalogIsCreatedWithItsFieldTypesAndLeftAloneAfterwards() throws Exception {
        sync("customers", CATALOG);

        prepared();
        prepared();

        assertThat(sandbox.catalogs()).containsExactly("people");
        assertThat(sandbox.counters("POST /api/catalogs/{catalogName}").requests()).isEqualTo(1);
        assertThat(sandbox.counters("PUT /api/catalogs/{catalogName}/fieldMappings").requests())
                .isEqualTo(1);
    }

    @Test
    void iterableOutOfReachIsSaid() {
        sync("customers", LIST);
        sandbox.script("GET /api/lists", Selection.always(), Fault.status(503));

        assertThatThrownBy(this::prepared)
                .hasMessage(
                        "sync 'customers': Iterable can't be reached: Iterable answers status 503:"
                                + " Scripted");
    }

    @Test
    void checkLooksAndChangesNothing() {
        sync("customers", CATALOG.replace("create-catalog: true\n", ""));
        sync("list", LIST.replace("name: VIPs", "id: 77"));
        sync("named", LIST);

        assertThat(Check.run(folder.path(), folder.env()).text())
                .isEqualTo(
                        "syncs/customers.yaml:5  catalog  Iterable has no catalog 'people'. Create"
                                + " it there, or set 'create-catalog: true'\n"
                                + "syncs/list.yaml:5  list.id  Iterable has no list 77\n");
        assertThat(sandbox.lists()).isEmpty();
        assertThat(sandbox.catalogs()).isEmpty();
    }

    @Test
    void checkComparesFieldTypes() throws Exception {
        sync("customers", CATALOG);
        prepared();
        sync("customers", CATALOG.replace("age: age", "age: city"));

        assertThat(Check.run(folder.path(), folder.env()).text())
                .isEqualTo(
                        "syncs/customers.yaml:7  mappings.age  warning: column 'city' is STRING,"
                                + " the field is a long in Iterable, where types are final. CAST it in"
                                + " a view, or use another field\n");
    }

    @Test
    void checkComparesColumnsWithTheFieldsOfProfiles() throws Exception {
        profile(
                "{\"age\":\"old\",\"batch\":\"2024-01-01\",\"name\":\"x\",\"address\":{\"no\":1},"
                        + "\"group\":\"2024-01-01\",\"office\":{\"no\":1}}");
        sync(
                "customers",
                USERS
                        + "  age: age\n  batch: city\n  name: first_name\n"
                        + "  address:\n    no: first_name\nstatic:\n  score: 1\n");
        sync("list", LIST + "mappings:\n  group: age\n  office: city\n");

        assertThat(Check.run(folder.path(), folder.env()).text().lines())
                .containsExactly(
                        "syncs/customers.yaml:6  mappings.age  column 'age' is INT, the field is a"
                                + " string in Iterable. "
                                + FINAL,
                        "syncs/customers.yaml:7  mappings.batch  warning: column 'city' is STRING,"
                                + " the field is a date in Iterable: rows with a text that is no"
                                + " date are rejected. "
                                + FINAL,
                        "syncs/customers.yaml:10  mappings.address.no  column 'first_name' is"
                                + " STRING, the field is a long in Iterable. "
                                + FINAL,
                        "syncs/list.yaml:7  mappings.group  column 'age' is INT, the field is a"
                                + " date in Iterable. "
                                + FINAL,
                        "syncs/list.yaml:8  mappings.office  column 'city' is STRING, the field is"
                                + " an object in Iterable. "
                                + FINAL);
    }

    @Test
    void theTypesOfProfileFieldsAreGivenToTheMapping() throws Exception {
        profile("{\"batch\":\"2024-01-01\"}");
        sync("customers", USERS + "  batch: city\n  fresh: age\n");

        UserMapping mapping = (UserMapping) prepared();

        assertThat(mapping.dataFields().fields().values())
                .extracting(value -> ((FieldValue.Column) value).type())
                .containsExactly(FieldType.DATE, FieldType.UNKNOWN);
    }

    @Test
    void fieldsThatCantBeReadAreSaidByACheckAndKeepNoJobFromStarting() throws Exception {
        sync("customers", USERS + "  age: age\n");
        sandbox.script("GET /api/users/getFields", Selection.always(), Fault.status(503));

        assertThat(Check.run(folder.path(), folder.env()).text())
                .isEqualTo(
                        "syncs/customers.yaml:6  warning: columns can't be compared with the fields"
                                + " Iterable has: Iterable answers status 503: Scripted\n");
        assertThat(prepared()).isInstanceOf(UserMapping.class);
    }

    @Test
    void newFieldsOfProfilesAreRefusedBeforeTheFirstCall() throws Exception {
        profile("{\"firstName\":\"x\",\"address\":{\"no\":1}}");
        refuseNewFields();
        sync(
                "customers",
                USERS
                        + "  fistName: first_name\n  plan: city\n  phoneNumber: city\n"
                        + "  address:\n    no: age\n    zip: city\n");

        String problems =
                "syncs/customers.yaml:6  mappings.fistName  field 'fistName' is new to profiles,"
                        + " and 'new-fields' is refuse. Did you mean 'firstName'?\n"
                        + "syncs/customers.yaml:7  mappings.plan  field 'plan' is new to profiles, and"
                        + " 'new-fields' is refuse. "
                        + CREATE
                        + "\nsyncs/customers.yaml:11  mappings.address.zip  field 'address.zip' is"
                        + " new to profiles, and 'new-fields' is refuse. Did you mean"
                        + " 'address.no'?";
        assertThat(Check.run(folder.path(), folder.env()).text()).isEqualTo(problems + "\n");
        assertThatThrownBy(this::prepared).isInstanceOf(SetupException.class).hasMessage(problems);
    }

    @Test
    void newFieldsOfCatalogsAreRefusedAndOfEventsCantBeTold() throws Exception {
        sync("customers", CATALOG);
        prepared();
        refuseNewFields();
        assertThat(Check.run(folder.path(), folder.env()).text()).isEmpty();
        sync("customers", CATALOG.replace("age: age", "color: city"));
        sync(
                "events",
                "type: events\nidentifier: {userId: id}\nevent-name: seen\nmappings: {x: age}\n");

        assertThat(Check.run(folder.path(), folder.env()).text().lines())
                .containsExactly(
                        "millrace.yaml:5  new-fields  warning: can't be checked for sync 'events',"
                                + " as Iterable does not tell which fields events have. It drops what"
                                + " it does not know, and the run warns of that with"
                                + " 'filteredOutFields'",
                        "syncs/customers.yaml:7  mappings.color  field 'color' is new to the"
                                + " catalog, and 'new-fields' is refuse. "
                                + CREATE);
        assertThatThrownBy(this::prepared).hasMessageContaining("field 'color' is new");
        assertThat(sandbox.counters("PUT /api/catalogs/{catalogName}/fieldMappings").requests())
                .as("none was added")
                .isEqualTo(1);
    }

    @Test
    void fieldsThatCantBeReadKeepAJobThatRefusesNewOnesFromStarting() {
        refuseNewFields();
        sync("customers", USERS + "  age: age\n");
        sandbox.script("GET /api/users/getFields", Selection.always(), Fault.status(503));

        assertThatThrownBy(this::prepared)
                .hasMessage(
                        "sync 'customers': 'new-fields' is refuse, and the fields Iterable has"
                                + " can't be read: Iterable can't be reached: Iterable answers status"
                                + " 503: Scripted");
    }

    @Test
    void theFieldsACatalogLacksAreKnownToItsFirstRun() throws Exception {
        sync("customers", CATALOG);
        assertThat(created()).containsOnly(entry("name", "string"), entry("age", "long"));
        assertThat(created()).isEmpty();

        sync("customers", CATALOG.replace("age: age", "color: city"));
        assertThat(created()).containsOnly(entry("color", "string"));
    }

    private Map<String, String> created() throws Exception {
        return IterableSetup.prepare(folder.plan()).syncs().get(0).createdFields();
    }

    private void refuseNewFields() {
        folder.file(
                "millrace.yaml",
                "iterable:\n  base-url: "
                        + sandbox.url()
                        + "\n  api-key: ${ITERABLE_API_KEY}\n  project-type: hybrid\n"
                        + "new-fields: refuse\n");
    }

    private void profile(String fields) throws Exception {
        IterableProject project = folder.plan().project();
        IterableCalls calls = new IterableCalls(project.baseUrl(), project.apiKey());
        String body = "{\"userId\":\"u\",\"dataFields\":" + fields + "}";
        assertThat(calls.send("POST", "/api/users/update", new ObjectMapper().readTree(body)))
                .matches(IterableCalls.Reply::succeeded);
    }

    private void sync(String name, String yaml) {
        folder.file("syncs/" + name + ".yaml", "model: customers\nschedule: every 1 h\n" + yaml);
    }

    private Mapping prepared() throws SetupException, InterruptedException {
        return IterableSetup.prepare(folder.plan()).syncs().get(0).mapping();
    }
}
