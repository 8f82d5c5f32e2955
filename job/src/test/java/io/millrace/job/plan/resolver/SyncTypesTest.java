/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import io.millrace.job.plan.Prerequisite;
import io.millrace.job.plan.SyncPlan;
import io.millrace.mapping.CartMapping;
import io.millrace.mapping.CatalogMapping;
import io.millrace.mapping.DepartureMapping;
import io.millrace.mapping.DeviceMapping;
import io.millrace.mapping.EmailChangeMapping;
import io.millrace.mapping.EventMapping;
import io.millrace.mapping.EventTraits;
import io.millrace.mapping.ListMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.MergeMapping;
import io.millrace.mapping.PurchaseMapping;
import io.millrace.mapping.Removal;
import io.millrace.mapping.SubscriptionMapping;
import io.millrace.mapping.SubscriptionSetMapping;
import io.millrace.mapping.TriggerMapping;
import io.millrace.mapping.UserIdChangeMapping;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each type of sync resolves to, and what it refuses. */
final class SyncTypesTest {

    private static final String SYNC = "syncs/s.yaml";
    private static final FieldValue.Nested NONE = new FieldValue.Nested(Map.of());
    private static final int NO_COLUMN = EventTraits.NO_COLUMN;

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void everyColumnSomeTypeNeeds() {
        folder =
                new Folder(path)
                        .file(
                                "models/customers.sql",
                                """
                                CREATE TABLE customers (
                                  id BIGINT, email STRING, kind STRING, happened TIMESTAMP_LTZ(3), total DOUBLE,
                                  items ARRAY<ROW<id STRING, name STRING, price DOUBLE, quantity INT>>,
                                  bad_items ARRAY<ROW<id STRING>>, lists ARRAY<BIGINT>, picture BYTES,
                                  PRIMARY KEY (id) NOT ENFORCED
                                ) WITH ('connector' = 'filesystem', 'path' = '/tmp/x', 'format' = 'json');
                                CREATE TABLE members (
                                  id BIGINT, email STRING, list INT, PRIMARY KEY (email, list) NOT ENFORCED
                                ) WITH ('connector' = 'filesystem', 'path' = '/tmp/x', 'format' = 'json');
                                """)
                        .file("syncs/customers.yaml", "")
                        .env("ITERABLE_MOBILE_API_KEY", "m0bile-key");
        remove("syncs/customers.yaml");
    }

    private void remove(String file) {
        if (!path.resolve(file).toFile().delete()) {
            throw new AssertionError(file);
        }
    }

    @Test
    void usersMayBeUpdatedOnlyAndDeleted() {
        SyncPlan sync =
                plan(
                        "users",
                        "email: email",
                        "mode: update",
                        "on-removal: delete",
                        "mappings: {k: kind}");

        assertThat(sync.mapping())
                .isEqualTo(
                        new UserMapping(
                                new FieldValue.Nested(
                                        Map.of("k", new FieldValue.Column(position(sync, "kind")))),
                                NullPolicy.SEND,
                                false,
                                false,
                                false,
                                Removal.DELETE));
        assertThat(kept(sync)).containsExactly("id", "email");
    }

    @Test
    void noColumnIsKeptIfARemovalSendsNothing() {
        assertThat(kept(plan("users", "email: email"))).isEmpty();
        assertThat(kept(plan("events", "email: email", "event-name: e"))).isEmpty();
        assertThat(kept(plan("delete", "email: email"))).isEmpty();
    }

    @Test
    void eventsHaveTheirTraitsFromColumns() {
        SyncPlan sync =
                plan(
                        "events",
                        "userId: id",
                        "event-name-column: kind",
                        "id: id",
                        "created-at: happened",
                        "campaign-id: id",
                        "mappings: {total: total}");

        assertThat(sync.mapping())
                .isEqualTo(
                        new EventMapping(
                                new EventTraits(
                                        "s",
                                        position(sync, "id"),
                                        position(sync, "happened"),
                                        position(sync, "id"),
                                        NO_COLUMN),
                                new ValueSource.Column(position(sync, "kind")),
                                new FieldValue.Nested(
                                        Map.of(
                                                "total",
                                                new FieldValue.Column(position(sync, "total"))))));
    }

