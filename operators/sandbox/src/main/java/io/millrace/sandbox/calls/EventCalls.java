/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.calls.RowRefusal.Reason.FORGOTTEN;
import static io.millrace.sandbox.calls.RowRefusal.Reason.INVALID;
import static io.millrace.sandbox.calls.RowRefusal.Reason.NOT_FOUND;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.JsonTypeChecks;
import io.millrace.sandbox.api.Paging;
import io.millrace.sandbox.api.RequestBody;
import io.millrace.sandbox.api.RowIdentifiers;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.Dates;
import io.millrace.sandbox.project.EventStore;
import io.millrace.sandbox.project.IdentifierRules;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.PackedFields;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Custom events: tracked one by one or in bulk, and read back by user. */
final class EventCalls {

    private static final int DEFAULT_LIMIT = 30;
    private static final int MAXIMUM_LIMIT = 200;

    private final Project project;

    EventCalls(Project project) {
        this.project = project;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.EVENTS_TRACK, this::track);
        handlers.put(ApiRoute.EVENTS_TRACK_BULK, this::trackBulk);
        handlers.put(
                ApiRoute.EVENTS_OF_EMAIL,
                call -> events(call, project.users.withEmail(call.variable("email"))));
        handlers.put(
                ApiRoute.EVENTS_OF_USER_ID,
                call -> events(call, project.users.withUserId(call.variable("userId"))));
    }

    private Response track(ApiCall call) {
        ObjectNode event = checked(call).get(0);
        String name = Json.text(event, "eventName");
        if (project.settings.disallowedEventNames().contains(name)) {
            return Envelope.success("Event " + name + " is disallowed from tracking");
        }
        Fields fields = new Fields();
        fields.admit(event);
        fields.keep();
        Taken taken = take(event);
        taken.refusal().ifPresent(SingleCallRefusals::refuse);
        return Envelope.success(
                "Event with id: " + taken.id() + " tracked.", Json.object().put("id", taken.id()));
    }

    private Response trackBulk(ApiCall call) {
        List<ObjectNode> events = checked(call);
        Fields fields = new Fields();
        events.forEach(fields::admit);
        fields.keep();
        BatchTally tally = new BatchTally(events.size());
        Set<String> disallowed = new LinkedHashSet<>();
        for (int i = 0; i < events.size(); i++) {
            int row = i;
            String name = Json.text(events.get(i), "eventName");
            if (project.settings.disallowedEventNames().contains(name)) {
                disallowed.add(name);
                tally.refuse(i, new RowRefusal(INVALID, RowRefusal.Kind.NONE, ""));
            } else {
                take(events.get(i)).refusal().ifPresent(refusal -> tally.refuse(row, refusal));
            }
        }
        tally.created(fields.added());
        tally.filteredOut(fields.filtered());
        ObjectNode answer = tally.toJson();
        ((ObjectNode) answer.path("failedUpdates"))
                .remove(
                        List.of(
                                "invalidDataEmails",
                                "invalidDataUserIds",
                                "conflictEmails",
                                "conflictUserIds"));
        answer.set("disallowedEventNames", Json.strings(disallowed));
        return Response.batch(200, answer, tally.refusedRows());
    }

    private List<ObjectNode> checked(ApiCall call) {
        JsonTypeChecks checks = call.checks();
        List<RequestBody.Row> rows = call.body().rows();
        for (int i = 0; i < rows.size(); i++) {
            String path = call.route().isBatch() ? RowChecks.path(call, i) : "obj";
            JsonNode row = rows.get(i).node();
            RowChecks.user(checks, row, path);
            checks.required(row, path, "eventName")
                    .text(row, path, "eventName", "id")
                    .whole(row, path, "createdAt", "campaignId", "templateId")
                    .flag(row, path, "createNewFields");
        }
        checks.refuseIfAny();
        List<ObjectNode> events = rows.stream().map(RequestBody.Row::fields).toList();
        events.forEach(event -> EventRules.checkId(Json.text(event, "id")));
        return events;
    }

    /** What became of one event. */
    private record Taken(String id, Optional<RowRefusal> refusal) {}

    private Taken take(ObjectNode event) {
        RowIdentifiers identifiers = RowIdentifiers.of(event);
        Optional<RowRefusal> refusal = refusal(identifiers);
        if (refusal.isPresent()) {
            return new Taken("", refusal);
        }
        Profile profile = find(identifiers).orElseThrow();
        String id =
                project.events.store(
                        Json.text(event, "id"),
                        Json.text(event, "eventName"),
                        EventRules.createdAt(event),
                        profile,
                        PackedFields.of(Json.object(event, "dataFields"), project.names));
        return new Taken(id, Optional.empty());
    }

    private Optional<RowRefusal> refusal(RowIdentifiers identifiers) {
        if (identifiers.isEmpty()) {
            return Optional.of(RowRefusal.of(INVALID, identifiers));
        }
        boolean byEmail = !identifiers.email().isEmpty();
        if (byEmail
                ? project.users.isForgottenEmail(identifiers.email())
                : project.users.isForgottenUserId(identifiers.userId())) {
            return Optional.of(RowRefusal.of(FORGOTTEN, identifiers));
        }
        if (find(identifiers).isPresent()) {
            return Optional.empty();
        }
        boolean wellFormed =
                byEmail
                        ? IdentifierRules.isEmail(identifiers.email())
                        : IdentifierRules.isUserId(identifiers.userId());
        return Optional.of(RowRefusal.of(wellFormed ? NOT_FOUND : INVALID, identifiers));
    }

    private Optional<Profile> find(RowIdentifiers identifiers) {
        return identifiers.email().isEmpty()
                ? project.users.withUserId(identifiers.userId())
                : project.users.withEmail(identifiers.email());
    }

    private Response events(ApiCall call, Optional<Profile> profile) {
        String sent = call.parameter("limit");
        int limit = sent.isEmpty() ? DEFAULT_LIMIT : Paging.number("limit", sent);
        if (limit > MAXIMUM_LIMIT) {
            throw ApiRefusal.badParams("limit: at most " + MAXIMUM_LIMIT);
        }
        ArrayNode events = Json.array();
        profile.flatMap(Profile::belongings)
                .ifPresent(
                        own ->
                                own.events.stream()
                                        .sorted(
                                                (one, other) ->
                                                        other.createdAt()
                                                                .compareTo(one.createdAt()))
                                        .limit(limit)
                                        .forEach(event -> events.add(toJson(event))));
        return Response.json(200, Json.object().set("events", events));
    }

    private static ObjectNode toJson(EventStore.StoredEvent event) {
        ObjectNode json =
                Json.object()
                        .put("id", event.id())
                        .put("eventName", event.name())
                        .put("email", event.profile().email())
                        .put("userId", event.profile().userId())
                        .put("createdAt", Dates.readBack(event.createdAt()));
        return json.set("dataFields", ReadCalls.readBack(event.fields().unpack()));
    }

    /** The fields of one request: per event name, all admitted or the request refused. */
    private final class Fields {

        private final Map<String, Schema.Draft> drafts = new HashMap<>();
        private final List<Schema.Clash> clashes = new ArrayList<>();

        void admit(ObjectNode event) {
            drafts.computeIfAbsent(
                            Json.text(event, "eventName"),
                            name ->
                                    project.eventFields
                                            .computeIfAbsent(name, any -> new Schema())
                                            .draft())
                    .admit(
                            Json.object(event, "dataFields"),
                            event.path("createNewFields")
                                    .asBoolean(project.settings.fields().createNewFields()))
                    .ifPresent(clashes::add);
        }

        void keep() {
            if (!clashes.isEmpty()) {
                throw FieldRefusals.typesMismatched(clashes, "event");
            }
            int known = project.eventFields.values().stream().mapToInt(Schema::size).sum();
            int limit = project.settings.fields().maximumEventFields();
            if (!added().isEmpty() && known + added().size() > limit) {
                throw FieldRefusals.limitExceeded(limit, known + added().size(), added());
            }
            drafts.values().forEach(Schema.Draft::keep);
        }

        Set<String> added() {
            Set<String> added = new LinkedHashSet<>();
            drafts.values().forEach(draft -> added.addAll(draft.added()));
            return added;
        }

        Set<String> filtered() {
            Set<String> filtered = new LinkedHashSet<>();
            drafts.values().forEach(draft -> filtered.addAll(draft.filtered()));
            return filtered;
        }
    }
}
