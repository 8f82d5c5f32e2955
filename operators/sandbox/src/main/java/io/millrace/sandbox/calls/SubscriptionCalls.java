/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.JsonTypeChecks;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.ListStore;
import io.millrace.sandbox.project.MessageType;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.TypeClash;
import io.millrace.sandbox.project.UserSubscriptions;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Subscriptions: all of a user replaced at once, or one by one with the subscriptions API. */
final class SubscriptionCalls {

    private static final String[] ARRAYS = {
        "emailListIds",
        "unsubscribedChannelIds",
        "unsubscribedMessageTypeIds",
        "subscribedMessageTypeIds"
    };

    private final Project project;
    private final UserWrites writes;

    SubscriptionCalls(Project project, UserWrites writes) {
        this.project = project;
        this.writes = writes;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.USERS_UPDATE_SUBSCRIPTIONS, this::update);
        handlers.put(ApiRoute.USERS_BULK_UPDATE_SUBSCRIPTIONS, this::bulkUpdate);
        handlers.put(ApiRoute.SUBSCRIPTIONS_BULK, this::changeMany);
        handlers.put(ApiRoute.SUBSCRIPTIONS_ADD_EMAIL, call -> changeOne(call, true));
        handlers.put(ApiRoute.SUBSCRIPTIONS_REMOVE_EMAIL, call -> changeOne(call, false));
        handlers.put(ApiRoute.SUBSCRIPTIONS_ADD_USER_ID, call -> changeOne(call, true));
        handlers.put(ApiRoute.SUBSCRIPTIONS_REMOVE_USER_ID, call -> changeOne(call, false));
    }

    private Response update(ApiCall call) {
        BatchTally tally = replace(call);
        tally.firstRefusal().ifPresent(SingleCallRefusals::refuse);
        return Envelope.success("");
    }

    private Response bulkUpdate(ApiCall call) {
        BatchTally tally = replace(call);
        ObjectNode response = tally.toJson();
        JsonNode failed = response.path("failedUpdates");
        ObjectNode answer = Json.object();
        answer.set("successCount", response.path("successCount"));
        answer.set("failCount", response.path("failCount"));
        for (String kind : List.of("Emails", "UserIds")) {
            answer.set("invalid" + kind, failed.path("invalid" + kind));
        }
        answer.set("validEmailFailures", valid(failed, "Emails"));
        answer.set("validUserIdFailures", valid(failed, "UserIds"));
        BitSet refused = tally.refusedRows();
        return Response.batch(200, answer, refused);
    }

    private static ArrayNode valid(JsonNode failed, String kind) {
        ArrayNode valid = Json.array();
        for (String reason : List.of("conflict", "forgotten", "notFound", "invalidData")) {
            failed.path(reason + kind).forEach(valid::add);
        }
        return valid;
    }

    private BatchTally replace(ApiCall call) {
        List<ObjectNode> rows = RowChecks.users(call);
        JsonTypeChecks checks = call.checks();
        for (int i = 0; i < rows.size(); i++) {
            check(checks, rows.get(i), call.route().isBatch() ? RowChecks.path(call, i) : "obj");
        }
        checks.refuseIfAny();
        rows.forEach(this::checkOptIns);
        rows.forEach(row -> row.remove("dataFields"));
        return writes.write(
                rows,
                new WriteMode(true, true, TypeClash.REFUSES_THE_ROW, false),
                (index, profile) -> replace(profile, rows.get(index)));
    }

    private static void check(JsonTypeChecks checks, ObjectNode row, String path) {
        checks.array(row, path, ARRAYS)
                .whole(row, path, "campaignId", "templateId")
                .flag(row, path, "validateChannelAlignment");
        for (String array : ARRAYS) {
            for (JsonNode id : row.path(array)) {
                if (!id.isIntegralNumber()) {
                    checks.report(path + "." + array, "error.expected.jsnumber");
                }
            }
        }
    }

    private void checkOptIns(ObjectNode row) {
        if (!row.hasNonNull("subscribedMessageTypeIds")) {
            return;
        }
        if (!project.settings.features().optInMessageTypes()) {
            throw ApiRefusal.badParams("This project has no opt-in message types");
        }
        if (row.path("validateChannelAlignment").asBoolean(true)) {
            Set<Long> channels = ids(row.path("unsubscribedChannelIds"));
            Set<Long> types = ids(row.path("subscribedMessageTypeIds"));
            project.settings.subscribables().messageTypes().stream()
                    .filter(type -> types.contains(type.id()))
                    .filter(type -> channels.contains(type.channelId()))
                    .findFirst()
                    .ifPresent(
                            type -> {
                                throw ApiRefusal.badParams(
                                        "Subscribed to message type "
                                                + type.id()
                                                + " but not to its channel");
                            });
        }
    }

    private void replace(Profile profile, ObjectNode row) {
        UserSubscriptions stored = profile.ownBelongings().subscriptions;
        if (row.hasNonNull("emailListIds")) {
            project.lists.putOnExactly(profile, ids(row.path("emailListIds")));
        }
        replace(stored.unsubscribedChannelIds, row, "unsubscribedChannelIds");
        replace(stored.unsubscribedMessageTypeIds, row, "unsubscribedMessageTypeIds");
        replace(stored.subscribedMessageTypeIds, row, "subscribedMessageTypeIds");
    }

    private static void replace(Set<Long> stored, ObjectNode row, String array) {
        if (row.hasNonNull(array)) {
            stored.clear();
            stored.addAll(ids(row.path(array)));
        }
    }

    private static Set<Long> ids(JsonNode array) {
        Set<Long> ids = new HashSet<>();
        array.forEach(id -> ids.add(id.asLong()));
        return ids;
    }

    private Response changeMany(ApiCall call) {
        ObjectNode top = call.top();
        call.checks().array(top, "obj", "users", "usersByUserId").refuseIfAny();
        boolean adds =
                switch (call.parameter("action")) {
                    case "subscribe" -> true;
                    case "unsubscribe" -> false;
                    default -> throw ApiRefusal.badParams("action: subscribe or unsubscribe");
                };
        top.path("users").forEach(email -> change(call, "email", email.asText(), adds));
        top.path("usersByUserId").forEach(id -> change(call, "userId", id.asText(), adds));
        return Envelope.accepted("");
    }

    private Response changeOne(ApiCall call, boolean adds) {
        String email = call.variable("email");
        if (email.isEmpty()) {
            change(call, "userId", call.variable("userId"), adds);
        } else {
            change(call, "email", email, adds);
        }
        return Envelope.accepted("");
    }

    /**
     * Says nothing of users it cannot find or create: the answer is 202 whatever becomes of them.
     */
    private void change(ApiCall call, String field, String identity, boolean adds) {
        Subscribable subscribable = subscribable(call);
        BatchTally unreported =
                writes.write(
                        List.of(Json.object().put(field, identity)),
                        new WriteMode(true, true, TypeClash.REFUSES_THE_ROW, true),
                        (index, profile) -> subscribable.change(profile, adds));
        unreported.firstRefusal();
    }

    private Subscribable subscribable(ApiCall call) {
        if (!project.settings.features().subscriptionsApi()) {
            throw ApiRefusal.of(404, "NotFound", "The subscriptions API is not enabled");
        }
        long id = number(call.variable("id"));
        return switch (call.variable("group")) {
            case "emailList" -> list(id);
            case "messageType" -> messageType(id);
            case "messageChannel" -> channel(id);
            default ->
                    throw ApiRefusal.badParams(
                            "subscriptionGroup: emailList, messageType or messageChannel");
        };
    }

    private Subscribable list(long id) {
        ListStore.UserList list =
                project.lists.get(id).orElseThrow(() -> ListCalls.invalidListId(id));
        return (profile, adds) -> {
            if (adds) {
                list.members().add(profile);
            } else {
                list.members().remove(profile);
            }
        };
    }

    private Subscribable messageType(long id) {
        MessageType type =
                project.settings.subscribables().messageTypes().stream()
                        .filter(known -> known.id() == id)
                        .findFirst()
                        .orElseThrow(() -> ApiRefusal.badParams("No message type " + id));
        return (profile, adds) -> {
            UserSubscriptions stored = profile.ownBelongings().subscriptions;
            if (type.optIn()) {
                set(stored.subscribedMessageTypeIds, id, adds);
            } else {
                set(stored.unsubscribedMessageTypeIds, id, !adds);
            }
        };
    }

    private Subscribable channel(long id) {
        if (project.settings.subscribables().channels().stream()
                .noneMatch(known -> known.id() == id)) {
            throw ApiRefusal.badParams("No channel " + id);
        }
        return (profile, adds) ->
                set(profile.ownBelongings().subscriptions.unsubscribedChannelIds, id, !adds);
    }

    private static void set(Set<Long> ids, long id, boolean present) {
        if (present) {
            ids.add(id);
        } else {
            ids.remove(id);
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiRefusal.badParams("Not an id: " + text);
        }
    }

    /** A list, message type or channel. */
    @FunctionalInterface
    private interface Subscribable {
        void change(Profile profile, boolean adds);
    }
}
