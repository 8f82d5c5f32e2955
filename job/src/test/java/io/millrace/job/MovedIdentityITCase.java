/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.testing.SandboxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that keep their key and name another identity: the old one is removed as if the row were
 * gone, through the whole line.
 */
@Timeout(120)
final class MovedIdentityITCase {

    @TempDir private Path path;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = sandboxes.start(SandboxOptions.unthrottled());
        line = new RunningLine(path, sandbox, "hybrid");
        rows("1,u1,5", "2,u2,5");
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void theOldMemberLeavesTheList() throws Exception {
        long list = sandbox.createList("VIPs");
        start("type: lists\nidentifier: {userId: name}\nlist: {id: " + list + "}\n");

        change("1,u3,5", "2,u2,5");

        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u2", "u3");
    }

    @Test
    void membersWhoChangePlacesStayOnTheList() throws Exception {
        long list = sandbox.createList("VIPs");
        start(
                "type: lists\nidentifier: {userId: name}\nmappings: {n: n}\nlist: {id: "
                        + list
                        + "}\n");

        change("1,u2,6", "2,u1,7");

        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u1", "u2");
        assertThat(sandbox.counters("POST /api/lists/unsubscribe").requests()).isZero();
    }

    @Test
    void aRowWithoutIdentifierKeepsItsMemberUntilItHasAnother() throws Exception {
        long list = sandbox.createList("VIPs");
        start("type: lists\nidentifier: {userId: name}\nlist: {id: " + list + "}\n");

        change("1,,5", "2,u2,5");
        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u1", "u2");

        change("1,u3,5", "2,u2,5");
        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u2", "u3");
    }

    @Test
    void theOldSubscriptionEnds() throws Exception {
        long list = sandbox.createList("News");
        start(
                "type: subscriptions\nmode: incremental\nidentifier: {userId: name}\n"
                        + "subscription: {group: list, id: "
                        + list
                        + "}\n");

        change("1,u3,5", "2,u2,5");

        assertThat(sandbox.listMembers(list)).containsExactlyInAnyOrder("u2", "u3");
    }

    @Test
    void theOldItemIsDeleted() throws Exception {
        start(
                "type: catalog\nidentifier: {itemId: name}\ncatalog: things\ncreate-catalog: true\n"
                        + "on-removal: delete\nmappings: {n: n}\n");

        change("1,u3,5", "2,u2,5");

        assertThat(sandbox.catalog("things")).containsOnlyKeys("u2", "u3");
    }

    @Test
    void theOldUserIsDeletedIfThatIsWhatARemovalDoes() throws Exception {
        start("type: users\nidentifier: {userId: name}\nmappings: {n: n}\non-removal: delete\n");

        change("1,u3,5", "2,u2,5");

        assertThat(sandbox.users()).containsOnlyKeys("u2", "u3");
    }

    @Test
    void theOldUserIsClearedIfThatIsWhatARemovalDoes() throws Exception {
        start("type: users\nidentifier: {userId: name}\nmappings: {n: n}\non-removal: clear\n");

        change("1,u3,5", "2,u2,5");

        assertThat(sandbox.users()).containsOnlyKeys("u1", "u2", "u3");
        assertThat(sandbox.user("u1").orElseThrow().dataFields().has("n")).isFalse();
    }

    @Test
    void theOldUserStaysIfARemovalDoesNothing() throws Exception {
        start("type: users\nidentifier: {userId: name}\nmappings: {n: n}\n");

        change("1,u3,5", "2,u2,5");

        assertThat(sandbox.users()).containsOnlyKeys("u1", "u2", "u3");
        assertThat(sandbox.user("u1").orElseThrow().dataFields().path("n").asInt()).isEqualTo(5);
    }

    @Test
    void aRejectedOneTimeOperationIsSentToTheCurrentIdentity() throws Exception {
        rows("1,,5", "2,nobody@,5", "3,c@example.com,5");
        start(
                "type: triggers\nfirst-run: send\nidentifier: {email: name}\nchannel: email\ncampaign-id: 9\n"
                        + "mappings: {n: n}\n");
        assertThat(sandbox.sends()).extracting(Send::recipient).containsExactly("c@example.com");

        change("1,a@example.com,6", "2,b@example.com,7", "3,d@example.com,8");
        change("1,e@example.com,9", "2,,9", "3,c@example.com,9");

        assertThat(sandbox.sends())
                .extracting(
                        Send::recipient,
                        send -> send.request().path("dataFields").path("n").asInt())
                .containsExactlyInAnyOrder(
                        tuple("c@example.com", 5),
                        tuple("a@example.com", 6),
                        tuple("b@example.com", 7));
    }

    @Test
    void aRejectedOneTimeOperationSurvivesARunWithADuplicateKey() throws Exception {
        rows("1,nobody@,5", "2,c@example.com,5");
        start(
                "type: triggers\nfirst-run: send\nidentifier: {email: name}\nchannel: email\ncampaign-id: 9\n"
                        + "mappings: {n: n}\n");

        change("1,d@example.com,6", "1,e@example.com,7", "2,c@example.com,6");
        assertThat(sandbox.sends()).extracting(Send::recipient).containsExactly("c@example.com");
        change("1,a@example.com,8", "2,c@example.com,7", "2,c@example.com,8");
        change("1,b@example.com,9", "2,c@example.com,9");

        assertThat(sandbox.sends())
                .extracting(Send::recipient)
                .containsExactly("c@example.com", "a@example.com");
    }

    private void rows(String... rows) throws Exception {
        Files.writeString(path.resolve("next.csv"), String.join("\n", rows) + "\n");
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
                yaml + "key: id\n");
        line.start();
        awaitDelivery(Instant.EPOCH);
    }

    private void change(String... rows) throws Exception {
        Instant since = line.now("rows");
        rows(rows);
        awaitDelivery(since);
    }

    private void awaitDelivery(Instant since) throws Exception {
        RunReport run =
                line.run(
                        "rows",
                        since,
                        one ->
                                one.status() == RunStatus.COMPLETE
                                        && one.rows().added() + one.rows().changed() > 0);
        assertThat(run.addsUp()).isTrue();
        line.assertNeverFailed();
    }
}
