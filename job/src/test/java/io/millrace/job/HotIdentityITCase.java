/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.EventState;
import io.millrace.sandbox.project.UserIdentification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of events of one user, hundreds of a user who does not exist until later, and some of
 * everybody else, under faults and ends of the job; rows of the hot user leave in the middle. In
 * the end each row that is left is one event.
 */
class HotIdentityITCase {

    private static final int HOT = 3_000;
    private static final int OF_GHOST = 400;
    private static final int OTHERS = 300;
    private static final int STEPS = 12;

    @RegisterExtension static final FaultyLines LINES = new FaultyLines();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir Path folder;

    private Sandbox sandbox;
    private FaultyLine line;

    @Test
    @Timeout(180)
    void eachRowIsOneEventWhoeverItIsOf() throws Exception {
        Random random = new Random(Long.getLong("millrace.test.seed", 1));
        sandbox =
                LINES.sandbox(
                        SandboxOptions.of(UserIdentification.HYBRID).withThrottle(Throttle.off()));
        createUsers("hot");
        for (int user = 0; user < OTHERS; user++) {
            createUsers("u" + user);
        }
        sql(
                "CREATE TABLE hot_events (id bigint PRIMARY KEY, who text NOT NULL)",
                insert("'hot'", 1, HOT),
                insert("'ghost'", 10_001, 10_000 + OF_GHOST),
                insert("'u' || i % " + OTHERS, 20_001, 20_000 + 2 * OTHERS));
        line = LINES.line(folder, sandbox, random);
        line.scriptFaults(1);
        line.start(
                "hybrid",
                "hot_events",
                "CREATE TABLE hot_events (id BIGINT, who STRING, PRIMARY KEY (id) NOT ENFORCED)"
                        + " WITH ('connector' = 'warehouse', 'url' = '${DB}',"
                        + " 'username' = 'postgres', 'table-name' = 'hot_events',"
                        + " 'scan.partition.num' = '3');\n",
                "type: events\nidentifier: {userId: who}\nevent-name: seen\nmappings: {row: id}\n");

        for (int step = 0; step < STEPS; step++) {
            Thread.sleep(100 + random.nextInt(700));
            if (random.nextInt(3) == 0) {
                line.disturb();
            }
            if (step == STEPS / 3) {
                sql("DELETE FROM hot_events WHERE who = 'hot' AND id % 2 = 0");
            }
            if (step == STEPS / 2) {
                createUsers("ghost");
                sql(insert("'hot'", 30_001, 31_000));
            }
        }
        sandbox.clearFaults();
        line.awaitSettledRun(Instant.now());

        List<Long> events = new ArrayList<>();
        for (EventState event : sandbox.events()) {
            events.add(event.dataFields().path("row").asLong());
        }
        assertThat(events).doesNotHaveDuplicates().containsAll(rows());
        line.assertAddsUp();
    }

    private static String insert(String who, int from, int to) {
        return "INSERT INTO hot_events SELECT i, "
                + who
                + " FROM generate_series("
                + from
                + ", "
                + to
                + ") i";
    }

    private List<Long> rows() throws Exception {
        List<Long> rows = new ArrayList<>();
        try (Connection connection = LINES.warehouse().getConnection();
                Statement statement = connection.createStatement();
                ResultSet ids = statement.executeQuery("SELECT id FROM hot_events")) {
            while (ids.next()) {
                rows.add(ids.getLong(1));
            }
        }
        return rows;
    }

    private void createUsers(String userId) throws Exception {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/users/update"))
                                .header("Api-Key", ApiKeys.SERVER)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"userId\":\"" + userId + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void sql(String... statements) throws Exception {
        try (Connection connection = LINES.warehouse().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
