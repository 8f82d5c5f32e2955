/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.calls.RowRefusal.Reason.NOT_FOUND;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.Paging;
import io.millrace.sandbox.api.RowIdentifiers;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.ListStore;
import io.millrace.sandbox.project.MessageChannel;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.UserIdentification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Static lists and their members. */
final class ListCalls {

    private final Project project;
    private final UserWrites writes;
    private final UserResolver identities;

    ListCalls(Project project, UserWrites writes) {
        this.project = project;
        this.writes = writes;
        this.identities = new UserResolver(project);
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.LISTS, this::all);
        handlers.put(ApiRoute.LISTS_CREATE, this::create);
        handlers.put(ApiRoute.LISTS_DELETE, this::delete);
        handlers.put(ApiRoute.LISTS_SIZE, this::size);
        handlers.put(ApiRoute.LISTS_GET_USERS, this::getUsers);
        handlers.put(ApiRoute.LISTS_SUBSCRIBE, this::subscribe);
        handlers.put(ApiRoute.LISTS_UNSUBSCRIBE, this::unsubscribe);
    }

    /** Iterable's response has status 400 and {@code code: "Success"}. */
    static ApiRefusal invalidListId(long id) {
        return ApiRefusal.of(400, "Success", "error.lists.invalidListId(" + id + ")");
    }

    private Response all(ApiCall call) {
        ArrayNode lists = Json.array();
        project.lists
                .all()
                .forEach(
                        list ->
                                lists.addObject()
                                        .put("id", list.id())
                                        .put("name", list.name())
                                        .put("description", list.description())
                                        .put("createdAt", list.createdAt())
                                        .put("listType", "Standard"));
        return Response.json(200, Json.object().set("lists", lists));
    }

    private Response create(ApiCall call) {
        call.checks()
                .required(call.top(), "obj", "name")
                .text(call.top(), "obj", "name", "description")
                .refuseIfAny();
        ListStore.UserList list =
                project.lists.create(
                        Json.text(call.top(), "name"),
                        Json.text(call.top(), "description"),
                        System.currentTimeMillis());
        return Response.json(200, Json.object().put("listId", list.id()));
    }

    private Response delete(ApiCall call) {
        long id = Paging.number("listId", call.variable("listId"));
        if (!project.lists.delete(id)) {
            throw invalidListId(id);
        }
        return Envelope.success("");
    }

    private Response size(ApiCall call) {
        ListStore.UserList list = list(Paging.number("listId", call.variable("listId")));
        return Response.text(200, "application/json", String.valueOf(list.members().size()));
    }

    private Response getUsers(ApiCall call) {
        ListStore.UserList list = list(Paging.number("listId", call.parameter("listId")));
        boolean preferUserId = call.parameter("preferUserId").equals("true");
        return Response.text(
                200,
                "text/plain; charset=utf-8",
                list.members().stream()
                        .map(profile -> identity(profile, preferUserId) + "\n")
                        .collect(Collectors.joining()));
    }

    private String identity(Profile profile, boolean preferUserId) {
        return switch (project.type()) {
            case EMAIL -> profile.email();
            case USER_ID -> profile.userId();
            case HYBRID ->
                    profile.email().isEmpty() || (preferUserId && !profile.userId().isEmpty())
                            ? profile.userId()
                            : profile.email();
        };
    }

    private Response subscribe(ApiCall call) {
        call.checks()
                .required(call.top(), "obj", "listId")
                .whole(call.top(), "obj", "listId")
                .flag(call.top(), "obj", "updateExistingUsersOnly")
                .refuseIfAny();
        List<ObjectNode> rows = RowChecks.users(call);
        ListStore.UserList list = list(call.top().path("listId").asLong());
        boolean existingOnly =
                project.type() != UserIdentification.EMAIL
                        && call.top().path("updateExistingUsersOnly").asBoolean(false);
        WriteMode mode =
                new WriteMode(
                        project.settings.fields().createNewFields(),
                        !existingOnly,
                        project.settings.fields().clash(),
                        true);
        BatchTally tally =
                writes.write(rows, mode, (index, profile) -> list.members().add(profile));
        return Response.batch(200, tally.toJson(), tally.refusedRows());
    }

    private Response unsubscribe(ApiCall call) {
        call.checks()
                .required(call.top(), "obj", "listId")
                .whole(call.top(), "obj", "listId", "campaignId")
                .flag(call.top(), "obj", "channelUnsubscribe")
                .refuseIfAny();
        List<ObjectNode> rows = RowChecks.users(call);
        ListStore.UserList list = list(call.top().path("listId").asLong());
        boolean everywhere = call.top().path("channelUnsubscribe").asBoolean(false);
        BatchTally tally = new BatchTally(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            int row = i;
            Optional<RowRefusal> malformed = identities.malformed(rows.get(i));
            if (malformed.isPresent()) {
                tally.refuse(i, malformed.get());
                continue;
            }
            UserResolver.Found found = identities.find(rows.get(i));
            found.refusal().ifPresent(refusal -> tally.refuse(row, refusal));
            if (found.refusal().isEmpty() && found.profile().isEmpty()) {
                tally.refuse(i, RowRefusal.of(NOT_FOUND, RowIdentifiers.of(rows.get(i))));
            }
            found.profile().ifPresent(profile -> leave(list, profile, everywhere));
        }
        return Response.batch(200, tally.toJson(), tally.refusedRows());
    }

    private void leave(ListStore.UserList list, Profile profile, boolean everywhere) {
        list.members().remove(profile);
        if (everywhere) {
            project.settings.subscribables().channels().stream()
                    .filter(MessageChannel::marketing)
                    .forEach(
                            channel ->
                                    profile.ownBelongings()
                                            .subscriptions
                                            .unsubscribedChannelIds
                                            .add(channel.id()));
        }
    }

    private ListStore.UserList list(long id) {
        return project.lists.get(id).orElseThrow(() -> invalidListId(id));
    }
}
