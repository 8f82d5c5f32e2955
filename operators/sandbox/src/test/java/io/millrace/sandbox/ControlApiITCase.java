/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import static io.millrace.sandbox.TestJson.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.journal.JournalEntry;
import io.millrace.sandbox.journal.JournalSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlApiITCase {

    private final Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox).withKey("");
    private final Caller keyed = Caller.of(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void theStateIsReadByPage() {
        for (int i = 0; i < 5; i++) {
            keyed.post("/api/users/update", "{'userId': 'u-" + i + "', 'dataFields': {'n': 1}}");
        }
        keyed.post("/api/events/track", "{'userId': 'u-0', 'eventName': 'e', 'id': 'e-1'}");

        JsonNode page = caller.get("/_sandbox/users?offset=3&limit=10").json();
        assertThat(page).hasSize(2);
        assertThat(page.at("/0/userId").asText()).isEqualTo("u-3");
        assertThat(page.at("/0/dataFields")).isEqualTo(json("{'n': 1}"));
        assertThat(caller.get("/_sandbox/events").json().at("/0/id").asText()).isEqualTo("e-1");
        assertThat(caller.get("/_sandbox/summary").json().path("users").asInt()).isEqualTo(5);
        assertThat(caller.get("/_sandbox/user?identity=nobody").json()).isEmpty();
    }

    @Test
    void everyKindOfFaultCanBeScripted() {
        for (String fault :
                new String[] {
                    "{'kind': 'status', 'status': 500, 'moment': 'AFTER_EFFECT'}",
                    "{'kind': 'status', 'status': 503, 'body': 'down', 'contentType':"
                            + " 'text/plain'}",
                    "{'kind': 'tooManyRequests'}",
                    "{'kind': 'tooManyRequests', 'resetSeconds': 3}",
                    "{'kind': 'slow', 'millis': 10}",
                    "{'kind': 'reset', 'moment': 'AFTER_EFFECT'}",
                    "{'kind': 'hang'}",
                    "{'kind': 'malformed'}",
                    "{'kind': 'html'}"
                }) {
            assertThat(script("{'nth': 1}", fault).status()).isEqualTo(200);
        }
        assertThat(script("{'probability': 0.5, 'seed': 1}", "{'kind': 'html'}").status())
                .isEqualTo(200);
        assertThat(keyed.get("/api/channels").status()).isEqualTo(500);
        assertThat(caller.delete("/_sandbox/faults").status()).isEqualTo(200);
        assertThat(keyed.get("/api/channels").status()).isEqualTo(200);
    }

    @Test
    void theResponseToAnUnknownControlListsAllControls() {
        assertThat(script("{}", "{'kind': 'html'}").status()).isEqualTo(400);
        assertThat(script("{'next': 1}", "{'kind': 'flood'}").json().path("problem").asText())
                .contains("tooManyRequests");
        assertThat(caller.post("/_sandbox/throttle", "{'factor': 'fast'}").status()).isEqualTo(400);
        assertThat(caller.post("/_sandbox/throttle", "{'factor").status()).isEqualTo(400);
        Caller.Reply unknown = caller.get("/_sandbox/usres");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("GET users");
    }

    @Test
    void theJournalRecordsRequestsAndResponses() {
        caller.post("/_sandbox/watch", "{'detail': 'IDENTITIES'}");
        caller.post(
                "/_sandbox/faults",
                "{'endpoint': '/api/users/bulkUpdate', 'select': {'next': 1}, 'fault': {'kind':"
                        + " 'status', 'status': 502}}");
        String body = "{'users': [{'email': 'A@example.com'}, {'userId': 'u-1'}]}";
        keyed.post("/api/users/bulkUpdate", body);
        keyed.post("/api/users/bulkUpdate", body);

        JsonNode journal = caller.get("/_sandbox/journal").json();
        assertThat(journal).hasSize(2);
        assertThat(journal.at("/0/status").asInt()).isEqualTo(502);
        assertThat(journal.at("/0/fault").asText()).isNotEmpty();
        assertThat(journal.at("/1/rows").asInt()).isEqualTo(2);
        assertThat(journal.at("/1/identities"))
                .isEqualTo(json("['email a@example.com', 'userId u-1']"));
        assertThat(sandbox.counters("POST /api/users/bulkUpdate").requests()).isEqualTo(2);
        assertThat(sandbox.counters("POST /api/users/bulkUpdate").rows()).isEqualTo(4);
        assertThat(sandbox.counters("POST /api/users/bulkUpdate").statuses())
                .containsEntry(502, 1L)
                .containsEntry(200, 1L);
        assertThat(caller.get("/_sandbox/counters").json()).hasSize(1);
    }

    @Test
    void theJournalKeepsTheLatest() {
        SandboxOptions small =
                SandboxOptions.unthrottled()
                        .withJournal(JournalSettings.standard().withCapacity(2));
        try (Sandbox other = Sandbox.start(small)) {
            for (int i = 0; i < 3; i++) {
                Caller.of(other).get("/api/channels");
            }

            assertThat(other.journal()).extracting(JournalEntry::number).containsExactly(2L, 3L);
        }
    }

    @Test
    void resetStartsAnEmptyProject() {
        keyed.post("/api/users/bulkUpdate", "{'users': [{'userId': 'u'}, {'userId': 'u'}]}");
        assertThat(caller.get("/_sandbox/violations").json().at("/0/rule").asText())
                .isEqualTo("ONE_ROW_PER_USER");

        caller.post("/_sandbox/reset", "");
        assertThat(sandbox.users()).isEmpty();
        assertThat(sandbox.violations()).isEmpty();
        assertThat(sandbox.journal()).isEmpty();
    }

    private Caller.Reply script(String select, String fault) {
        return caller.post(
                "/_sandbox/faults",
                "{'endpoint': 'GET /api/channels', 'select': "
                        + select
                        + ", 'fault': "
                        + fault
                        + "}");
    }
}
