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
import io.millrace.sandbox.api.KeyKind;
import io.millrace.sandbox.api.RowIdentifiers;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.IdentifierRules;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.PackedFields;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.UserIdentification;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls that end users: delete, forget, unforget, the forgotten, merge. */
final class UserRemovalCalls {

    private final Project project;

    UserRemovalCalls(Project project) {
        this.project = project;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.USERS_DELETE_BY_EMAIL, this::deleteByEmail);
        handlers.put(ApiRoute.USERS_DELETE_BY_USER_ID, this::deleteByUserId);
        handlers.put(ApiRoute.USERS_FORGET, this::forget);
        handlers.put(ApiRoute.USERS_UNFORGET, this::unforget);
        handlers.put(ApiRoute.USERS_FORGOTTEN, this::forgotten);
        handlers.put(ApiRoute.USERS_FORGOTTEN_USER_IDS, this::forgottenUserIds);
        handlers.put(ApiRoute.USERS_MERGE, this::merge);
    }

    private Response deleteByEmail(ApiCall call) {
        if (project.type() == UserIdentification.USER_ID) {
            throw ApiRefusal.badParams("A userId-based project deletes by userId");
        }
        project.users.withEmail(call.variable("email")).ifPresent(project::remove);
        return Envelope.success("");
    }

    private Response deleteByUserId(ApiCall call) {
        List<Profile> profiles = project.users.allWithUserId(call.variable("userId"));
        if (profiles.isEmpty()) {
            throw ApiRefusal.badParams("User does not exist: " + call.variable("userId"));
        }
        profiles.forEach(project::remove);
        return Envelope.success("");
    }

    private Response forget(ApiCall call) {
        RowIdentifiers identifiers = identifiers(call);
        if (identifiers.email().isEmpty()) {
            project.users.allWithUserId(identifiers.userId()).forEach(project::remove);
            project.users.forgetUserId(identifiers.userId());
        } else {
            project.users.withEmail(identifiers.email()).ifPresent(project::remove);
            project.users.forgetEmail(identifiers.email());
        }
        return Envelope.success("");
    }

    private Response unforget(ApiCall call) {
        RowIdentifiers identifiers = identifiers(call);
        boolean wasForgotten =
                identifiers.email().isEmpty()
                        ? project.users.unforgetUserId(identifiers.userId())
                        : project.users.unforgetEmail(identifiers.email());
        if (!wasForgotten) {
            throw ApiRefusal.badParams("User does not exist among the forgotten");
        }
        return Envelope.success("");
    }

    private RowIdentifiers identifiers(ApiCall call) {
        call.checks().text(call.top(), "obj", "email", "userId").refuseIfAny();
        RowIdentifiers identifiers = RowIdentifiers.of(call.top());
        boolean fits =
                switch (project.type()) {
                    case EMAIL -> !identifiers.email().isEmpty();
                    case USER_ID ->
                            !identifiers.userId().isEmpty() && identifiers.email().isEmpty();
                    case HYBRID -> !identifiers.isEmpty();
                };
        if (!fits) {
            throw ApiRefusal.badParams("Not an identifier of this project's type");
        }
        return identifiers;
    }

    private Response forgotten(ApiCall call) {
        if (project.type() == UserIdentification.USER_ID) {
            throw ApiRefusal.badParams("A userId-based project forgets by userId");
        }
        return Response.json(
                200,
                Json.object().set("hashedEmails", Json.strings(project.users.forgottenEmails())));
    }

    private Response forgottenUserIds(ApiCall call) {
        if (project.type() == UserIdentification.EMAIL) {
            throw ApiRefusal.badParams("An email-based project forgets by email");
        }
        return Response.json(
                200,
                Json.object().set("hashedUserIds", Json.strings(project.users.forgottenUserIds())));
    }

    private Response merge(ApiCall call) {
        ObjectNode top = call.top();
        call.checks()
                .text(top, "obj", "sourceEmail", "sourceUserId")
                .text(top, "obj", "destinationEmail", "destinationUserId")
                .array(top, "obj", "arrayMerge")
                .refuseIfAny();
        RowIdentifiers from =
                new RowIdentifiers(Json.text(top, "sourceEmail"), Json.text(top, "sourceUserId"));
        RowIdentifiers to =
                new RowIdentifiers(
                        Json.text(top, "destinationEmail"), Json.text(top, "destinationUserId"));
        if (from.isEmpty() || to.isEmpty()) {
            throw ApiRefusal.badParams("A source and a destination are needed");
        }
        refuseForgotten(from);
        refuseForgotten(to);
        Profile source = source(from);
        if (call.key() == KeyKind.MOBILE && !isAnonymous(source)) {
            throw ApiRefusal.of(403, "Forbidden", "A client key merges anonymous users only");
        }
        List<Profile> destinations = find(to);
        if (destinations.isEmpty()) {
            project.users.rename(
                    source,
                    to.email().isEmpty() ? source.email() : to.email(),
                    to.userId().isEmpty() ? source.userId() : to.userId());
        } else if (destinations.get(0) != source) {
            combine(source, destinations.get(0), top.path("arrayMerge"));
        }
        return Envelope.success("");
    }

    private Profile source(RowIdentifiers from) {
        return find(from).stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                from.email().isEmpty()
                                        ? SingleCallRefusals.unknownUserId(from.userId())
                                        : SingleCallRefusals.unknownEmail(from.email()));
    }

    private static boolean isAnonymous(Profile profile) {
        return profile.email().isEmpty()
                || profile.email().endsWith(IdentifierRules.PLACEHOLDER_DOMAIN);
    }

    private void refuseForgotten(RowIdentifiers identifiers) {
        if ((!identifiers.email().isEmpty() && project.users.isForgottenEmail(identifiers.email()))
                || (!identifiers.userId().isEmpty()
                        && project.users.isForgottenUserId(identifiers.userId()))) {
            throw ApiRefusal.of(409, "ForgottenUserError", "The user was forgotten");
        }
    }

    private List<Profile> find(RowIdentifiers identifiers) {
        return identifiers.email().isEmpty()
                ? project.users.allWithUserId(identifiers.userId())
                : project.users.allWithEmail(identifiers.email());
    }

    private void combine(Profile source, Profile destination, JsonNode arrays) {
        ObjectNode from = source.fields().unpack();
        ObjectNode into = destination.fields().unpack();
        ObjectNode combined = from.deepCopy();
        combined.setAll(into);
        for (JsonNode array : arrays) {
            String field = Json.text(array, "field");
            if (from.get(field) instanceof ArrayNode some
                    && into.get(field) instanceof ArrayNode more) {
                combined.set(field, union(more, some, Json.text(array, "dedupeBy")));
            }
        }
        destination.fields(PackedFields.of(combined, project.names));
        project.lists
                .idsOf(source)
                .forEach(
                        id ->
                                project.lists
                                        .get(id)
                                        .ifPresent(list -> list.members().add(destination)));
        source.belongings()
                .ifPresent(
                        own -> {
                            own.events.forEach(
                                    event -> {
                                        project.events.move(event, destination);
                                        project.commerce.move(event, destination);
                                    });
                            own.devices.forEach(destination.ownBelongings().devices::putIfAbsent);
                        });
        project.remove(source);
    }

    private static ArrayNode union(ArrayNode first, ArrayNode second, String dedupeBy) {
        ArrayNode union = Json.array();
        Set<JsonNode> seen = new HashSet<>();
        for (ArrayNode array : List.of(first, second)) {
            for (JsonNode element : array) {
                if (!dedupeBy.isEmpty() && !element.isObject()) {
                    throw ApiRefusal.badParams("dedupeBy needs an array of objects");
                }
                if (dedupeBy.isEmpty() || seen.add(element.path(dedupeBy))) {
                    union.add(element);
                }
            }
        }
        return union;
    }
}
