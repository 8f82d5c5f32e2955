/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import static io.millrace.sandbox.Claims.Pipeline.BULK;
import static io.millrace.sandbox.Claims.Pipeline.OTHER;
import static io.millrace.sandbox.Claims.Pipeline.SINGLE;
import static io.millrace.sandbox.Claims.Purpose.END;
import static io.millrace.sandbox.Claims.Purpose.WRITE;

import com.fasterxml.jackson.databind.JsonNode;

/** Says what each request claims. Rows without an identity claim a lane of their own. */
final class Lanes {

    private static final String PROFILE = "profile";

    private Lanes() {}

    static Claims of(Call call) {
        return switch (call.endpoint()) {
            case USERS_BULK_UPDATE -> users(call, WRITE, BULK, PROFILE);
            case USERS_UPDATE -> users(call, WRITE, SINGLE, PROFILE);
            case USERS_UPDATE_EMAIL -> ends(call, "currentEmail", "currentUserId", "newEmail");
            case USERS_MERGE ->
                    ends(
                            call,
                            "sourceEmail",
                            "sourceUserId",
                            "destinationEmail",
                            "destinationUserId");
            case USERS_FORGET, USERS_UNFORGET -> users(call, END, OTHER, PROFILE);
            case USERS_DELETE_BY_EMAIL ->
                    new Claims.Builder(END, OTHER, PROFILE, "delete")
                            .add(email(call.variable("email")), 0)
                            .build();
            case USERS_DELETE_BY_USER_ID ->
                    new Claims.Builder(END, OTHER, PROFILE, "delete")
                            .add(userId(call.variable("userId")), 0)
                            .build();
            case USERS_REGISTER_DEVICE_TOKEN ->
                    users(
                            call,
                            WRITE,
                            OTHER,
                            "device " + Json.text(call.top().path("device"), "token"));
            case USERS_FORGOTTEN,
                    USERS_FORGOTTEN_USER_IDS,
                    USERS_GET_BY_EMAIL,
                    USERS_GET_BY_EMAIL_PATH,
                    USERS_GET_BY_USER_ID,
                    USERS_GET_BY_USER_ID_PATH,
                    USERS_GET_FIELDS,
                    CHANNELS,
                    MESSAGE_TYPES ->
                    Claims.NONE;
        };
    }

    private static Claims users(
            Call call, Claims.Purpose purpose, Claims.Pipeline pipeline, String scope) {
        Claims.Builder claims =
                new Claims.Builder(purpose, pipeline, scope, call.endpoint().path());
        for (Body.Row row : call.body().rows()) {
            claims.add(identity(row), row.hash());
        }
        return claims.build();
    }

    private static Claims ends(Call call, String... fields) {
        Claims.Builder claims = new Claims.Builder(END, SINGLE, PROFILE, call.endpoint().path());
        for (String field : fields) {
            String value = Json.text(call.top(), field);
            if (!value.isEmpty()) {
                claims.add(field.endsWith("Email") ? email(value) : userId(value), 0);
            }
        }
        return claims.build();
    }

    private static String identity(Body.Row row) {
        JsonNode node = row.node();
        Sender sender = Sender.of(node);
        return sender.isNobody()
                ? "nobody " + row.hash()
                : sender.email().isEmpty() ? userId(sender.userId()) : email(sender.email());
    }

    private static String email(String email) {
        return "email " + Identity.normalEmail(email);
    }

    private static String userId(String userId) {
        return "userId " + userId;
    }
}
