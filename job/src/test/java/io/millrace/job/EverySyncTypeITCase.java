/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.job.setup.SyncSetup;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.EventState;
import io.millrace.sandbox.project.ListState;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.project.UserState;
import io.millrace.sandbox.testing.SandboxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every type of sync through the whole line: a file that changes, the job, and the sandbox over
 * HTTP. What lists and catalogs need is seen to by {@link SyncSetup} before each run.
 */
@Timeout(120)
final class EverySyncTypeITCase {

    private static final String COLUMNS = "id BIGINT, who STRING, other STRING, n BIGINT";
    private static final int CHANNEL = 1001;
    private static final int NEWSLETTER = 2001;
    private static final int OFFERS = 2002;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir private Path path;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeEach
    void startSandbox() throws Exception {
        start(UserIdentification.HYBRID);
    }

    private void start(UserIdentification type) throws IOException {
        sandbox = sandboxes.start(SandboxOptions.of(type).withThrottle(Throttle.off()));
        line = new RunningLine(path, sandbox, type.name().toLowerCase(Locale.ROOT));
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void usersWhoLeaveTheModelAreDeleted() throws Exception {
        rows("1,u1,,0", "2,u2,,0");
        start(
                COLUMNS,
                "type: users\nidentifier: {userId: who}\nmappings: {n: n}\non-removal: delete\n"
                        + "key: [id, who]\n");
        assertThat(sandbox.users()).containsOnlyKeys("u1", "u2");

        change("2,u2,,0");
        assertThat(sandbox.users()).containsOnlyKeys("u2");
    }

    @Test
    void anEventOfARowIsTheSameEventWhenTheRowChanges() throws Exception {
        known("\"userId\":\"u1\"");
        rows("1,u1,,0");
        start(
                COLUMNS,
                "type: events\nidentifier: {userId: who}\nevent-name: Seen\nmappings: {n: n}\n");
        assertThat(sandbox.events()).hasSize(1);
        EventState first = sandbox.events().get(0);

        change("1,u1,,7");
        assertThat(sandbox.events()).extracting(EventState::id).containsExactly(first.id());
    }

    @Test
    void itemsOfACatalogFollowTheModelUnderEncodedIds() throws Exception {
        rows("1,a/1,,0", "2,b,,0");
        start(
                COLUMNS,
                "type: catalog\nidentifier: {itemId: who}\ncatalog: things\ncreate-catalog: true\n"
                        + "item-ids: encoded\non-removal: delete\nmappings: {number: id}\n"
                        + "key: [id, who]\n");
        assertThat(sandbox.catalog("things")).containsOnlyKeys("a-2f1", "b");

        change("2,b,,0", "3,c,,0");
        assertThat(sandbox.catalog("things")).containsOnlyKeys("b", "c");
    }

    @Test
    void membersOfAListFollowTheModel() throws Exception {
        rows("1,u1,,0", "2,u2,,0");
        start(
                COLUMNS,
                "type: lists\nidentifier: {userId: who}\nlist: {name: VIPs}\nkey: [id, who]\n");
        ListState list = sandbox.lists().get(0);
        assertThat(list.name()).isEqualTo("VIPs");
        assertThat(sandbox.listMembers(list.id())).containsExactlyInAnyOrder("u1", "u2");

        change("2,u2,,0", "3,u3,,0");
        assertThat(sandbox.listMembers(list.id())).containsExactlyInAnyOrder("u2", "u3");
    }

    @Test
    void aUserWhoseRowIsRemovedIsUnsubscribed() throws Exception {
        long list = sandbox.createList("News");
        rows("1,u1,,0", "2,u2,,0");
        start(
                COLUMNS,
                "type: subscriptions\nmode: incremental\nidentifier: {userId: who}\n"
                        + "subscription: {group: list, id: "
                        + list
                        + "}\nkey: [id, who]\n");
        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u1", "u2");

        change("2,u2,,0", "3,u3,,0");
        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u2", "u3");
    }

    @Test
    void aPurchaseIsOneAndTheSameWhenItsRowChanges() throws Exception {
        rows(
                "1,u1," + item("Cup") + ",12.5",
                "2,u2,\"[{\"\"id\"\":5,\"\"name\"\":\"\"Tea\"\",\"\"price\"\":3.5,\"\"quantity\"\":2}]\",7");
        start(
                "id BIGINT, who STRING, items STRING, total DOUBLE",
                "type: purchases\nidentifier: {userId: who}\nitems: items\ntotal: total\n");

        assertThat(sandbox.commerce())
                .extracting(EventState::userId)
                .containsExactlyInAnyOrder("u1", "u2");
        assertThat(purchase("u1").dataFields().path("total").asDouble()).isEqualTo(12.5);
        assertThat(purchase("u2").dataFields().path("items").path(0).path("name").asText())
                .isEqualTo("Tea");

        change("1,u1," + item("Cup") + ",13.5");
        assertThat(sandbox.commerce()).hasSize(2);
        assertThat(purchase("u1").dataFields().path("total").asDouble()).isEqualTo(13.5);
        assertThat(purchase("u2").dataFields().path("total").asDouble()).isEqualTo(7.0);
    }

    private EventState purchase(String userId) {
        return sandbox.commerce().stream()
                .filter(event -> event.userId().equals(userId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCartFollowsItsRowAndIsEmptyWhenItIsGone() throws Exception {
        rows("1,u1," + item("Tea"), "2,u2," + item("Cup"));
        start(
                "id BIGINT, who STRING, items STRING",
                "type: carts\nidentifier: {userId: who}\nitems: items\non-removal: clear\n"
                        + "key: [id, who]\n");
        assertThat(cart("u1")).containsExactly("Tea");
        assertThat(cart("u2")).containsExactly("Cup");

        change("2,u2," + item("Pot"));
        assertThat(cart("u1")).isEmpty();
        assertThat(cart("u2")).containsExactly("Pot");
        assertThat(sandbox.commerce()).hasSize(4);
    }

    private static String item(String name) {
        return "\"[{\"\"id\"\":1,\"\"name\"\":\"\""
                + name
                + "\"\",\"\"price\"\":1,\"\"quantity\"\":1}]\"";
    }

    private List<String> cart(String userId) {
        return sandbox.user(userId)
                .orElseThrow()
                .dataFields()
                .path("shoppingCartItems")
                .findValuesAsText("name");
    }

    @Test
    void arraysAreAllSubscriptionsOfAUser() throws Exception {
        long news = sandbox.createList("News");
        long deals = sandbox.createList("Deals");
        String columns =
                "id BIGINT, who STRING, lists ARRAY<BIGINT>, channels ARRAY<BIGINT>,"
                        + " types ARRAY<BIGINT>, joined ARRAY<BIGINT>";
        rows(
                "1,u1," + news + ";" + deals + ",," + NEWSLETTER + "," + OFFERS,
                "2,u2," + news + "," + CHANNEL + "," + NEWSLETTER + ",");
        start(
                columns,
                "type: subscriptions\nmode: replace\nidentifier: {userId: who}\nlists: lists\n"
                        + "unsubscribed-channels: channels\nunsubscribed-message-types: types\n"
                        + "subscribed-message-types: joined\n");

        assertThat(sandbox.listMembers(news)).containsExactlyInAnyOrder("u1", "u2");
        assertThat(sandbox.listMembers(deals)).containsExactly("u1");
        assertThat(user("u1").subscriptions().subscribedMessageTypeIds())
                .containsExactly((long) OFFERS);
        assertThat(user("u2").subscriptions().unsubscribedChannelIds())
                .containsExactly((long) CHANNEL);

        change("1,u1," + deals + ",,2003," + OFFERS, "2,u2," + news + "," + CHANNEL + ",2003,");
        assertThat(sandbox.listMembers(news)).containsExactly("u2");
        assertThat(sandbox.listMembers(deals)).containsExactly("u1");
        assertThat(user("u1").subscriptions().unsubscribedMessageTypeIds()).containsExactly(2003L);
    }

    @Test
    void aRowIsOneSubscriptionToAMessageType() throws Exception {
        rows("1,u1,," + NEWSLETTER, "2,u1,," + OFFERS, "3,u2,," + OFFERS);
        start(
                COLUMNS,
                "type: subscriptions\nmode: incremental\nidentifier: {userId: who}\n"
                        + "subscription: {group: message-type, id-column: n}\nkey: [id, who, n]\n");
        assertThat(user("u1").subscriptions().subscribedMessageTypeIds())
                .containsExactly((long) OFFERS);
        assertThat(user("u1").subscriptions().unsubscribedMessageTypeIds()).isEmpty();

        change("2,u1,," + OFFERS);
        assertThat(user("u1").subscriptions().unsubscribedMessageTypeIds())
                .containsExactly((long) NEWSLETTER);
        assertThat(user("u2").subscriptions().subscribedMessageTypeIds()).isEmpty();
        assertThat(user("u1").subscriptions().subscribedMessageTypeIds())
                .containsExactly((long) OFFERS);
    }

    @Test
    void aRowIsOneSubscriptionToAChannel() throws Exception {
        rows("1,u1,,0", "2,u2,,0");
        start(
                COLUMNS,
                "type: subscriptions\nmode: incremental\nidentifier: {userId: who}\n"
                        + "subscription: {group: channel, id: "
                        + CHANNEL
                        + "}\nkey: [id, who]\n");
        change("2,u2,,0");

        assertThat(user("u1").subscriptions().unsubscribedChannelIds())
                .containsExactly((long) CHANNEL);
        assertThat(user("u2").subscriptions().unsubscribedChannelIds()).isEmpty();
    }

    @Test
    void anAddressChangesByACallOfItsOwnInAProjectOfAddresses() throws Exception {
        sandbox.close();
        start(UserIdentification.EMAIL);
        known("\"email\":\"a@example.com\",\"userId\":\"u1\"");
        rows("1,u1,b@example.com,0");
        start(COLUMNS, "type: email-changes\nidentifier: {userId: who}\nnew-email: other\n");
        assertThat(sandbox.users()).containsOnlyKeys("b@example.com");

        change("1,u1,c@example.com,0");
        assertThat(sandbox.users()).containsOnlyKeys("c@example.com");
        assertThat(sandbox.counters("POST /api/users/updateEmail").requests()).isEqualTo(2);
    }

    @Test
    void elsewhereAnAddressIsAField() throws Exception {
        known("\"email\":\"a@example.com\",\"userId\":\"u1\"");
        rows("1,u1,b@example.com,0");
        start(COLUMNS, "type: email-changes\nidentifier: {userId: who}\nnew-email: other\n");

        assertThat(user("u1").email()).isEqualTo("b@example.com");
        change("1,u1,c@example.com,0");
        assertThat(user("u1").email()).isEqualTo("c@example.com");
    }

    @Test
    void aUserIdChangesForAKnownUserOnly() throws Exception {
        known("\"userId\":\"old1\"");
        rows("1,old1,new1,0", "2,nobody,new2,0");
        begin(COLUMNS, "type: user-id-changes\nidentifier: {userId: who}\nnew-user-id: other\n");

        while (sandbox.user("new1").isEmpty() || lookUps() < 2) {
            Thread.sleep(50);
        }
        assertThat(sandbox.users()).containsOnlyKeys("new1");
        line.assertNeverFailed();
    }

    /** Whoever is unknown is looked up once more, later than this test has time for. */
    private long lookUps() {
        return sandbox.counters("GET /api/users/byUserId/{userId}").requests();
    }

    @Test
    void whoIsMergedIsGoneAndWhatHeHadIsTheOthers() throws Exception {
        known("\"userId\":\"visitor\",\"dataFields\":{\"color\":\"red\",\"plan\":\"free\"}");
        known("\"userId\":\"u1\",\"dataFields\":{\"plan\":\"pro\"}");
        rows("1,u1,visitor,0");
        start(COLUMNS, "type: merges\nidentifier: {userId: who}\nsource: {userId: other}\n");

        assertThat(sandbox.users()).containsOnlyKeys("u1");
        assertThat(user("u1").dataFields().path("color").asText()).isEqualTo("red");
        assertThat(user("u1").dataFields().path("plan").asText()).isEqualTo("pro");
    }

    @Test
    void aMergeWithAnUnknownUserIsReported() throws Exception {
        known("\"userId\":\"u1\"");
        rows("1,u1,mistyped,0");
        RunReport run =
                start(
                        COLUMNS,
                        "type: merges\nidentifier: {userId: who}\nsource: {userId: other}\n");

        assertThat(sandbox.users()).containsOnlyKeys("u1");
        assertThat(line.warnings(run))
                .extracting(RunWarning::code)
                .containsExactly("unknownSource");
    }

    @Test
    void aForgottenUserIsRemovedFromTheListWithItsRow() throws Exception {
        long list = sandbox.createList("VIPs");
        rows("1,u1,,0", "2,u2,,0");
        start(
                COLUMNS,
                "type: lists\nidentifier: {userId: who}\nlist: {id: "
                        + list
                        + "}\nkey: [id, who]\n");
        post("users/forget", "{\"userId\":\"u1\"}");
        change("2,u2,,0");

        assertThat(sandbox.listMembers(list)).containsExactly("u2");
    }

    @Test
    void whoIsForgottenIsRefusedUntilHeIsUnforgotten() throws Exception {
        known("\"userId\":\"u1\"");
        rows("1,u1,,0", "2,never-seen,,0");
        start(COLUMNS, "type: forget\nidentifier: {userId: who}\n");

        assertThat(sandbox.isForgotten("u1")).isTrue();
        assertThat(sandbox.isForgotten("never-seen")).isTrue();
        assertThat(sandbox.user("u1")).isEmpty();
    }

    @Test
    void whoIsUnforgottenMayComeBack() throws Exception {
        post("users/forget", "{\"userId\":\"u1\"}");
        post("users/forget", "{\"userId\":\"u2\"}");
        rows("1,u1,,0", "2,never-forgotten,,0");
        start(COLUMNS, "type: unforget\nidentifier: {userId: who}\n");

        assertThat(sandbox.isForgotten("u1")).isFalse();
        assertThat(sandbox.isForgotten("u2")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "userId"})
    void aUserIsDeletedHoweverItIsNamed(String identifier) throws Exception {
        known("\"email\":\"a@example.com\",\"userId\":\"u1\"");
        known("\"email\":\"b@example.com\",\"userId\":\"u2\"");
        rows("1," + (identifier.equals("email") ? "A@example.com" : "u1") + ",,0");
        start(COLUMNS, "type: delete\nidentifier: {" + identifier + ": who}\n");

        assertThat(sandbox.users()).containsOnlyKeys("b@example.com");
    }

    @Test
    void aDeviceIsItsUsers() throws Exception {
        rows("1,u1,token-a,0", "2,u2,token-b,0");
        start(
                COLUMNS,
                "type: device-tokens\nidentifier: {userId: who}\ntoken: other\nplatform: GCM\n"
                        + "application: shop\n");
        assertThat(user("u1").devices()).containsExactly("token-a");

        change("1,u1,token-c,0", "2,u2,token-b,0");
        assertThat(user("u1").devices()).containsExactlyInAnyOrder("token-a", "token-c");
        assertThat(user("u2").devices()).containsExactly("token-b");
    }

    @ParameterizedTest
    @CsvSource({
        "journey, journey-id, /api/workflows/triggerWorkflow",
        "email, campaign-id, /api/email/target",
        "push, campaign-id, /api/push/target",
        "in-app, campaign-id, /api/inApp/target",
        "sms, campaign-id, /api/sms/target",
        "web-push, campaign-id, /api/webPush/target",
        "whatsapp, campaign-id, /api/whatsApp/target"
    })
    void aRowIsOneMessageOfItsChannel(String channel, String id, String call) throws Exception {
        known("\"userId\":\"u1\"");
        known("\"userId\":\"u2\"");
        rows("1,u1,Ada,0");
        start(
                COLUMNS,
                "type: triggers\nfirst-run: send\nidentifier: {userId: who}\nchannel: "
                        + channel
                        + "\n"
                        + id
                        + ": 9\nmappings: {name: other}\n");
        change("1,u1,Bob,7", "2,u2,Eve,0");

        assertThat(sandbox.sends())
                .extracting(Send::call, Send::recipient)
                .containsExactly(tuple(call, "u1"), tuple(call, "u2"));
        assertThat(sandbox.sends())
                .extracting(send -> send.request().path("dataFields").path("name").asText())
                .containsExactly("Ada", "Eve");
    }

    private UserState user(String userId) {
        return sandbox.user(userId).orElseThrow();
    }

    private void known(String user) throws Exception {
        post("users/bulkUpdate", "{\"users\":[{" + user + "}]}");
    }

    private void post(String call, String body) throws Exception {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/" + call))
                                .header("Api-Key", ApiKeys.SERVER)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void rows(String... rows) throws IOException {
        Files.writeString(path.resolve("next.csv"), String.join("\n", rows) + "\n");
        Files.move(
                path.resolve("next.csv"),
                path.resolve("rows.csv"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private RunReport start(String columns, String yaml) throws Exception {
        begin(columns, yaml);
        return awaitDelivery(Instant.EPOCH);
    }

    private void begin(String columns, String yaml) throws Exception {
        line.sync(
                "rows",
                "CREATE TABLE file ("
                        + columns
                        + ") WITH ('connector' = 'filesystem', 'path' = '"
                        + path.resolve("rows.csv").toUri()
                        + "', 'format' = 'csv');\nCREATE VIEW `rows` AS SELECT * FROM file;",
                (yaml.contains("key:") ? yaml : yaml + "key: id\n") + "removal-limit: 100%\n");
        line.start();
    }

    private void change(String... rows) throws Exception {
        Instant since = line.now("rows");
        rows(rows);
        awaitDelivery(since);
    }

    private RunReport awaitDelivery(Instant since) throws Exception {
        RunReport run = line.run("rows", since, RunningLine.delivered(RunStatus.COMPLETE));
        assertThat(run.addsUp()).isTrue();
        line.assertNeverFailed();
        return run;
    }
}
