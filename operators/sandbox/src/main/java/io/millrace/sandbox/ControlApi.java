/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.fault.FaultDefinition;
import io.millrace.sandbox.http.ReceivedRequest;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.journal.JournalSettings;
import io.millrace.sandbox.project.Json;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The controls over HTTP: {@code /_sandbox/...}. They need no key, and faults do not strike them.
 */
final class ControlApi {

    private static final String PREFIX = "/_sandbox/";
    private static final int PAGE = 1_000;

    /** Writes the public records; instants as text. */
    private static final ObjectMapper WRITER =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Instant.class, ToStringSerializer.instance))
                    .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                    .build();

    private final Sandbox sandbox;
    private final Map<String, Function<ReceivedRequest, Object>> controls = new TreeMap<>();

    ControlApi(Sandbox sandbox) {
        this.sandbox = sandbox;
        addReads();
        addChanges();
    }

    private void addReads() {
        controls.put("GET health", request -> Map.of("status", "up"));
        controls.put("GET summary", request -> summary());
        controls.put("GET users", request -> sandbox.users(offset(request), limit(request)));
        controls.put("GET user", this::user);
        controls.put("GET events", request -> sandbox.events(offset(request), limit(request)));
        controls.put("GET commerce", request -> sandbox.commerce(offset(request), limit(request)));
        controls.put("GET lists", request -> sandbox.lists());
        controls.put("GET catalogs", request -> sandbox.catalogs());
        controls.put("GET catalog", this::catalog);
        controls.put("GET sends", request -> sandbox.sends());
        controls.put("GET fields", request -> sandbox.userFields());
        controls.put("GET counters", request -> sandbox.counters());
        controls.put("GET journal", request -> sandbox.journal());
        controls.put("GET violations", request -> sandbox.violations());
    }

    private void addChanges() {
        controls.put("POST lists", this::createList);
        controls.put("POST catalogs", this::createCatalog);
        controls.put("POST faults", this::script);
        controls.put("DELETE faults", request -> done(sandbox::clearFaults));
        controls.put("POST throttle", this::throttle);
        controls.put("POST watch", this::watch);
        controls.put("POST restart", request -> done(sandbox::announceRestart));
        controls.put("POST reset", request -> done(sandbox::reset));
    }

    boolean isFor(ReceivedRequest request) {
        return request.path().startsWith(PREFIX);
    }

    Response answer(ReceivedRequest request) {
        String name = request.method() + " " + request.path().substring(PREFIX.length());
        Function<ReceivedRequest, Object> control = controls.get(name);
        if (control == null) {
            return problem(404, "No such control; there are: " + controls.keySet());
        }
        try {
            return Response.json(200, WRITER.valueToTree(control.apply(request)));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            return problem(400, String.valueOf(e.getMessage()));
        }
    }

    private static Response problem(int status, String message) {
        return Response.json(status, Json.object().put("problem", message));
    }

    private Map<String, Object> summary() {
        return Map.of(
                "users", sandbox.userCount(),
                "events", sandbox.eventCount(),
                "lists", sandbox.lists().size(),
                "catalogs", sandbox.catalogs().size(),
                "sends", sandbox.sends().size(),
                "violations", sandbox.violations().size());
    }

    private Object user(ReceivedRequest request) {
        return sandbox.user(request.parameter("identity")).map(List::of).orElse(List.of());
    }

    private Object catalog(ReceivedRequest request) {
        return sandbox.catalog(request.parameter("name"), offset(request), limit(request));
    }

    private Object createList(ReceivedRequest request) {
        return Map.of("listId", sandbox.createList(Json.text(body(request), "name")));
    }

    private Object createCatalog(ReceivedRequest request) {
        return done(() -> sandbox.createCatalog(Json.text(body(request), "name")));
    }

    private Object script(ReceivedRequest request) {
        FaultDefinition fault = FaultDefinition.read(body(request));
        return done(() -> sandbox.script(fault.endpoints(), fault.selection(), fault.fault()));
    }

    private Object throttle(ReceivedRequest request) {
        JsonNode factor = body(request).path("factor");
        if (!factor.isNumber()) {
            throw new IllegalArgumentException("factor: a number; 0 enforces no rates");
        }
        return done(() -> sandbox.throttle(Throttle.scaled(factor.asDouble())));
    }

    private Object watch(ReceivedRequest request) {
        String detail = Json.text(body(request), "detail");
        return done(() -> sandbox.journalDetail(JournalSettings.Detail.valueOf(detail)));
    }

    private static ObjectNode done(Runnable action) {
        action.run();
        return Json.object().put("done", true);
    }

    private static JsonNode body(ReceivedRequest request) {
        return Json.read(request.body());
    }

    private static int offset(ReceivedRequest request) {
        return number(request, "offset", 0);
    }

    private static int limit(ReceivedRequest request) {
        return number(request, "limit", PAGE);
    }

    private static int number(ReceivedRequest request, String name, int fallback) {
        String text = request.parameter(name);
        return text.isEmpty() ? fallback : Integer.parseInt(text);
    }
}
