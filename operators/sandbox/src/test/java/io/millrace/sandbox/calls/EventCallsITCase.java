/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.TestJson.json;
import static io.millrace.sandbox.TestJson.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.project.EventState;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.ProjectSettings;
import io.millrace.sandbox.project.UserIdentification;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventCallsITCase {

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxOptions.unthrottled()
                            .withProject(
                                    ProjectSettings.of(UserIdentification.HYBRID)
                                            .withDisallowedEventNames(Set.of("secret"))));
    private final Caller caller = Caller.of(sandbox);

    @BeforeEach
    void aUser() {
        caller.post("/api/users/update", "{'email': 'a@example.com'}");
    }

    @Test
    void theSameIdUpdatesItsEvent() {
        bulk(
                "{'email': 'A@example.com', 'eventName': 'order', 'id': 'o-1', 'createdAt':"
                        + " 1700000000, 'dataFields': {'n': 1}}");
        bulk(
                "{'email': 'a@example.com', 'eventName': 'order', 'id': 'o-1', 'createdAt':"
                        + " 1700000000, 'dataFields': {'n': 2}}");

        assertThat(sandbox.events())
                .containsExactly(
                        new EventState(
                                "o-1",
                                "order",
                                "a@example.com",
                                "",
                                Instant.ofEpochSecond(1_700_000_000),
                                Json.object().put("n", 2)));
    }

    @Test
    void usersThatAreUnknownForgottenOrMalformedAreListed() {
        caller.post("/api/users/forget", "{'email': 'gone@example.com'}");

        JsonNode answer =
                bulk(
                        "{'email': 'a@example.com', 'eventName': 'e'}, {'userId': 'nobody',"
                                + " 'eventName': 'e'}, {'email': 'gone@example.com', 'eventName':"
                                + " 'e'}, {'email': 'bad', 'eventName': 'e'}, {'email':"
                                + " 'a@example.com', 'eventName': 'secret'}");

        assertThat(answer.path("successCount").asInt()).isEqualTo(1);
        assertThat(answer.path("failCount").asInt()).isEqualTo(4);
        assertThat(strings(answer.at("/failedUpdates/notFoundUserIds"))).containsExactly("nobody");
        assertThat(strings(answer.at("/failedUpdates/forgottenEmails")))
                .containsExactly("gone@example.com");
        assertThat(strings(answer.at("/failedUpdates/invalidEmails"))).containsExactly("bad");
        assertThat(strings(answer.path("disallowedEventNames"))).containsExactly("secret");
        assertThat(sandbox.eventCount()).isEqualTo(1);
    }

    @Test
    void typesArePerEventNameAndAClashRefusesTheBatch() {
        bulk("{'email': 'a@example.com', 'eventName': 'one', 'dataFields': {'x': 1}}");
        bulk("{'email': 'a@example.com', 'eventName': 'two', 'dataFields': {'x': 'text'}}");

        Caller.Reply reply =
                caller.post(
                        "/api/events/trackBulk",
                        "{'events': [{'email': 'a@example.com', 'eventName': 'one', 'dataFields':"
                                + " {'x': 'text'}}, {'email': 'a@example.com', 'eventName':"
                                + " 'one'}]}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("RequestFieldsTypesMismatched");
        assertThat(sandbox.eventCount()).isEqualTo(2);
    }

    @Test
    void aBadRowIsNamedByItsIndex() {
        Caller.Reply reply =
                caller.post(
                        "/api/events/trackBulk",
                        "{'events': [{'email': 'a@example.com', 'eventName': 'e'}, {'email':"
                                + " 'a@example.com', 'eventName': 'e', 'createdAt': 'now'}]}");

        assertThat(reply.code()).isEqualTo("BadJsonBody");
        assertThat(reply.json().path("params").has("obj.events[1].createdAt")).isTrue();
    }

    @Test
    void anIdHasLettersDigitsAndHyphensOnly() {
        assertThat(track("{'email': 'a@example.com', 'eventName': 'e', 'id': 'a_b'}").code())
                .isEqualTo("BadParams");
        assertThat(
                        track(
                                        "{'email': 'a@example.com', 'eventName': 'e', 'id': '"
                                                + "x".repeat(513)
                                                + "'}")
                                .code())
                .isEqualTo("BadParams");
    }

    @Test
    void oneEventIsTrackedByItselfToo() {
        Caller.Reply taken = track("{'email': 'a@example.com', 'eventName': 'e', 'id': 'i-1'}");

        assertThat(taken.json().at("/params/id").asText()).isEqualTo("i-1");
        assertThat(track("{'email': 'b@example.com', 'eventName': 'e'}").code())
                .isEqualTo("UnknownEmailError");
        Caller.Reply disallowed = track("{'email': 'a@example.com', 'eventName': 'secret'}");
        assertThat(disallowed.status()).isEqualTo(200);
        assertThat(disallowed.json().path("msg").asText()).contains("is disallowed from tracking");
    }

    @Test
    void eventsAreReadBackByUserLatestFirst() {
        for (int i = 1; i <= 3; i++) {
            track(
                    "{'email': 'a@example.com', 'eventName': 'e', 'id': 'i-"
                            + i
                            + "', 'createdAt': "
                            + i
                            + "}");
        }

        JsonNode events = caller.get("/api/events/a%40example.com?limit=2").json();
        assertThat(strings(Json.array().add(events.at("/events/0/id")))).containsExactly("i-3");
        assertThat(events.at("/events/0/createdAt"))
                .isEqualTo(json("'1970-01-01 00:00:03 +00:00'"));
        assertThat(events.path("events")).hasSize(2);
        assertThat(caller.get("/api/events/byUserId/u?limit=201").status()).isEqualTo(400);
    }

    @Test
    void aPurchaseWritesItsUserAndEmptiesTheCart() {
        String item = "{'id': 's', 'name': 'Shirt', 'price': 9.5, 'quantity': 1}";
        assertThat(
                        caller.post(
                                        "/api/commerce/updateCart",
                                        "{'user': {'userId': 'u-9'}, 'items': [" + item + "]}")
                                .status())
                .isEqualTo(200);
        assertThat(sandbox.user("u-9").orElseThrow().dataFields().path("shoppingCartItems"))
                .hasSize(1);

        String purchase =
                "{'user': {'userId': 'u-9', 'dataFields': {'vip': true}}, 'id': 'p-1', 'total': 9,"
                        + " 'items': ["
                        + item
                        + "]}";
        caller.post("/api/commerce/trackPurchase", purchase);
        caller.post("/api/commerce/trackPurchase", purchase.replace("'total': 9", "'total': 10"));

        assertThat(sandbox.user("u-9").orElseThrow().dataFields())
                .isEqualTo(json("{'shoppingCartItems': [], 'vip': true}"));
        assertThat(sandbox.commerce())
                .extracting(EventState::eventName)
                .containsExactly("updateCart", "purchase");
        assertThat(sandbox.commerce().get(1).dataFields().path("total").asInt()).isEqualTo(10);
        assertThat(
                        caller.post(
                                        "/api/commerce/updateCart",
                                        "{'user': {'userId': 'u'}, 'items': [{'id': 's'}]}")
                                .code())
                .isEqualTo("BadJsonBody");
    }

    private JsonNode bulk(String events) {
        Caller.Reply reply = caller.post("/api/events/trackBulk", "{'events': [" + events + "]}");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }

    private Caller.Reply track(String body) {
        return caller.post("/api/events/track", body);
    }
}
