/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.plan.IterableSetup;
import io.millrace.report.RunReport;
import io.millrace.report.RunStatus;
import io.millrace.sandbox.ApiKeys;
import io.millrace.sandbox.EventState;
import io.millrace.sandbox.ListState;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types of syncs through the whole line: a file that changes, the job, and the sandbox over HTTP.
 * What the lists and catalogs need is seen to by {@link IterableSetup} as the job is built.
 */
final class SyncTypesITCase {

    @TempDir private Path path;
    private Sandbox sandbox;
    private RunningLine line;

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.unthrottled());
        line = new RunningLine(path, sandbox, "hybrid");
    }

    @AfterEach
    void stop() {
        line.close();
        sandbox.assertNoViolations();
        sandbox.close();
    }

    @Test
    void membersOfAListFollowTheModel() throws Exception {
        rows("1,u1", "2,u2");
        start("type: lists\nidentifier: {userId: name}\nlist: {name: VIPs}\nkey: [id, name]\n");
        ListState list = sandbox.lists().get(0);

        assertThat(list.name()).isEqualTo("VIPs");
        assertThat(sandbox.listMembers(list.id())).containsExactlyInAnyOrder("u1", "u2");

        change("2,u2", "3,u3");
        assertThat(sandbox.listMembers(list.id())).containsExactlyInAnyOrder("u2", "u3");
        line.assertNeverFailed();
    }

    @Test
    void itemsOfACatalogFollowTheModelUnderEncodedIds() throws Exception {
        rows("1,a/1", "2,b");
        start(
                "type: catalog\nidentifier: {itemId: name}\ncatalog: things\ncreate-catalog: true\n"
                        + "item-ids: encoded\non-removal: delete\nmappings: {number: id}\nkey: [id, name]\n");

        assertThat(sandbox.catalog("things")).containsOnlyKeys("a-2f1", "b");

        change("2,b", "3,c");
        assertThat(sandbox.catalog("things")).containsOnlyKeys("b", "c");
    }

    @Test
    void anEventOfARowIsTheSameEventWhenTheRowChanges() throws Exception {
        sandboxUser("u1");
        rows("1,u1");
        start(
                "type: events\nidentifier: {userId: name}\nevent-name: Seen\nmappings: {n: n}\n"
                        + "removal-limit: 100%\n");
        assertThat(sandbox.events()).hasSize(1);
        EventState first = sandbox.events().get(0);

        Instant since = line.now("rows");
        Files.writeString(path.resolve("rows.csv"), "1,u1,7\n");
        line.run("rows", since, RunningLine.delivered(RunStatus.COMPLETE));

        assertThat(sandbox.events()).hasSize(1);
        assertThat(sandbox.events().get(0).id()).isEqualTo(first.id());
    }

    @Test
    void whoLeavesTheModelIsUnsubscribed() throws Exception {
        long list = sandbox.createList("News");
        rows("1,u1", "2,u2");
        start(
                "type: subscriptions\nmode: incremental\nidentifier: {userId: name}\n"
                        + "subscription: {group: list, id: "
                        + list
                        + "}\nkey: [id, name]\n");
        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u1", "u2");

        change("2,u2", "3,u3");
        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u2", "u3");
    }

    @Test
    void aRowIsOneMessageHoweverItChanges() throws Exception {
        rows("1,u1", "2,u2");
        start("type: triggers\nidentifier: {userId: name}\nchannel: email\ncampaign-id: 9\n");
        assertThat(sandbox.sends()).hasSize(2);

        Files.writeString(path.resolve("rows.csv"), "1,u1,5\n2,u2,6\n3,u3,7\n");
        awaitDelivery(line.now("rows"));
        assertThat(sandbox.sends()).hasSize(3);
        line.assertNeverFailed();
    }

    @Test
    void aUserIsDeletedOnceItsRowAppears() throws Exception {
        sandboxUser("u1");
        sandboxUser("u2");
        rows("1,u1");
        start("type: delete\nidentifier: {userId: name}\n");

        assertThat(sandbox.user("u1")).isEmpty();
        assertThat(sandbox.user("u2")).isPresent();
    }

    @Test
    void usersWhoLeaveTheModelAreDeleted() throws Exception {
        rows("1,u1", "2,u2");
        start(
                "type: users\nidentifier: {userId: name}\nmappings: {n: n}\non-removal: delete\n"
                        + "key: [id, name]\n");
        assertThat(sandbox.userCount()).isEqualTo(2);

        change("2,u2");
        assertThat(sandbox.user("u1")).isEmpty();
        assertThat(sandbox.user("u2")).isPresent();
    }

    private void sandboxUser(String userId) throws Exception {
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/users/update"))
                                .header("Api-Key", ApiKeys.SERVER)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"userId\":\"" + userId + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    private void rows(String... rows) throws Exception {
        StringBuilder content = new StringBuilder();
        for (String row : rows) {
            content.append(row).append(",0\n");
        }
        Files.writeString(path.resolve("next.csv"), content);
        Files.move(
                path.resolve("next.csv"),
                path.resolve("rows.csv"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void start(String yaml) throws Exception {
        line.sync(
                "rows",
                "CREATE TABLE file (id BIGINT, name STRING, n INT) WITH ('connector' = 'filesystem',"
                        + " 'path' = '"
                        + path.resolve("rows.csv").toUri()
                        + "', 'format' = 'csv');\n"
                        + "CREATE VIEW `rows` AS SELECT id, name, n FROM file;",
                yaml.contains("key:") ? yaml : yaml + "key: id\n");
        line.start();
        awaitDelivery(Instant.EPOCH);
    }

    private void change(String... rows) throws Exception {
        Instant since = line.now("rows");
        rows(rows);
        awaitDelivery(since);
    }

    private void awaitDelivery(Instant since) throws Exception {
        RunReport run = line.run("rows", since, RunningLine.delivered(RunStatus.COMPLETE));
        assertThat(run.addsUp()).isTrue();
    }
}
