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
 * Each call with each fault, over HTTP against the sandbox: {@code FAULTS.md} is what comes of it.
 * {@code -Dmillrace.docs=write} writes the file again.
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

    /** Warnings of rows that are done though nothing came of them. */
    private static final String SKIPPED_USERS = "unknownUser";

    private final HttpClient http = HttpClient.newHttpClient();

    private final FaultTable table = new FaultTable();

    /**
     * What the first run made of the rows.
     *
     * @param halt why delivery stopped; empty if it did not
     * @param refused codes by row
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
                .as("run with -Dmillrace.docs=write to write it again")
                .hasContent(table.markdown());
    }

    private List<Callable<Void>> cells() {
        List<Callable<Void>> cells = new ArrayList<>();
        for (Endpoint endpoint : Endpoint.values()) {
            for (InjectedFault trouble : InjectedFault.values()) {
                cells.add(() -> strike(endpoint, trouble));
            }
            for (RowFlaw flaw : RowFlaw.values()) {
                if (flaw.concerns(endpoint)) {
                    cells.add(() -> spoil(endpoint, flaw));
                }
            }
        }
        return cells;
    }

    /** A request fails, and the next run finds Iterable healthy again. */
    private Void strike(Endpoint endpoint, InjectedFault trouble) throws Exception {
        String cell = endpoint + ", " + trouble;
        try (Sandbox sandbox = sandbox(endpoint);
                IterableApi client = client(sandbox, timeout(endpoint, trouble));
                OutboxHarness outbox = OutboxHarness.start(client, unpaced())) {
            EndpointSample rows = EndpointSample.prepare(endpoint, sandbox, http);
            trouble.script(sandbox, endpoint, rows);
            FirstRun first = deliver(outbox, rows(rows::operation));
            List<Integer> told = new ArrayList<>();
            for (int row = 1; row <= EndpointSample.ROWS; row++) {
                String code = first.refused().getOrDefault(row, "");
                if (code.equals("unknownOutcome")) {
                    told.add(row);
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
                lost += effects == 0 && !told.contains(row) ? 1 : 0;
                doubled += Math.max(0, effects - 1);
            }
            assertThat(lost).as(cell + ": lost").isZero();
            if (endpoint != Endpoint.COMMERCE_UPDATE_CART) {
                assertThat(doubled).as(cell + ": doubled").isZero();
            }
            assertThat(outbox.pendingOperations()).as(cell + ": pending in the end").isZero();
            sandbox.assertNoViolations();
            table.struck(endpoint, trouble, outcome(first), lost, doubled);
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

    /** A row is refused for what it is, beside two others that are taken. */
    private Void spoil(Endpoint endpoint, RowFlaw flaw) throws Exception {
        String cell = endpoint + ", " + flaw;
        try (Sandbox sandbox = sandbox(endpoint);
                IterableApi client = client(sandbox, NEVER);
                OutboxHarness outbox = OutboxHarness.start(client, unpaced())) {
            EndpointSample rows = EndpointSample.prepare(endpoint, sandbox, http);
            Operation guilty = flaw.guilty(endpoint, rows);
            FirstRun first =
                    deliver(
                            outbox,
                            rows(
                                    row ->
                                            row == EndpointSample.GUILTY
                                                    ? guilty
                                                    : rows.operation(row)));
            assertThat(first.halt()).as(cell).isEmpty();
            assertThat(Set.of(EndpointSample.GUILTY))
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
            table.spoilt(
                    endpoint,
                    flaw,
                    first.refused().getOrDefault(EndpointSample.GUILTY, notRefused));
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
                                        told -> Integer.parseInt(told.key().substring(3)),
                                        DeliveryNotice::code));
        assertThat(tally.operations()).isEqualTo(EndpointSample.ROWS);
        assertThat(tally.accepted() + tally.rejected() + tally.pending())
                .isEqualTo(EndpointSample.ROWS);
        assertThat(tally.rejected()).isEqualTo(refused.size());
        return new FirstRun(tally, outbox.notices(NoticeKind.SETTLED).get(0).code(), refused);
    }

    /** Messages need a second checkpoint, which marks them. */
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

    /** Long enough not to strike who is only slow where a second call would be noticed. */
    private static Duration timeout(Endpoint endpoint, InjectedFault trouble) {
        boolean noticed = endpoint.isAtMostOnce() || endpoint == Endpoint.COMMERCE_UPDATE_CART;
        return trouble.isTimeout() ? (noticed ? LONG : SHORT) : NEVER;
    }
}
