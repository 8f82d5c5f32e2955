/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.RowIdentifiers;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.IdentifierRules;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.project.TypeClash;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Sends of campaigns and triggers of journeys. They are not idempotent: each call is a send. */
final class SendCalls {

    private static final Pattern SEND_AT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}");

    private final Project project;
    private final UserWrites writes;

    SendCalls(Project project, UserWrites writes) {
        this.project = project;
        this.writes = writes;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.EMAIL_TARGET, call -> target(call, true));
        handlers.put(ApiRoute.IN_APP_TARGET, call -> target(call, true));
        handlers.put(ApiRoute.PUSH_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.SMS_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.WEB_PUSH_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.WHATS_APP_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.WORKFLOWS_TRIGGER, this::triggerWorkflow);
    }

    private Response target(ApiCall call, boolean createsUsers) {
        ObjectNode top = call.top();
        call.checks()
                .required(top, "obj", "campaignId")
                .whole(top, "obj", "campaignId")
                .text(top, "obj", "recipientEmail", "recipientUserId", "sendAt")
                .object(top, "obj", "dataFields", "metadata")
                .flag(top, "obj", "allowRepeatMarketingSends")
                .refuseIfAny();
        String sendAt = Json.text(top, "sendAt");
        if (!sendAt.isEmpty() && !SEND_AT.matcher(sendAt).matches()) {
            throw ApiRefusal.badParams("sendAt: YYYY-MM-DD HH:MM:SS in UTC");
        }
        RowIdentifiers recipient =
                new RowIdentifiers(
                        Json.text(top, "recipientEmail"), Json.text(top, "recipientUserId"));
        require(recipient, createsUsers);
        if (top.path("allowRepeatMarketingSends").asBoolean(true) || isFirst(call, recipient)) {
            record(call, name(recipient));
        }
        return Envelope.success("");
    }

    private Response triggerWorkflow(ApiCall call) {
        ObjectNode top = call.top();
        call.checks()
                .required(top, "obj", "workflowId")
                .whole(top, "obj", "workflowId", "listId")
                .text(top, "obj", "email", "userId")
                .object(top, "obj", "dataFields")
                .refuseIfAny();
        RowIdentifiers identifiers = RowIdentifiers.of(top);
        if (identifiers.isEmpty() && top.hasNonNull("listId")) {
            long listId = top.path("listId").asLong();
            if (project.lists.get(listId).isEmpty()) {
                throw ListCalls.invalidListId(listId);
            }
        } else {
            require(identifiers, false);
        }
        record(call, name(identifiers));
        return Envelope.success("");
    }

    private void require(RowIdentifiers identifiers, boolean createsUsers) {
        ObjectNode row = Json.object();
        if (!identifiers.email().isEmpty()) {
            row.put("email", identifiers.email());
        }
        if (!identifiers.userId().isEmpty()) {
            row.put("userId", identifiers.userId());
        }
        writes.write(
                        List.of(row),
                        new WriteMode(false, createsUsers, TypeClash.REFUSES_THE_BATCH, true),
                        (index, profile) -> {})
                .firstRefusal()
                .ifPresent(SingleCallRefusals::refuse);
    }

    private boolean isFirst(ApiCall call, RowIdentifiers recipient) {
        return project.sends.stream()
                .noneMatch(
                        send ->
                                send.call().equals(call.route().path())
                                        && send.recipient().equals(name(recipient))
                                        && send.request()
                                                .path("campaignId")
                                                .equals(call.top().path("campaignId")));
    }

    private void record(ApiCall call, String recipient) {
        project.sends.add(new Send(call.route().path(), recipient, call.top().deepCopy()));
    }

    private static String name(RowIdentifiers identifiers) {
        return identifiers.email().isEmpty()
                ? identifiers.userId()
                : IdentifierRules.normalEmail(identifiers.email());
    }
}
