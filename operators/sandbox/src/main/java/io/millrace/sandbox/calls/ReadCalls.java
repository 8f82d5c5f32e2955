/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.Dates;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.UserIdentification;
import java.util.Map;
import java.util.Optional;

/** Reads users, the types of user fields, channels and message types. */
final class ReadCalls {

    private final Project project;

    ReadCalls(Project project) {
        this.project = project;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(
                ApiRoute.USERS_GET_BY_EMAIL,
                call -> user(project.users.withEmail(call.parameter("email"))));
        handlers.put(
                ApiRoute.USERS_GET_BY_EMAIL_PATH,
                call -> user(project.users.withEmail(call.variable("email"))));
        handlers.put(
                ApiRoute.USERS_GET_BY_USER_ID,
                call -> user(project.users.withUserId(call.parameter("userId"))));
        handlers.put(
                ApiRoute.USERS_GET_BY_USER_ID_PATH,
                call -> user(project.users.withUserId(call.variable("userId"))));
        handlers.put(ApiRoute.USERS_GET_FIELDS, this::fields);
        handlers.put(ApiRoute.CHANNELS, this::channels);
        handlers.put(ApiRoute.MESSAGE_TYPES, this::messageTypes);
    }

    private Response user(Optional<Profile> profile) {
        ObjectNode answer = Json.object();
        profile.ifPresent(
                known -> {
                    ObjectNode user = answer.putObject("user");
                    if (!known.email().isEmpty()) {
                        user.put("email", known.email());
                    }
                    if (!known.userId().isEmpty()) {
                        user.put("userId", known.userId());
                    }
                    user.set("dataFields", wholeProfile(known));
                });
        return Response.json(200, answer);
    }

    /**
     * The dataFields as Iterable returns them, with identifiers, lists, subscriptions and devices.
     */
    private ObjectNode wholeProfile(Profile profile) {
        ObjectNode fields = (ObjectNode) readBack(profile.fields().unpack());
        if (!profile.email().isEmpty()) {
            fields.put("email", profile.email());
        }
        if (!profile.userId().isEmpty()) {
            fields.put("userId", profile.userId());
        }
        ArrayNode lists = Json.numbers(project.lists.idsOf(profile));
        if (!lists.isEmpty()) {
            fields.set(
                    project.type() == UserIdentification.EMAIL ? "emailListIds" : "userListIds",
                    lists);
        }
        profile.belongings().ifPresent(own -> addBelongings(fields, own));
        return fields;
    }

    private static void addBelongings(ObjectNode fields, Profile.Belongings own) {
        fields.set(
                "unsubscribedChannelIds", Json.numbers(own.subscriptions.unsubscribedChannelIds));
        fields.set(
                "unsubscribedMessageTypeIds",
                Json.numbers(own.subscriptions.unsubscribedMessageTypeIds));
        fields.set(
                "subscribedMessageTypeIds",
                Json.numbers(own.subscriptions.subscribedMessageTypeIds));
        if (!own.devices.isEmpty()) {
            fields.putArray("devices").addAll(own.devices.values());
        }
    }

    /** Converts dates to the format that Iterable returns: UTC, to the second. */
    static JsonNode readBack(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(readBack(field.getValue())));
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, readBack(array.get(i)));
            }
        } else if (value.isTextual()) {
            return text(Dates.readBack(value.textValue()));
        }
        return value;
    }

    private static JsonNode text(String text) {
        return Json.MAPPER.getNodeFactory().textNode(text);
    }

    private Response fields(ApiCall call) {
        ObjectNode fields = Json.object();
        project.userFields.types().forEach((name, type) -> fields.put(name, type.wireName()));
        return Response.json(200, Json.object().set("fields", fields));
    }

    private Response channels(ApiCall call) {
        ArrayNode channels = Json.array();
        project.settings
                .subscribables()
                .channels()
                .forEach(
                        channel ->
                                channels.addObject()
                                        .put("id", channel.id())
                                        .put("name", channel.name())
                                        .put(
                                                "channelType",
                                                channel.marketing() ? "Marketing" : "Transactional")
                                        .put("messageMedium", channel.messageMedium()));
        return Response.json(200, Json.object().set("channels", channels));
    }

    private Response messageTypes(ApiCall call) {
        ArrayNode types = Json.array();
        project.settings
                .subscribables()
                .messageTypes()
                .forEach(
                        type ->
                                types.addObject()
                                        .put("id", type.id())
                                        .put("name", type.name())
                                        .put("channelId", type.channelId())
                                        .put(
                                                "subscriptionPolicy",
                                                type.optIn() ? "OptIn" : "OptOut")
                                        .put("createdAt", type.createdAt())
                                        .put("updatedAt", type.createdAt()));
        return Response.json(200, Json.object().set("messageTypes", types));
    }
}
