/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.journal.Violation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link ConvergenceITCase} tries for users, for each other type of sync. */
class SyncConvergenceITCase {

    private static final int STEPS = Integer.getInteger("millrace.test.steps", 6);

    @RegisterExtension static final FaultyLines LINES = new FaultyLines();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir Path folder;

    private Sandbox sandbox;
    private FaultyLine line;

    @ParameterizedTest
    @MethodSource("typesAndSeeds")
    @Timeout(120)
    void iterableConvergesToTheModel(ConvergingType type, long seed) throws Exception {
        Random random = new Random(seed);
        sandbox = LINES.sandbox(SandboxOptions.of(type.project()).withThrottle(Throttle.off()));
        long list = sandbox.createList("one");
        assertThat(sandbox.createList("two")).isEqualTo(list + 1);
        assertThat(sandbox.createList("three")).isEqualTo(list + 2);
        sandbox.createCatalog("things");
        prepare(type);
        String name = "model_" + type.name().toLowerCase(Locale.ROOT) + seed;
        RandomRows rows = new RandomRows(LINES.warehouse(), name, list, random);
        line = LINES.line(folder, sandbox, random);
        line.scriptFaults(seed);
        line.start(type.projectType(), name, rows.model(type.key()), type.yaml(list));

        for (int step = 0; step < STEPS; step++) {
            for (int change = random.nextInt(4); change >= 0; change--) {
                rows.change();
            }
            Thread.sleep(100 + random.nextInt(300));
            if (step == STEPS / 2 || random.nextInt(4) == 0) {
                line.disturb();
            }
        }
        sandbox.clearFaults();
        line.awaitSettledRun(Instant.now());

        assertHolds(type, rows.rows(), type.held(sandbox, list));
        line.assertAddsUp();
        long requests = requests();
        assertThat(requests).isPositive();
        RunReport idle = line.awaitSettledRun(Instant.now());
        assertThat(idle.rows().unchanged()).isEqualTo(rows.rows().size());
        assertThat(idle.delivered().operations()).isZero();
        assertThat(requests()).isEqualTo(requests);
        assertThat(sandbox.violations())
                .as("rows change back, so that Iterable is told again what it knew")
                .allMatch(broken -> broken.rule() == Violation.Rule.NOTHING_SENT_TWICE);
    }

    private void assertHolds(
            ConvergingType type, List<RandomRows.Row> rows, Map<String, String> held) {
        Map<String, String> expected =
                rows.stream().collect(Collectors.toMap(RandomRows.Row::user, type::expected));
        if (type == ConvergingType.TRIGGERS) {
            assertThat(held.values()).containsOnly("1");
            Set<String> told = told();
            assertThat(expected.keySet())
                    .as("each message is sent, or told to have an unknown outcome")
                    .allMatch(user -> held.containsKey(user) || told.contains(user));
            return;
        }
        if (type.endsWithItsRow()) {
            assertThat(held).isEqualTo(expected);
            return;
        }
        Map<String, String> ofThoseThere = new HashMap<>(held);
        ofThoseThere.keySet().retainAll(expected.keySet());
        assertThat(ofThoseThere).isEqualTo(expected);
    }

    private Set<String> told() {
        return line.runs().stream()
                .flatMap(run -> line.refused(run).stream())
                .filter(row -> row.code().equals("unknownOutcome"))
                .map(LedgerRow::identifier)
                .collect(Collectors.toSet());
    }

    /** Requests that write: the set-up also reads before each run. */
    private long requests() {
        return sandbox.counters().entrySet().stream()
                .filter(endpoint -> !endpoint.getKey().startsWith("GET "))
                .mapToLong(endpoint -> endpoint.getValue().requests())
                .sum();
    }

    private void prepare(ConvergingType type) throws Exception {
        if (!type.users().isEmpty()) {
            post("users/bulkUpdate", "{\"users\":[" + String.join(",", type.users()) + "]}");
        }
        if (type == ConvergingType.UNFORGET) {
            for (long id = 1; id <= RandomRows.MOST; id++) {
                post("users/forget", "{\"userId\":\"" + RandomRows.user(id) + "\"}");
            }
        }
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
        assertThat(answer.body()).doesNotContain("\"failCount\":1");
    }

    /**
     * {@code -Dmillrace.test.seeds=5,6,7} tries others, {@code -Dmillrace.test.types=CARTS,LISTS}
     * only these, {@code -Dmillrace.test.steps=30} longer.
     */
    static Stream<Arguments> typesAndSeeds() {
        String types =
                System.getProperty(
                        "millrace.test.types",
                        Arrays.stream(ConvergingType.values())
                                .map(ConvergingType::name)
                                .collect(Collectors.joining(",")));
        return Stream.of(types.split(","))
                .map(ConvergingType::valueOf)
                .flatMap(
                        type ->
                                Stream.of(System.getProperty("millrace.test.seeds", "1").split(","))
                                        .map(seed -> Arguments.of(type, Long.parseLong(seed))));
    }
}