    @Test
    void purchasesAndCartsHaveItems() {
        SyncPlan purchase = plan("purchases", "email: email", "items: items", "total: total");
        SyncPlan cart = plan("carts", "userId: id", "items: kind", "on-removal: clear");

        assertThat(purchase.mapping())
                .isEqualTo(
                        new PurchaseMapping(
                                new EventTraits("s", NO_COLUMN, NO_COLUMN, NO_COLUMN, NO_COLUMN),
                                position(purchase, "items"),
                                position(purchase, "total"),
                                false,
                                NONE));
        assertThat(cart.mapping())
                .isEqualTo(new CartMapping(position(cart, "kind"), false, Removal.CLEAR));
        assertThat(kept(cart)).containsExactly("id");
    }

    @Test
    void catalogsHaveItemsByTheirIds() {
        SyncPlan sync =
                plan(
                        "catalog",
                        "itemId: id",
                        "catalog: products",
                        "mode: patch",
                        "item-ids: encoded",
                        "on-removal: delete",
                        "create-catalog: true",
                        "mappings: {kind: kind, total: total, at: happened, at_geo_location: {lat:"
                                + " total, lon: total}, tags: lists}",
                        "static: {n: 1, x: {y: 1}}");

        assertThat(sync.layout().identifierKind()).isEqualTo(IdentifierKind.ITEM_ID);
        assertThat(sync.mapping())
                .isInstanceOfSatisfying(
                        CatalogMapping.class,
                        mapping -> {
                            assertThat(mapping.catalog()).isEqualTo("products");
                            assertThat(mapping.replaces()).isFalse();
                            assertThat(mapping.encodesIds()).isTrue();
                            assertThat(mapping.nulls()).isEqualTo(NullPolicy.OMIT);
                            assertThat(mapping.removal()).isEqualTo(Removal.DELETE);
                        });
        assertThat(kept(sync)).containsExactly("id");
        assertThat(sync.prerequisite())
                .get()
                .isInstanceOfSatisfying(
                        Prerequisite.Catalog.class,
                        catalog ->
                                assertThat(catalog.fieldTypes())
                                        .isEqualTo(
                                                Map.of(
                                                        "kind", "string",
                                                        "total", "double",
                                                        "at", "date",
                                                        "at_geo_location", "geo_location",
                                                        "n", "long",
                                                        "x", "object")));
    }

    @Test
    void listsAreKnownByIdOrName() {
        SyncPlan byId = plan("lists", "userId: id", "list: {id: 17}", "existing-users-only: true");
        SyncPlan byName = plan("lists", "userId: id", "list: {name: VIPs}");

        assertThat(byId.mapping())
                .isEqualTo(new ListMapping(NONE, NullPolicy.SEND, false, false, false));
        assertThat(kept(byId)).containsExactly("id");
        assertThat(byName.mapping())
                .isEqualTo(new ListMapping(NONE, NullPolicy.SEND, false, false, true));
        assertThat(byName.prerequisite())
                .get()
                .isInstanceOfSatisfying(
                        Prerequisite.ListOfName.class,
                        list -> assertThat(list.name()).isEqualTo("VIPs"));
    }

    @Test
    void subscriptionsAreAllOfAUserOrOneByOne() {
        SyncPlan all =
                plan(
                        "subscriptions",
                        "email: email",
                        "mode: replace",
                        "unsubscribed-channels: lists");
        SyncPlan one =
                planOf(
                        "members",
                        "subscriptions",
                        "email: email",
                        "mode: incremental",
                        "subscription: {group: message-type, id-column: list}");

        assertThat(all.mapping())
                .isEqualTo(
                        new SubscriptionSetMapping(
                                Map.of("unsubscribedChannelIds", position(all, "lists")), true));
        assertThat(kept(all)).isEmpty();
        assertThat(one.mapping())
                .isEqualTo(
                        new SubscriptionMapping(
                                "messageType", new ValueSource.Column(position(one, "list"))));
        assertThat(kept(one)).containsExactly("email", "list");
    }

    @Test
    void identitiesChangeAndEnd() {
        assertThat(mapping("email-changes", "userId: id", "new-email: email"))
                .isEqualTo(new EmailChangeMapping(1, false));
        assertThat(mapping("user-id-changes", "email: email", "new-user-id: kind"))
                .isEqualTo(new UserIdChangeMapping(2));
        assertThat(
                        mapping(
                                "merges",
                                "userId: id",
                                "source: {email: email}",
                                "merge-arrays: {orders: id, tags: }"))
                .isEqualTo(
                        new MergeMapping(
                                1, IdentifierKind.EMAIL, Map.of("orders", "id", "tags", "")));
        assertThat(mapping("delete", "email: email"))
                .isEqualTo(new DepartureMapping(OperationKind.DELETE_USER));
        assertThat(mapping("forget", "email: email"))
                .isEqualTo(new DepartureMapping(OperationKind.FORGET_USER));
        assertThat(mapping("unforget", "email: email"))
                .isEqualTo(new DepartureMapping(OperationKind.UNFORGET_USER));
    }

