/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableServer;
import io.millrace.iterable.NewFieldPolicy;
import io.millrace.mapping.operation.Operation;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.ProjectSettings;
import io.millrace.sandbox.project.UserIdentification;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each call with each fault, over HTTP against the sandbox. {@code FAULTS.md} contains the results;
 * {@code -Dmillrace.docs=write} writes the file.
 */
@Timeout(600)
class FaultMatrixITCase {

    private static final Path DOCUMENT =
            Path.of("src", "main", "java", "io", "millrace", "outbox", "FAULTS.md");

    private static final int AT_A_TIME = 4;
    private static final int CONNECTIONS = 8;
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(3);
    private static final Duration NEVER = Duration.ofMinutes(5);

    /** The code of the warning about skipped users. */
    private static final String SKIPPED_USERS = "unknownUser";

    private final HttpClient http = HttpClient.newHttpClient();

    private final FaultTable table = new FaultTable();

    /**
     * The result of the first run.
     *
     * @param halt why delivery stopped; empty if it did not
     * @param refused the codes of refusals by row
     */
    private record FirstRun(DeliveryTally tally, String halt, Map<Integer, String> refused) {}

    @Test
    void nothingIsLostAndTheDocumentSaysWhatHappens() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<Void>> tried = pool.invokeAll(cells());
            assertAll(tried.stream().map(cell -> cell::get));
        } finally {
            pool.shutdownNow();
        }
        if (System.getProperty("millrace.docs", "").equals("write")) {
            Files.writeString(DOCUMENT, table.markdown());
        }
        assertThat(DOCUMENT)
                .as("run with -Dmillrace.docs=write to write it")
                .hasContent(table.markdown());
    }

    private List<Callable<Void>> cells() {
        List<Callable<Void>> cells = new ArrayList<>();
        for (Endpoint endpoint : Endpoint.values()) {
            for (InjectedFault fault : InjectedFault.values()) {
                cells.add(() -> withFault(endpoint, fault));
            }
            for (RowFlaw flaw : RowFlaw.values()) {
                if (flaw.concerns(endpoint)) {
                    cells.add(() -> withFlaw(endpoint, flaw));
                }
            }
        }
        return cells;
    }

    /** A request fails; in the next run, Iterable has no faults. */
    private Void withFault(Endpoint endpoint, InjectedFault fault) throws Exception {
        String cell = endpoint + ", " + fault;
        try (Sandbox sandbox = sandbox(endpoint);
                IterableApi client = client(sandbox, timeout(endpoint, fault));
                OutboxHarness outbox = OutboxHarness.start(client, unpaced())) {
            EndpointSample rows = EndpointSample.prepare(endpoint, sandbox, http);
            fault.script(sandbox, endpoint, rows);
            FirstRun first = deliver(outbox, rows(rows::operation));
            List<Integer> reported = new ArrayList<>();
            for (int row = 1; row <= EndpointSample.ROWS; row++) {
                String code = first.refused().getOrDefault(row, "");
                if (code.equals("unknownOutcome")) {
                    reported.add(row);
                } else if (!code.isEmpty()) {
                    assertThat(rows.effects(row)).as(cell + ": refused " + row).isZero();
                } else if (first.halt().isEmpty()) {
                    assertThat(rows.effects(row)).as(cell + ": accepted " + row).isPositive();
                }
            }
            sandbox.clearFaults();
            settle(outbox, 2);
            int lost = 0;
            int doubled = 0;
            for (int row = 1; row <= EndpointSample.ROWS; row++) {
                int effects = rows.effects(row);
                lost += effects == 0 && !reported.contains(row) ? 1 : 0;
                doubled += Math.max(0, effects - 1);
            }
            assertThat(lost).as(cell + ": lost").isZero();
            if (endpoint != Endpoint.COMMERCE_UPDATE_CART) {
                assertThat(doubled).as(cell + ": doubled").isZero();
            }
            assertThat(outbox.pendingOperations()).as(cell + ": pending in the end").isZero();
            sandbox.assertNoViolations();
            table.addFault(endpoint, fault, outcome(first), lost, doubled);
        }
        return null;
    }

    private static FaultTable.Outcome outcome(FirstRun first) {
        if (!first.halt().isEmpty()) {
            return FaultTable.Outcome.STOPPED;
        }
        if (first.refused().isEmpty()) {
            return FaultTable.Outcome.ACCEPTED;
        }
        assertThat(first.refused()).hasSize(1);
        return first.refused().containsValue("unknownOutcome")
                ? FaultTable.Outcome.REPORTED
                : FaultTable.Outcome.REFUSED;
    }

    /** One row of three is refused for a fault of its own. */
    private Void withFlaw(Endpoint endpoint, RowFlaw flaw) throws Exception {
        String cell = endpoint + ", " + flaw;
        try (Sandbox sandbox = sandbox(endpoint);
                IterableApi client = client(sandbox, NEVER);
                OutboxHarness outbox = OutboxHarness.start(client, unpaced())) {
            EndpointSample rows = EndpointSample.prepare(endpoint, sandbox, http);
            Operation faulty = flaw.faulty(endpoint, rows);
            FirstRun first =
                    deliver(
                            outbox,
                            rows(
                                    row ->
                                            row == EndpointSample.FAULTY
                                                    ? faulty
                                                    : rows.operation(row)));
            assertThat(first.halt()).as(cell).isEmpty();
            assertThat(Set.of(EndpointSample.FAULTY))
                    .as(cell)
                    .containsAll(first.refused().keySet());
            assertThat(rows.effects(1)).as(cell + ": row 1").isOne();
            assertThat(rows.effects(3)).as(cell + ": row 3").isOne();
            assertThat(outbox.pendingOperations())
                    .as(cell + ": what is refused is pending")
                    .isEqualTo(first.refused().size());
            sandbox.assertNoViolations();
            boolean skipped =
                    outbox.notices(NoticeKind.WARNING).stream()
                            .anyMatch(warning -> warning.code().equals(SKIPPED_USERS));
            String notRefused = skipped ? "skipped" : "accepted";
            table.addFlaw(
                    endpoint,
                    flaw,
                    first.refused().getOrDefault(EndpointSample.FAULTY, notRefused));
        }
        return null;
    }

    private static FirstRun deliver(OutboxHarness outbox, List<Operation> operations)
            throws Exception {
        outbox.receive(operations.toArray(Operation[]::new));
        settle(outbox, 1);
        DeliveryTally tally = outbox.settled().get(0);
        Map<Integer, String> refused =
                outbox.notices(NoticeKind.ROW_REJECTED).stream()
                        .collect(
                                Collectors.toMap(
                                        reported -> Integer.parseInt(reported.key().substring(3)),
                                        DeliveryNotice::code));
        assertThat(tally.operations()).isEqualTo(EndpointSample.ROWS);
        assertThat(tally.accepted() + tally.rejected() + tally.pending())
                .isEqualTo(EndpointSample.ROWS);
        assertThat(tally.rejected()).isEqualTo(refused.size());
        return new FirstRun(tally, outbox.notices(NoticeKind.SETTLED).get(0).code(), refused);
    }

    /** Messages require a second checkpoint, which holds their send marks. */
    private static void settle(OutboxHarness outbox, long run) throws Exception {
        outbox.release(run);
        outbox.snapshot();
        outbox.completeCheckpoint();
        while (outbox.settled().size() < run) {
            Thread.sleep(2);
            outbox.pass(500);
        }
    }

    private static List<Operation> rows(IntFunction<Operation> row) {
        return IntStream.rangeClosed(1, EndpointSample.ROWS).mapToObj(row).toList();
    }

    private static OutboxSettings.Builder unpaced() {
        return OutboxSettings.builder().requestsPerSecond(0);
    }

    private static Sandbox sandbox(Endpoint endpoint) {
        UserIdentification type =
                endpoint == Endpoint.USERS_UPDATE_EMAIL
                        ? UserIdentification.EMAIL
                        : UserIdentification.HYBRID;
        return Sandbox.start(
                SandboxOptions.of(type)
                        .withThrottle(Throttle.off())
                        .withProject(
                                ProjectSettings.of(type)
                                        .withDisallowedEventNames(Set.of(RowFlaw.DISALLOWED))));
    }

    private static IterableApi client(Sandbox sandbox, Duration timeout) {
        return IterableClient.provider(
                        new IterableServer(sandbox.url()),
                        new ApiKey(ApiKeys.SERVER),
                        new ApiKey(ApiKeys.MOBILE),
                        NewFieldPolicy.CREATE)
                .open((int) timeout.toMillis(), CONNECTIONS);
    }

    /** Long enough that a slow call does not time out where a second call would count. */
    private static Duration timeout(Endpoint endpoint, InjectedFault fault) {
        boolean noticed = endpoint.isAtMostOnce() || endpoint == Endpoint.COMMERCE_UPDATE_CART;
        return fault.isTimeout() ? (noticed ? LONG : SHORT) : NEVER;
    }
}
