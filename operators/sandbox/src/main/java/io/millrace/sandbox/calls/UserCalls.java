/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.JsonTypeChecks;
import io.millrace.sandbox.api.RowIdentifiers;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.IdentifierRules;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.UserIdentification;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes to users: update, bulkUpdate, updateEmail, registerDeviceToken. */
final class UserCalls {

    private static final int MAXIMUM_DEVICES = 500;
    private static final List<String> PLATFORMS = List.of("APNS", "APNS_SANDBOX", "GCM");

    private final Project project;
    private final UserWrites writes;

    UserCalls(Project project, UserWrites writes) {
        this.project = project;
        this.writes = writes;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.USERS_UPDATE, this::update);
        handlers.put(ApiRoute.USERS_BULK_UPDATE, this::bulkUpdate);
        handlers.put(ApiRoute.USERS_UPDATE_EMAIL, this::updateEmail);
        handlers.put(ApiRoute.USERS_REGISTER_DEVICE_TOKEN, this::registerDeviceToken);
    }

    private Response update(ApiCall call) {
        call.checks().flag(call.top(), "obj", "createNewFields").refuseIfAny();
        BatchTally tally =
                writes.write(
                        RowChecks.users(call),
                        WriteMode.single(createNewFields(call.top())),
                        (index, profile) -> {});
        tally.firstRefusal().ifPresent(SingleCallRefusals::refuse);
        return Envelope.success("New fields created: " + tally.toJson().path("createdFields"));
    }

    private Response bulkUpdate(ApiCall call) {
        call.checks().flag(call.top(), "obj", "createNewFields", "updateOnly").refuseIfAny();
        boolean updateOnly =
                project.settings.features().updateOnly()
                        && call.top().path("updateOnly").asBoolean(false);
        WriteMode mode =
                new WriteMode(
                        createNewFields(call.top()),
                        !updateOnly,
                        project.settings.fields().clash(),
                        updateOnly);
        BatchTally tally = writes.write(RowChecks.users(call), mode, (index, profile) -> {});
        return Response.batch(200, tally.toJson(), tally.refusedRows());
    }

    private boolean createNewFields(JsonNode top) {
        return top.path("createNewFields").asBoolean(project.settings.fields().createNewFields());
    }

    private Response updateEmail(ApiCall call) {
        ObjectNode top = call.top();
        call.checks()
                .text(top, "obj", "currentEmail", "currentUserId", "newEmail")
                .required(top, "obj", "newEmail")
                .refuseIfAny();
        if (project.type() != UserIdentification.EMAIL) {
            throw ApiRefusal.badParams("updateEmail is for email-based projects");
        }
        String newEmail = Json.text(top, "newEmail");
        if (!IdentifierRules.isEmail(newEmail)) {
            throw ApiRefusal.of(400, "InvalidEmailAddressError", "Invalid email: " + newEmail);
        }
        String currentEmail = Json.text(top, "currentEmail");
        String currentUserId = Json.text(top, "currentUserId");
        Profile profile =
                currentEmail.isEmpty()
                        ? project.users
                                .withUserId(currentUserId)
                                .orElseThrow(() -> SingleCallRefusals.unknownUserId(currentUserId))
                        : project.users
                                .withEmail(currentEmail)
                                .orElseThrow(() -> SingleCallRefusals.unknownEmail(currentEmail));
        if (project.users.isForgottenEmail(newEmail)) {
            throw ApiRefusal.of(409, "ForgottenUserError", "The user was forgotten: " + newEmail);
        }
        if (project.users.withEmail(newEmail).filter(other -> other != profile).isPresent()) {
            throw ApiRefusal.of(
                    400, "EmailAlreadyExists", "A user with this email exists: " + newEmail);
        }
        project.users.rename(profile, newEmail, profile.userId());
        return Envelope.success("");
    }

    private Response registerDeviceToken(ApiCall call) {
        ObjectNode top = call.top();
        JsonTypeChecks checks = call.checks();
        RowChecks.user(checks, top, "obj");
        checks.required(top, "obj", "device").object(top, "obj", "device");
        checks.required(top.path("device"), "obj.device", "token", "platform", "applicationName")
                .text(top.path("device"), "obj.device", "token", "platform", "applicationName")
                .object(top.path("device"), "obj.device", "dataFields")
                .refuseIfAny();
        ObjectNode device = Json.object(top, "device");
        if (!PLATFORMS.contains(Json.text(device, "platform"))) {
            throw ApiRefusal.badParams("Unknown platform: " + Json.text(device, "platform"));
        }
        String token = Json.text(device, "token");
        existing(RowIdentifiers.of(top))
                .flatMap(Profile::belongings)
                .filter(own -> own.devices.size() >= MAXIMUM_DEVICES)
                .filter(own -> !own.devices.containsKey(token))
                .ifPresent(
                        own -> {
                            throw ApiRefusal.badParams(
                                    "A user has at most " + MAXIMUM_DEVICES + " devices");
                        });
        top.remove("dataFields");
        BatchTally tally =
                writes.write(
                        List.of(top),
                        WriteMode.single(false),
                        (index, profile) ->
                                profile.ownBelongings().devices.put(token, device.deepCopy()));
        tally.firstRefusal().ifPresent(SingleCallRefusals::refuse);
        return Envelope.success("", NullNode.getInstance());
    }

    private Optional<Profile> existing(RowIdentifiers identifiers) {
        return identifiers.email().isEmpty()
                ? project.users.withUserId(identifiers.userId())
                : project.users.withEmail(identifiers.email());
    }
}