    @Test
    void emailBasedProjectsChangeAddressesByACallOfTheirOwn() {
        project("email");

        assertThat(mapping("email-changes", "userId: id", "new-email: email"))
                .isEqualTo(new EmailChangeMapping(1, true));
    }

    @ParameterizedTest
    @CsvSource({
        "journey, TRIGGER_JOURNEY",
        "email, SEND_EMAIL",
        "push, SEND_PUSH",
        "in-app, SEND_IN_APP",
        "sms, SEND_SMS",
        "web-push, SEND_WEB_PUSH",
        "whatsapp, SEND_WHATS_APP"
    })
    void triggersGoByTheirChannel(String channel, OperationKind kind) {
        String id = channel.equals("journey") ? "journey-id: 5" : "campaign-id: 5";

        assertThat(mapping("triggers", "email: email", "channel: " + channel, id))
                .isEqualTo(new TriggerMapping(kind, 5, NO_COLUMN, true, NONE));
    }

    @Test
    void devicesNeedTheMobileKey() {
        String[] lines = {"token: kind", "platform: GCM", "application: shop"};
        sync("customers", "device-tokens", "email: email", lines);

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/s.yaml:2  type  needs a mobile API key: Iterable registers devices"
                                + " with no other key. Set 'iterable.mobile-api-key:"
                                + " ${ITERABLE_MOBILE_API_KEY}' in millrace.yaml");

