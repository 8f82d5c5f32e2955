/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The controls over HTTP: {@code /_sandbox/...}, without a key and without faults. */
final class Control {

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
    private final Map<String, Function<Incoming, Object>> actions;

    Control(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.actions =
                Map.ofEntries(
                        Map.entry("GET health", incoming -> Map.of("status", "up")),
                        Map.entry("GET summary", incoming -> summary()),
                        Map.entry(
                                "GET users",
                                incoming ->
                                        sandbox.users(
                                                number(incoming, "offset", 0),
                                                number(incoming, "limit", PAGE))),
                        Map.entry(
                                "GET user",
                                incoming ->
                                        sandbox.user(text(incoming, "identity"))
                                                .map(List::of)
                                                .orElse(List.of())),
                        Map.entry(
                                "GET events",
                                incoming ->
                                        sandbox.events(
                                                number(incoming, "offset", 0),
                                                number(incoming, "limit", PAGE))),
                        Map.entry(
                                "GET commerce",
                                incoming ->
                                        sandbox.commerce(
                                                number(incoming, "offset", 0),
                                                number(incoming, "limit", PAGE))),
                        Map.entry("GET lists", incoming -> sandbox.lists()),
                        Map.entry("POST lists", this::createList),
                        Map.entry("GET catalogs", incoming -> sandbox.catalogs()),
                        Map.entry(
                                "GET catalog",
                                incoming ->
                                        sandbox.catalog(
                                                text(incoming, "name"),
                                                number(incoming, "offset", 0),
                                                number(incoming, "limit", PAGE))),
                        Map.entry("POST catalogs", this::createCatalog),
                        Map.entry("GET sends", incoming -> sandbox.sends()),
                        Map.entry("GET fields", incoming -> sandbox.userFields()),
                        Map.entry("GET counters", incoming -> sandbox.counters()),
                        Map.entry("GET journal", incoming -> sandbox.journal()),
                        Map.entry("GET violations", incoming -> sandbox.violations()),
                        Map.entry("POST faults", this::script),
                        Map.entry("DELETE faults", incoming -> done(sandbox::clearFaults)),
                        Map.entry("POST throttle", this::throttle),
                        Map.entry("POST watch", this::watch),
                        Map.entry("POST restart", incoming -> done(sandbox::announceRestart)),
                        Map.entry("POST reset", incoming -> done(sandbox::reset)));
    }

    boolean isFor(Incoming incoming) {
        return incoming.path().startsWith(PREFIX);
    }

    Response answer(Incoming incoming) {
        String action = incoming.method() + " " + incoming.path().substring(PREFIX.length());
        Function<Incoming, Object> known = actions.get(action);
        if (known == null) {
            return problem(404, "No such control; there are: " + actions.keySet());
        }
        try {
            return Response.json(200, WRITER.valueToTree(known.apply(incoming)));
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

    private Object createList(Incoming incoming) {
        return Map.of("listId", sandbox.createList(Json.text(body(incoming), "name")));
    }

    private Object createCatalog(Incoming incoming) {
        return done(() -> sandbox.createCatalog(Json.text(body(incoming), "name")));
    }

    private Object script(Incoming incoming) {
        FaultForm form = FaultForm.read(body(incoming));
        return done(() -> sandbox.script(form.endpoints(), form.selection(), form.fault()));
    }

    private Object throttle(Incoming incoming) {
        JsonNode factor = body(incoming).path("factor");
        if (!factor.isNumber()) {
            throw new IllegalArgumentException("factor: a number; 0 keeps no rates");
        }
        return done(() -> sandbox.throttle(Throttle.scaled(factor.asDouble())));
    }

    private Object watch(Incoming incoming) {
        Watch.Detail detail = Watch.Detail.valueOf(Json.text(body(incoming), "detail"));
        return done(() -> sandbox.watch(detail));
    }

    private static ObjectNode done(Runnable action) {
        action.run();
        return Json.object().put("done", true);
    }

    private static JsonNode body(Incoming incoming) {
        return Json.read(incoming.body());
    }

    private static String text(Incoming incoming, String name) {
        return incoming.query().getOrDefault(name, List.of("")).get(0);
    }

    private static int number(Incoming incoming, String name, int otherwise) {
        String text = text(incoming, name);
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }
}
