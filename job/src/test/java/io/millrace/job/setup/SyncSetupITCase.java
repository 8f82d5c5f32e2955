/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.diff.DiffTally;
import io.millrace.iterable.ProjectCalls;
import io.millrace.job.check.Check;
import io.millrace.job.definition.Folder;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.field.FieldType;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.mapping.field.FieldValue;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.ledger.LedgerSetup;
import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunTimes;
import io.millrace.report.run.RunWarning;
import io.millrace.retry.BackOff;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.project.ListState;
import io.millrace.sandbox.testing.SandboxExtension;
import io.millrace.snapshot.RunSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Against the sandbox, over HTTP. */
final class SyncSetupITCase {

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

    private static final CallRetries FEW =
            new CallRetries(3, new BackOff(Duration.ofMillis(1), Duration.ofMillis(1)));

    @TempDir private Path path;
    private long run = 1;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private Folder folder;

    @BeforeEach
    void startSandbox() {
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
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

    @Test
    void aMissingListIsCreatedOnceAndFoundAfterwards() throws Exception {
        sync("customers", LIST);

        String first = prepared();
        String again = prepared();

        assertThat(sandbox.lists()).extracting(ListState::name).containsExactly("VIPs");
        assertThat(again).isEqualTo(first);
        assertThat(target("customers")).isEqualTo(Long.toString(sandbox.lists().get(0).id()));
    }

    @Test
    void anotherListOfTheNameIsAnotherDestination() throws Exception {
        sync("customers", LIST);
        String first = prepared();
        sandbox.deleteList(sandbox.lists().get(0).id());
        long list = sandbox.createList("VIPs");

        assertThat(prepared()).isNotEqualTo(first);
        assertThat(target("customers")).isEqualTo(Long.toString(list));
    }

    @Test
    void aListOfAnIdHasToBeThere() throws Exception {
        long list = sandbox.createList("VIPs");
        sync("customers", LIST.replace("name: VIPs", "id: " + list));
        prepared();
        assertThat(target("customers")).isEqualTo(Long.toString(list));

        sandbox.deleteList(list);

        assertThatThrownBy(this::prepared)
                .isInstanceOf(SetupException.class)
                .hasMessage(
                        "Iterable has no list "
                                + list
                                + ": was it deleted? Give 'list.id' the id of a list that exists");
    }

    @Test
    void aListWithANameAndAnIdHasOneOwner() {
        long list = sandbox.createList("VIPs");
        sync("customers", LIST);
        sync("others", LIST.replace("name: VIPs", "id: " + list));

        assertThatThrownBy(() -> prepare("others"))
                .hasMessage(
                        "list "
                                + list
                                + " is written by sync 'customers' too. Write it in one of the two"
                                + " files; for the rows of both, combine their models in a view");
        assertThatThrownBy(() -> prepare("customers"))
                .hasMessageStartingWith("list " + list + " is written by sync 'others' too.");
        assertThat(Check.run(folder.path(), folder.env()).text())
                .isEqualTo(
                        "syncs/customers.yaml:5  list.name  list 'VIPs' is written by"
                                + " syncs/others.yaml:5 (list.id) too. Write it in one of the two"
                                + " files; for the rows of both, combine their models in a view\n");
    }

    @Test
    void aSyncThatNeedsNothingHasNoSetUp() throws Exception {
        sync("customers", USERS + "  batch: city\n");

        assertThat(setup("customers")).isSameAs(RunSetup.NONE);
    }

    @Test
    void aSetUpTravelsWithTheJob() throws Exception {
        sync("customers", LIST + "refill: spring\n");
        sync("others", LIST.replace("name: VIPs", "id: 12"));
        sync("people", CATALOG);
        refuseNewFields();

        for (String name : List.of("customers", "others", "people")) {
            RunSetup there = InstantiationUtil.clone(setup(name));
            assertThat(there).isInstanceOf(SyncSetup.class);
        }
        assertThat(InstantiationUtil.clone(RunSetup.NONE)).isSameAs(RunSetup.NONE);
    }

    @Test
    void aListWhoseCreationWasAcceptedButNotAnsweredIsNotCreatedAgain() throws Exception {
        sync("customers", LIST);
        sandbox.script(
                "POST /api/lists",
                RequestSelection.next(1),
                Fault.status(500, FaultMoment.AFTER_EFFECT));

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
                .hasMessage("Iterable has 2 lists named 'VIPs'; select one with" + " 'list.id'");
    }

    @Test
    void aDynamicListIsRefused() {
        sync("customers", LIST);
        sandbox.script(
                "GET /api/lists",
                RequestSelection.always(),
                Fault.reply(
                        200,
                        "{\"lists\":[{\"id\":3,\"name\":\"VIPs\",\"listType\":\"Dynamic\"}]}",
                        FaultMoment.BEFORE_EFFECT));

        assertThatThrownBy(this::prepared)
                .hasMessageEndingWith(
                        "list 'VIPs' is Dynamic; only static lists take members from outside");
    }

    @Test
    void aListIsClearedOnceForEachNewRefill() throws Exception {
        long list = sandbox.createList("VIPs");
        subscribe(list, 2_500);
        sync("customers", LIST);
        String before = prepared();
        assertThat(sandbox.listMembers(list)).hasSize(2_500);

        sync("customers", LIST + "refill: spring\n");
        String spring = prepared();
        assertThat(sandbox.listMembers(list)).isEmpty();
        assertThat(sandbox.users()).as("users stay").hasSize(2_500);
        assertThat(spring).as("every row is sent again").isNotEqualTo(before);

        subscribe(list, 3);
        assertThat(prepared()).isEqualTo(spring);
        sync("customers", LIST);
        assertThat(prepared()).as("it still is what was emptied").isEqualTo(spring);
        assertThat(sandbox.listMembers(list)).hasSize(3);

        sync("customers", LIST + "refill: summer\n");
        assertThat(prepared()).isNotEqualTo(spring);
        assertThat(sandbox.listMembers(list)).isEmpty();
    }

    @Test
    void aListThatCouldNotBeEmptiedWholeIsEmptiedAgain() throws Exception {
        long list = sandbox.createList("VIPs");
        subscribe(list, 1_500);
        sync("customers", LIST);
        String before = prepared();
        sync("customers", LIST + "refill: spring\n");
        sandbox.script(
                "POST /api/lists/unsubscribe",
                RequestSelection.nth(2),
                Fault.reply(
                        400, "{\"code\":\"BadParams\",\"msg\":\"no\"}", FaultMoment.BEFORE_EFFECT));
        assertThatThrownBy(this::prepared)
                .hasMessage(
                        "members of list "
                                + list
                                + " can't be removed: Iterable answers status 400: no");
        assertThat(sandbox.listMembers(list)).hasSize(500);

        prepared();

        assertThat(sandbox.listMembers(list)).isEmpty();
        sync("customers", LIST);
        assertThat(prepared()).isNotEqualTo(before);
    }

    /** The removed members are sent again, because the generation is recorded first. */
    @Test
    void aRevertedRefillAfterACrashStillSendsEveryRow() throws Exception {
        long list = sandbox.createList("VIPs");
        subscribe(list, 1_500);
        sync("customers", LIST);
        String before = prepared();
        sync("customers", LIST + "refill: spring\n");
        sandbox.script(
                "POST /api/lists/unsubscribe",
                RequestSelection.nth(2),
                Fault.reply(
                        400, "{\"code\":\"BadParams\",\"msg\":\"no\"}", FaultMoment.BEFORE_EFFECT));
        assertThatThrownBy(this::prepared).isInstanceOf(SetupException.class);

        sync("customers", LIST);

        assertThat(prepared()).isNotEqualTo(before);
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
        post("/api/lists/subscribe", body);
    }

    @Test
    void aMissingCatalogIsCreatedWithItsFieldTypesAndLeftAloneAfterwards() throws Exception {
        sync("customers", CATALOG);

        prepared();
        prepared();

        assertThat(target("customers")).isEqualTo("people");
        assertThat(sandbox.catalogs()).containsExactly("people");
        assertThat(sandbox.counters("POST /api/catalogs/{catalogName}").requests()).isEqualTo(1);
        assertThat(sandbox.counters("PUT /api/catalogs/{catalogName}/fieldMappings").requests())
                .isEqualTo(1);
    }

    @Test
    void aCatalogThatIsMissingOrEmptyIsOfANewGeneration() throws Exception {
        sync("customers", CATALOG);
        String first = prepared();
        assertThat(prepared()).as("no item was sent yet").isEqualTo(first);
        sandbox.deleteCatalog("people");
        String second = prepared();
        assertThat(second).isNotEqualTo(first);
        assertThat(sandbox.catalogs()).containsExactly("people");

        fill("people");
        delivered(run++);
        assertThat(prepared()).isEqualTo(second);
        sandbox.deleteCatalog("people");
        sandbox.createCatalog("people");
        String third = prepared();

        assertThat(third).isNotEqualTo(second);
        assertThat(prepared()).isEqualTo(third);
    }

    @Test
    void aMissingCatalogThatIsNotToBeCreatedFailsTheRun() throws Exception {
        sandbox.createCatalog("people");
        fill("people");
        sync("customers", CATALOG.replace("create-catalog: true\n", ""));
        String first = prepared();
        sandbox.deleteCatalog("people");
        assertThatThrownBy(this::prepared)
                .hasMessage(
                        "Iterable has no catalog 'people'. Create it there, or set 'create-catalog:"
                                + " true'");

        sandbox.createCatalog("people");
        fill("people");

        assertThat(prepared()).as("it was missing in between").isNotEqualTo(first);
    }

    @Test
    void unreachableIterableIsReported() {
        sync("customers", LIST);
        sandbox.script("GET /api/lists", RequestSelection.always(), Fault.status(503));

        assertThatThrownBy(this::prepared)
                .hasMessage("Iterable can't be reached: Iterable answers status 503: Scripted");
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
                                + " the field is a long in Iterable, and the type of a catalog"
                                + " field can't be changed. CAST it in a view, or use another field\n");
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
                                + " the field is a date in Iterable: rows whose text is not a"
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
    void theTypesOfProfileFieldsAreReadForAStart() throws Exception {
        profile("{\"batch\":\"2024-01-01\"}");
        sync("customers", USERS + "  batch: city\n  fresh: age\n");
        Plan plan = folder.plan();

        UserMapping mapping =
                (UserMapping)
                        plan.syncs()
                                .get(0)
                                .typed(ProjectProbe.profileTypes(plan.project()))
                                .mapping();

        assertThat(mapping.dataFields().fields().values())
                .extracting(value -> ((FieldValue.Column) value).type())
                .containsExactly(FieldType.DATE, FieldType.UNKNOWN);
    }

    @Test
    void unreadableFieldsAreReportedByACheckAndDoNotPreventAStart() throws Exception {
        sync("customers", USERS + "  age: age\n");
        sandbox.script("GET /api/users/getFields", RequestSelection.always(), Fault.status(503));

        assertThat(Check.run(folder.path(), folder.env()).text())
                .isEqualTo(
                        "syncs/customers.yaml:6  warning: columns can't be compared with the fields"
                                + " Iterable has: Iterable answers status 503: Scripted\n");
        assertThat(ProjectProbe.profileTypes(folder.plan().project())).isEqualTo(FieldTypes.NONE);
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
                        + "syncs/customers.yaml:7  mappings.plan  field 'plan' is new to"
                        + " profiles, and"
                        + " 'new-fields' is refuse. "
                        + CREATE
                        + "\nsyncs/customers.yaml:11  mappings.address.zip  field 'address.zip' is"
                        + " new to profiles, and 'new-fields' is refuse. Did you mean"
                        + " 'address.no'?";
        assertThat(Check.run(folder.path(), folder.env()).text()).isEqualTo(problems + "\n");
        assertThatThrownBy(this::prepared)
                .isInstanceOf(SetupException.class)
                .hasMessage(problems.replace("\n", "; "));
    }

    @Test
    void newFieldsOfCatalogsAreRefusedAndThoseOfEventsAreNotListed() throws Exception {
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
                                + " because Iterable does not list the fields of events."
                                + " Iterable drops unknown fields, and the run warns"
                                + " with 'filteredOutFields'",
                        "syncs/customers.yaml:7  mappings.color  field 'color' is new to the"
                                + " catalog, and 'new-fields' is refuse. "
                                + CREATE);
        assertThatThrownBy(this::prepared).hasMessageContaining("field 'color' is new");
        assertThat(sandbox.counters("PUT /api/catalogs/{catalogName}/fieldMappings").requests())
                .as("none was added")
                .isEqualTo(1);
    }