        folder.file(
                "millrace.yaml",
                "iterable:\n"
                        + "  api-key: ${ITERABLE_API_KEY}\n"
                        + "  mobile-api-key: ${ITERABLE_MOBILE_API_KEY}\n"
                        + "  project-type: hybrid\n");
        assertThat(mapping("device-tokens", "email: email", lines))
                .isEqualTo(new DeviceMapping(2, new ValueSource.Fixed("GCM"), "shop", false, NONE));
        assertThat(folder.plan().project().mobileApiKey()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "events | email: email | items: items; event-name: e | syncs/s.yaml:5  items  does"
                        + " not belong to this type; it is for purchases, carts. Remove it,"
                        + " or change"
                        + " the type",
                "events | email: email | event-name: e; event-name-column: kind | syncs/s.yaml:6 "
                        + " event-name-column  can't be combined with 'event-name'. Keep one"
                        + " of the two",
                "events | email: email | event-name: e; created-at: kind | syncs/s.yaml:6 "
                        + " created-at  column 'kind' is STRING. It must be a TIMESTAMP, a"
                        + " DATE, or a"
                        + " whole number of seconds or milliseconds since 1970",
                "events | email: email | event-name: e; mappings: {createdAt: happened} |"
                        + " syncs/s.yaml:6  mappings.createdAt  is a trait of the event"
                        + " itself: name"
                        + " its column with 'created-at'. Leave it out",
                "events | email: email | event-name: e; id: ids | syncs/s.yaml:6  id  column 'ids'"
                        + " is not in model 'customers'. Did you mean 'id'?",
                "purchases | email: email | items: bad_items; total: total | syncs/s.yaml:5  items "
                        + " column 'bad_items' is ARRAY<ROW<`id` STRING>>. It must be an"
                        + " ARRAY<ROW<id,"
                        + " name, price, quantity>>, or a STRING that holds such a JSON"
                        + " array; it has"
                        + " no 'name'",
                "purchases | email: email | items: items; total: happened | syncs/s.yaml:6  total "
                        + " column 'happened' is TIMESTAMP_LTZ(3). It must be a number, or a STRING"
                        + " that holds one",
                "purchases | email: email | items: items | syncs/s.yaml  total  is missing. Value:"
                        + " column",
                "carts | email: email | items: items; on-removal: delete | syncs/s.yaml:6 "
                        + " on-removal  must be 'nothing' or 'clear', is 'delete'",
                "catalog | itemId: id | catalog: a_b | syncs/s.yaml:5  catalog  'a_b' can't be the"
                        + " name of a catalog. Use letters, digits and dashes, at most 255",
                "lists | userId: id | nulls: send | syncs/s.yaml  list.id  is missing. Give 'list:"
                        + " {id: <number>}' or 'list: {name: <text>}'",
                "subscriptions | userId: id | mode: replace | syncs/s.yaml  lists  is missing. Name"
                        + " the column of at least one array: lists, unsubscribed-channels,"
                        + " unsubscribed-message-types or subscribed-message-types",
                "subscriptions | userId: id | mode: replace; lists: kind | syncs/s.yaml:6  lists "
                        + " column 'kind' is STRING. It must be an ARRAY of whole numbers",
                "subscriptions | userId: id | mode: incremental; subscription: {group: list, id:"
                        + " 1}; lists: lists | syncs/s.yaml:7  lists  is for 'mode: replace'."
                        + " Remove"
                        + " it, or change the mode",
                "subscriptions | userId: id | mode: incremental; subscription: {group: list,"
                        + " id-column: kind} | syncs/s.yaml:6  subscription.id-column  column"
                        + " 'kind' is"
                        + " not part of the primary key, so the end of a subscription would"
                        + " go unseen"
                        + " when it changes. Add it to the key: a row is one user and one"
                        + " subscription",
                "email-changes | email: email | new-email: kind | syncs/s.yaml:4  identifier.email "
                        + " can't name the user whose address changes outside of email-based"
                        + " projects."
                        + " Use 'identifier: {userId: <column>}'",
                "user-id-changes | email: email | new-user-id: total | syncs/s.yaml:5  new-user-id "
                        + " column 'total' is DOUBLE. It must be a STRING or a whole number",
                "merges | email: email | source: {} | syncs/s.yaml  source.email  is missing. Give"
                        + " 'source: {email: <column>}' or 'source: {userId: <column>}'",
                "delete | email: email | mappings: {k: kind} | syncs/s.yaml:5  mappings  does not"
                        + " belong to this type; it is for users, events, purchases, catalog,"
                        + " lists,"
                        + " triggers, device-tokens. Remove it, or change the type",
                "triggers | email: email | channel: journey; campaign-id: 5; journey-id: 5 |"
                        + " syncs/s.yaml:6  campaign-id  is not for 'channel: journey'. Remove it",
                "triggers | email: email | channel: sms | syncs/s.yaml  campaign-id  is missing."
                        + " Value: whole number, 1 to 999,999,999",
                "triggers | email: email | channel: fax; campaign-id: 5 | syncs/s.yaml:5  channel "
                        + " must be 'journey' or 'email' or 'push' or 'in-app' or 'sms' or"
                        + " 'web-push'"
                        + " or 'whatsapp', is 'fax'",
                "users | userId: id | mappings: {raw: picture} | syncs/s.yaml:5  mappings.raw "
                        + " column 'picture' is BYTES, which has no form in JSON. CAST it in"
                        + " a view, or"
                        + " in the warehouse's query",
            })
    void eachProblemHasAFix(String type, String identifier, String lines, String problem) {
        sync("customers", type, identifier, lines.split("; "));

        assertThat(folder.problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email | forget | userId: id | nulls | syncs/s.yaml:4  identifier.userId  can't"
                        + " identify the user in an email-based project, which forgets by address."
                        + " Use 'identifier: {email: <column>}'",
                "email | delete | userId: id | nulls | syncs/s.yaml:4  identifier.userId  warning:"
                        + " deletes every user that has the id: in an email-based project"
                        + " several may"
                        + " share one. Use 'identifier: {email: <column>}' if that is not intended",
                "userId | delete | email: email | nulls | syncs/s.yaml:4  identifier.email  can't"
                        + " identify users in a userId-based project. Use 'identifier: {userId:"
                        + " <column>}'",
                "userId | merges | userId: id | source: {email: email} | syncs/s.yaml:5 "
                        + " source.email  can't identify users in a userId-based project. Use"
                        + " 'source:"
                        + " {userId: <column>}'",
                "email | user-id-changes | userId: id | new-user-id: kind | syncs/s.yaml:4 "
                        + " identifier.userId  can't name the user whose id changes in an"
                        + " email-based"
                        + " project, where several may share one. Use 'identifier: {email:"
                        + " <column>}'",
                "email | users | userId: id | mode: update; prefer-user-id: true | syncs/s.yaml:6 "
                        + " prefer-user-id  creates users, and 'mode: update' must not."
                        + " Remove one of"
                        + " the two",
            })
    void projectTypesHaveRulesOfTheirOwn(
            String project, String type, String identifier, String lines, String problem) {
        project(project);
        sync(
                "customers",
                type,
                identifier,
                lines.equals("nulls") ? new String[0] : lines.split("; "));

        assertThat(folder.problems()).containsExactly(problem);
    }

    @Test
    void anItemHasNoAddress() {
        sync("customers", "catalog", "email: email", "catalog: c");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/s.yaml  identifier  is missing. Give 'identifier: {itemId:"
                                + " <column>}'",
                        "syncs/s.yaml:4  identifier.email  does not belong to this type; it is for"
                                + " users, events, purchases, carts, lists, subscriptions,"
                                + " email-changes, user-id-changes, merges, delete, forget,"
                                + " unforget,"
                                + " triggers, device-tokens. Remove it, or change the type");
    }

    @Test
    void existingUsersOnlyIsNotForEmailBasedProjects() {
        project("email");
        sync("members", "lists", "email: email", "list: {id: 1}", "existing-users-only: true");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/s.yaml:6  existing-users-only  has no effect in an email-based"
                                + " project: Iterable creates the users there. Remove it, or"
                                + " filter the"
                                + " model");
    }

    @Test
    void anIdentifierThatMayChangeIsWarnedOfWhereUsersAreDeleted() {
        sync("customers", "users", "email: email", "on-removal: delete");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/s.yaml:4  identifier.email  warning: is not part of the primary key:"
                                + " a row in which it changes deletes the user it named, with"
                                + " all its"
                                + " data. Use 'on-removal: clear' or 'nothing', or name users"
                                + " by what"
                                + " never changes");

        sync("customers", "users", "email: email", "on-removal: clear");
        assertThat(folder.problems()).isEmpty();
        sync("customers", "lists", "email: email", "list: {id: 1}");
        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void fingerprintCoversWhatARowBecomesAndNothingElse() {
        String[] lines = {"catalog: c", "mappings: {k: kind}"};
        long before = fingerprint(lines);

        assertThat(
                        List.of(
                                fingerprint("mode: patch", lines[0], lines[1]),
                                fingerprint("catalog: d", lines[1]),
                                fingerprint("item-ids: encoded", lines[0], lines[1]),
                                fingerprint("nulls: send", lines[0], lines[1]),
                                fingerprint(lines[0], "mappings: {k: total}")))
                .doesNotHaveDuplicates()
                .doesNotContain(before);
        assertThat(
                        List.of(
                                fingerprint("on-removal: delete", lines[0], lines[1]),
                                fingerprint("create-catalog: true", lines[0], lines[1]),
                                fingerprint("mode: replace", lines[0], lines[1]),
                                fingerprint("removal-limit: 10%", lines[0], lines[1]),
                                fingerprint("requests-per-second: 5", lines[0], lines[1])))
                .containsOnly(before);
    }

    private long fingerprint(String... lines) {
        return plan("catalog", "itemId: id", lines).mappingFingerprint();
    }

    private Mapping mapping(String type, String identifier, String... lines) {
        return plan(type, identifier, lines).mapping();
    }

    private SyncPlan plan(String type, String identifier, String... lines) {
        return planOf("customers", type, identifier, lines);
    }

    private SyncPlan planOf(String model, String type, String identifier, String... lines) {
        sync(model, type, identifier, lines);
        return folder.plan().syncs().get(0);
    }

    /** Model, type, schedule and identifier, in lines 1 to 4. */
    private void sync(String model, String type, String identifier, String... lines) {
        folder.file(
                SYNC,
                "model: "
                        + model
                        + "\ntype: "
                        + type
                        + "\nschedule: every 1 h\nidentifier: {"
                        + identifier
                        + "}\n"
                        + String.join("\n", lines)
                        + "\n");
    }

    private void project(String type) {
        folder.file(
                "millrace.yaml",
                "iterable:\n  api-key: ${ITERABLE_API_KEY}\n  project-type: " + type + "\n");
    }

    private static int position(SyncPlan sync, String column) {
        return sync.layout().columns().getFieldIndex(column);
    }

    private static List<String> kept(SyncPlan sync) {
        return sync.layout().kept().stream()
                .map(position -> sync.layout().columns().getFieldNames().get(position))
                .toList();
    }
}
