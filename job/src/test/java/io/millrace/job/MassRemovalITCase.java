/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * More removals than the limit allows, for each type that removes, under random faults of Iterable
 * and random ends of the job: they wait for approval, all else is delivered, and an approval lets
 * exactly those go that it is for.
 */
class MassRemovalITCase {

    private static final int DELETED = 100;

    @RegisterExtension static final FaultyLines LINES = new FaultyLines();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir Path folder;

    private Sandbox sandbox;
    private FaultyLine line;
    private RandomRows rows;
    private ConvergingType type;
    private long list;
    private long seed;

    @ParameterizedTest
    @MethodSource("removingTypes")
    @Timeout(600)
    void removalsWaitForApproval(ConvergingType removing) throws Exception {
        start(removing);
        List<RandomRows.Row> first = rows.rows();

        Instant replaced = Instant.now();
        rows.replaceAll();
        shake();
        List<RandomRows.Row> second = rows.rows();
        RunReport held = line.awaitWithheld(replaced, first.size());
        assertThat(held.cause().code()).isEqualTo("removalLimit");
        assertThat(held.cause().message())
                .contains(
                        first.size() + " removals are withheld",
                        "rows known before",
                        "./millrace approve DIR --sync " + held.sync() + " --run " + held.run());
        assertHolds(Stream.concat(first.stream(), second.stream()).toList());

        line.approve(held);
        Instant shrunken = Instant.now();
        rows.delete(DELETED);
        shake();
        RunReport again = line.awaitWithheld(shrunken, DELETED);
        assertHolds(second);

        Instant back = Instant.now();
        rows.restore(second);
        shake();
        line.awaitSettledRun(back);
        assertHolds(second);

        Instant emptied = Instant.now();
        rows.delete(second.size());
        RunReport empty = line.await(emptied, run -> run.status() == RunStatus.HELD);
        assertThat(empty.cause().code()).isEqualTo(Cause.EMPTY_RESULT);
        assertThat(empty.delivered().operations()).isZero();
        assertHolds(second);
        rows.restore(second.subList(0, 2));
        RunReport last = line.awaitWithheld(emptied, second.size() - 2);
        line.approve(last);
        line.awaitSettledRun(Instant.now());
        assertHolds(second.subList(0, 2));
        assertThat(again.run()).isLessThan(last.run());
        line.assertAddsUp();
    }

    private void start(ConvergingType removing) throws Exception {
        type = removing;
        seed = Long.getLong("millrace.test.seed", 1);
        Random random = new Random(seed);
        sandbox = LINES.sandbox(SandboxOptions.of(type.project()).withThrottle(Throttle.off()));
        list = sandbox.createList("one");
        sandbox.createList("two");
        sandbox.createList("three");
        sandbox.createCatalog("things");
        if (!type.users().isEmpty()) {
            post("users/bulkUpdate", "{\"users\":[" + String.join(",", type.users()) + "]}");
        }
        String name = "mass_" + type.name().toLowerCase(Locale.ROOT);
        rows = new RandomRows(LINES.warehouse(), name, list, random);
        line = LINES.line(folder, sandbox, random).limited();
        line.start(type.projectType(), name, rows.model(type.key()), type.yaml(list));
        line.awaitSettledRun(Instant.EPOCH);
        assertHolds(rows.rows());
    }

    /** Faults, and an end of the job, while a run is read, compared or delivered. */
    private void shake() throws Exception {
        line.scriptFaults(seed++);
        Thread.sleep(300);
        line.disturb();
        Thread.sleep(500);
        sandbox.clearFaults();
    }

    private void assertHolds(List<RandomRows.Row> wanted) {
        Map<String, String> expected =
                wanted.stream().collect(Collectors.toMap(RandomRows.Row::user, type::expected));
        assertThat(new HashMap<>(type.held(sandbox, list))).isEqualTo(expected);
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

    /** {@code -Dmillrace.test.types=CARTS,LISTS} tries these alone. */
    static Stream<ConvergingType> removingTypes() {
        String types =
                System.getProperty(
                        "millrace.test.types",
                        Arrays.stream(ConvergingType.values())
                                .filter(ConvergingType::endsWithItsRow)
                                .map(ConvergingType::name)
                                .collect(Collectors.joining(",")));
        return Stream.of(types.split(",")).map(ConvergingType::valueOf);
    }
}