    @Test
    void fieldsThatCantBeReadKeepARunThatRefusesNewOnesFromStarting() {
        refuseNewFields();
        sync("customers", USERS + "  age: age\n");
        sandbox.script("GET /api/users/getFields", RequestSelection.always(), Fault.status(503));

        assertThatThrownBy(this::prepared)
                .hasMessage(
                        "'new-fields' is refuse, and the fields Iterable has"
                                + " can't be read: Iterable can't be reached: Iterable"
                                + " answers status"
                                + " 503: Scripted");
    }

    @Test
    void theNextRunReportsMissingCatalogFields() throws Exception {
        sync("customers", CATALOG);
        assertThat(told())
                .containsExactly(
                        "catalog field 'age' of type long", "catalog field 'name' of type string");
        assertThat(told()).isEmpty();

        sync("customers", CATALOG.replace("age: age", "color: city"));
        fill("people");
        assertThat(told()).containsExactly("catalog field 'color' of type string");
    }

    private List<String> told() throws Exception {
        prepared();
        long told = run++;
        delivered(told);
        try (LedgerReader reader = new LedgerReader(ledger())) {
            return reader.warnings("customers", told).stream()
                    .filter(warning -> warning.code().equals(RunWarning.CREATED_FIELDS))
                    .map(RunWarning::detail)
                    .toList();
        }
    }

