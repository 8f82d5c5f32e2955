/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.testing.SandboxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ceiling of a sync, judged by a sandbox that takes five deletions a second and refuses the
 * sixth.
 */
final class CeilingITCase {

    private static final String DELETE = "DELETE /api/users/{email}";
    private static final String PURCHASE = "POST /api/commerce/trackPurchase";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LEAVERS = 20;
    private static final int BUYERS = 40;

    /** A JSON array as a field of CSV. */
    private static final String ITEMS =
            "\"[{\"\"id\"\":\"\"tea\"\",\"\"name\"\":\"\"Tea\"\",\"\"price\"\":1,\"\"quantity\"\":1}]\"";

    @TempDir private Path path;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox =
                sandboxes.start(
                        SandboxOptions.published().withThrottle(Throttle.scaled(5.0 / 100)));
        line = new RunningLine(path, sandbox, "hybrid");
        rows("leavers", LEAVERS);
        rows("buyers", BUYERS);
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void aSyncNeverCallsMoreOftenThanItsCeilingAndTheOthersDo() throws Exception {
        define("requests-per-second: 5\n");
        line.start();
        for (String sync : List.of("leavers", "buyers")) {
            line.run(sync, Instant.EPOCH, RunningLine.delivered(RunStatus.COMPLETE));
        }

        assertThat(sandbox.counters(DELETE).statuses()).isEqualTo(Map.of(200, (long) LEAVERS));
        assertThat(sandbox.counters(PURCHASE).statuses()).isEqualTo(Map.of(200, (long) BUYERS));
        line.assertNeverFailed();
        sandbox.assertNoViolations();
    }

    /** Without it the sandbox has to refuse some, so the other test can fail. */
    @Test
    void withoutACeilingItTakesAllItCan() throws Exception {
        define("");
        line.start();

        Instant deadline = Instant.now().plus(PATIENCE);
        while (!sandbox.counters(DELETE).statuses().containsKey(429)) {
            assertThat(Instant.now()).as("no call was refused").isBefore(deadline);
            Thread.sleep(30);
        }
    }

    private void define(String ceiling) throws Exception {
        line.sync(
                "leavers",
                ddl("leavers"),
                "type: delete\n" + "identifier: {email: email}\n" + ceiling + "key: id\n");
        line.sync(
                "buyers",
                ddl("buyers"),
                "type: purchases\nidentifier: {email: email}\nitems: items\ntotal: id\nkey: id\n");
    }

    private void rows(String name, int count) throws Exception {
        Files.writeString(
                path.resolve(name + ".csv"),
                IntStream.range(0, count)
                        .mapToObj(row -> row + "," + name + row + "@example.com," + ITEMS + "\n")
                        .collect(Collectors.joining()));
    }

    private String ddl(String name) {
        return "CREATE TABLE "
                + name
                + "_file (id BIGINT, email STRING, items STRING) WITH ('connector' = 'filesystem',"
                + " 'path' = '"
                + path.resolve(name + ".csv").toUri()
                + "', 'format' = 'csv');\nCREATE VIEW "
                + name
                + " AS SELECT id, email, items FROM "
                + name
                + "_file;";
    }
}
