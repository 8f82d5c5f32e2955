/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Sends of campaigns and triggers of journeys. None is idempotent: each call is one more send. */
final class SendCalls {

    private static final Pattern SEND_AT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}");

    private final Project project;
    private final UserWrites writes;

    SendCalls(Project project, UserWrites writes) {
        this.project = project;
        this.writes = writes;
    }

    void register(Map<ApiRoute, Handler> handlers) {
        handlers.put(ApiRoute.EMAIL_TARGET, call -> target(call, true));
        handlers.put(ApiRoute.IN_APP_TARGET, call -> target(call, true));
        handlers.put(ApiRoute.PUSH_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.SMS_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.WEB_PUSH_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.WHATS_APP_TARGET, call -> target(call, false));
        handlers.put(ApiRoute.WORKFLOWS_TRIGGER, this::triggerWorkflow);
    }

    private Response target(Call call, boolean createsUsers) {
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
        Sender recipient =
                new Sender(Json.text(top, "recipientEmail"), Json.text(top, "recipientUserId"));
        require(recipient, createsUsers);
        if (top.path("allowRepeatMarketingSends").asBoolean(true) || isFirst(call, recipient)) {
            record(call, name(recipient));
        }
        return Response.success("");
    }

    private Response triggerWorkflow(Call call) {
        ObjectNode top = call.top();
        call.checks()
                .required(top, "obj", "workflowId")
                .whole(top, "obj", "workflowId", "listId")
                .text(top, "obj", "email", "userId")
                .object(top, "obj", "dataFields")
                .refuseIfAny();
        Sender sender = Sender.of(top);
        if (sender.isNobody() && top.hasNonNull("listId")) {
            long listId = top.path("listId").asLong();
            if (project.lists.get(listId).isEmpty()) {
                throw ListCalls.invalidListId(listId);
            }
        } else {
            require(sender, false);
        }
        record(call, name(sender));
        return Response.success("");
    }

    private void require(Sender sender, boolean createsUsers) {
        ObjectNode row = Json.object();
        if (!sender.email().isEmpty()) {
            row.put("email", sender.email());
        }
        if (!sender.userId().isEmpty()) {
            row.put("userId", sender.userId());
        }
        writes.write(
                        List.of(row),
                        new WriteMode(false, createsUsers, TypeClash.REFUSES_THE_BATCH, true),
                        (index, profile) -> {})
                .firstRefusal()
                .ifPresent(RowRefusals::refuse);
    }

    private boolean isFirst(Call call, Sender recipient) {
        return project.sends.stream()
                .noneMatch(
                        send ->
                                send.call().equals(call.endpoint().path())
                                        && send.recipient().equals(name(recipient))
                                        && send.request()
                                                .path("campaignId")
                                                .equals(call.top().path("campaignId")));
    }

    private void record(Call call, String recipient) {
        project.sends.add(new Send(call.endpoint().path(), recipient, call.top().deepCopy()));
    }

    private static String name(Sender sender) {
        return sender.email().isEmpty() ? sender.userId() : Identity.normalEmail(sender.email());
    }
}