    /** A run whose one row was taken. */
    private void delivered(long id) throws Exception {
        try (Ledger ledger = new Ledger(ledger(), "customers", LedgerSettings.DEFAULTS)) {
            ledger.finished(
                    new RunReport(
                            "customers",
                            id,
                            RunStatus.COMPLETE,
                            new RunTimes(id, id, id),
                            new DiffTally(id, 1, 1, 0, 0, 0, 0, 0),
                            new DeliveryTally(1, 1, 0, 0),
                            0,
                            Cause.NONE),
                    List.of());
        }
    }

    private LedgerConnection ledger() throws Exception {
        LedgerPlan ledger = folder.plan().ledger();
        return new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal());
    }

    /** Each time with another value, as what is sent twice is a violation. */
    private void fill(String catalog) throws Exception {
        post(
                "/api/catalogs/" + catalog + "/items",
                "{\"replaceUploadedFieldsOnly\":true,\"documents\":{\"1\":{\"age\":"
                        + run++
                        + "}}}");
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
        post("/api/users/update", "{\"userId\":\"u\",\"dataFields\":" + fields + "}");
    }

    private void post(String path, String body) throws Exception {
        IterableProject project = folder.plan().project();
        try (ProjectCalls calls = new ProjectAccess(project.baseUrl(), project.apiKey()).open()) {
            assertThat(calls.send("POST", path, new ObjectMapper().readTree(body)))
                    .matches(ProjectCalls.Reply::succeeded);
        }
    }

    private void sync(String name, String yaml) {
        folder.file("syncs/" + name + ".yaml", "model: customers\nschedule: every 1 h\n" + yaml);
    }

    private String prepared() throws Exception {
        return prepare("customers");
    }

    private String prepare(String sync) throws Exception {
        return setup(sync).prepare(run++);
    }

    private RunSetup setup(String name) throws Exception {
        Plan plan = folder.plan();
        SyncPlan sync =
                plan.syncs().stream().filter(each -> each.name().equals(name)).findFirst().get();
        return SyncSetup.of(plan, sync, FEW);
    }

    private String target(String sync) throws Exception {
        try (LedgerSetup ledger = new LedgerSetup(ledger(), sync)) {
            return ledger.target().orElseThrow();
        }
    }
}
