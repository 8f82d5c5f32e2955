/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import static io.millrace.sandbox.journal.Violation.Rule.NOTHING_SENT_TWICE;
import static io.millrace.sandbox.journal.Violation.Rule.ONE_PIPELINE_PER_USER;
import static io.millrace.sandbox.journal.Violation.Rule.ONE_REQUEST_IN_FLIGHT;
import static io.millrace.sandbox.journal.Violation.Rule.ONE_ROW_PER_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvariantsITCase {

    private static final String BULK = "POST /api/users/bulkUpdate";
    private static final String PATH = "/api/users/bulkUpdate";
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxOptions.unthrottled()
                            .withJournal(JournalSettings.standard().withPipelinesChecked()));
    private final Caller caller = Caller.of(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void aUserHasOneRowInABatch() {
        bulk("{'email': 'a@example.com'}, {'email': 'A@example.com', 'dataFields': {'a': 1}}");

        assertBroken(ONE_ROW_PER_USER);
    }

    @Test
    void nothingAcknowledgedIsSentAgainUnchanged() {
        bulk("{'userId': 'u-1', 'dataFields': {'a': 1}}");
        bulk("{'userId': 'u-1', 'dataFields': {'a': 2}}");
        bulk("{'userId': 'u-1', 'dataFields': {'a': 1}}");
        assertBroken();

        bulk("{'userId': 'u-1', 'dataFields': {'a': 1}}");
        assertBroken(NOTHING_SENT_TWICE);
        assertThatThrownBy(sandbox::assertNoViolations)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("userId u-1 was acknowledged and is unchanged");
    }

    @Test
    void aRefusedRowMayBeSentAgain() {
        bulk("{'userId': 'bad '}");
        bulk("{'userId': 'bad '}");

        assertBroken();
    }

    @Test
    void aRowMayBeSentAgainAfterAFaultARestartOrADelete() {
        String row = "{'userId': 'u-1', 'dataFields': {'a': 1}}";
        bulk(row);
        sandbox.announceRestart();
        bulk(row);
        sandbox.script(BULK, RequestSelection.next(1), Fault.status(500, FaultMoment.AFTER_EFFECT));
        bulk("{'userId': 'u-1', 'dataFields': {'a': 2}}");
        bulk(row);
        caller.delete("/api/users/byUserId/u-1");
        bulk(row);

        assertBroken();
    }

    @Test
    void oneRequestOfAUserIsInFlight() {
        sandbox.script(BULK, RequestSelection.next(1), Fault.slow(Duration.ofMillis(500)));
        CompletableFuture<Caller.Reply> first = startBulk("{'userId': 'u-1'}", LONG);
        awaitInFlight();
        bulk("{'userId': 'u-2'}");
        assertBroken();

        bulk("{'userId': 'u-1', 'dataFields': {'a': 1}}");
        assertThat(first).succeedsWithin(LONG);
        assertBroken(ONE_REQUEST_IN_FLIGHT);
    }

    @Test
    void anAbandonedRequestIsNotInFlight() {
        sandbox.script(BULK, RequestSelection.next(1), Fault.slow(Duration.ofMillis(800)));
        CompletableFuture<Caller.Reply> first =
                startBulk("{'userId': 'u-1'}", Duration.ofMillis(200));
        assertThat(first).failsWithin(LONG);
        bulk("{'userId': 'u-1'}");
        bulk("{'userId': 'u-1', 'dataFields': {'a': 1}}");

        assertBroken();
    }

    @Test
    void requestsOfAKilledClientBreakNothing() {
        sandbox.script(BULK, RequestSelection.next(1), Fault.slow(Duration.ofMillis(400)));
        CompletableFuture<Caller.Reply> first = startBulk("{'userId': 'u-1'}", LONG);
        awaitInFlight();
        sandbox.announceRestart();
        Caller.of(sandbox).post(PATH, "{'users': [{'userId': 'u-1'}]}");
        assertThat(first).succeedsWithin(LONG);

        assertBroken();
    }

    @Test
    void aUserGoesThroughOnePipelineAtATime() {
        bulk("{'userId': 'u-1'}");
        caller.post("/api/users/update", "{'userId': 'u-1', 'dataFields': {'a': 1}}");

        assertBroken(ONE_PIPELINE_PER_USER);
    }

    @Test
    void aListRowMayGoInOutAndInAgain() {
        long list = sandbox.createList("l");
        String body = "{'listId': " + list + ", 'subscribers': [{'userId': 'u-1'}]}";
        caller.post("/api/lists/subscribe", body);
        caller.post("/api/lists/unsubscribe", body);
        caller.post("/api/lists/subscribe", body);
        assertBroken();

        caller.post("/api/lists/subscribe", body);
        assertBroken(NOTHING_SENT_TWICE);
    }

    @Test
    void onlyEventsWithAnIdCanBeTheSame() {
        bulk("{'userId': 'u-1'}");
        String nameless = "{'events': [{'userId': 'u-1', 'eventName': 'e'}]}";
        caller.post("/api/events/trackBulk", nameless);
        caller.post("/api/events/trackBulk", nameless);
        assertBroken();

        String named = "{'events': [{'userId': 'u-1', 'eventName': 'e', 'id': 'e-1'}]}";
        caller.post("/api/events/trackBulk", named);
        caller.post("/api/events/trackBulk", named);
        assertBroken(NOTHING_SENT_TWICE);
    }

    @Test
    void anItemMayBeSentAgainOnceItsCatalogWasDeleted() {
        String item = "{'documents': {'i-1': {'a': 1}}, 'replaceUploadedFieldsOnly': false}";
        for (int i = 0; i < 2; i++) {
            caller.post("/api/catalogs/c", "");
            caller.post("/api/catalogs/c/items", item);
            caller.delete("/api/catalogs/c");
        }

        assertBroken();
    }

    private void assertBroken(Violation.Rule... rules) {
        assertThat(sandbox.violations()).extracting(Violation::rule).containsExactly(rules);
    }

    private void bulk(String rows) {
        assertThat(caller.post(PATH, "{'users': [" + rows + "]}").status()).isBetween(200, 500);
    }

    private CompletableFuture<Caller.Reply> startBulk(String rows, Duration timeout) {
        return caller.start(PATH, "{'users': [" + rows + "]}", timeout);
    }

    /** Waits until the user of the slow request is there, which is before its answer is. */
    private void awaitInFlight() {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (sandbox.userCount() == 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }
}
