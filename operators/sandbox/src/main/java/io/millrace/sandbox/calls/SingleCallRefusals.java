/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import io.millrace.sandbox.api.ApiRefusal;

/** Refuses a call of one user where a batch would list the row in {@code failedUpdates}. */
final class SingleCallRefusals {

    private SingleCallRefusals() {}

    static void refuse(RowRefusal refusal) {
        throw switch (refusal.kind()) {
            case EMAIL -> ofEmail(refusal);
            case USER_ID -> ofUserId(refusal);
            case NONE -> ApiRefusal.badParams("An email or a userId is needed");
        };
    }

    static ApiRefusal unknownEmail(String email) {
        return ApiRefusal.of(400, "UnknownEmailError", "No user has this email: " + email);
    }

    static ApiRefusal unknownUserId(String userId) {
        return ApiRefusal.of(400, "UnknownUserIdError", "No user has this userId: " + userId);
    }

    private static ApiRefusal ofEmail(RowRefusal refusal) {
        return switch (refusal.reason()) {
            case INVALID ->
                    ApiRefusal.of(
                            400, "InvalidEmailAddressError", "Invalid email: " + refusal.value());
            case NOT_FOUND -> unknownEmail(refusal.value());
            case INVALID_DATA, CONFLICT, FORGOTTEN -> either(refusal);
        };
    }

    private static ApiRefusal ofUserId(RowRefusal refusal) {
        return switch (refusal.reason()) {
            case INVALID ->
                    ApiRefusal.of(400, "InvalidUserIdError", "Invalid userId: " + refusal.value());
            case NOT_FOUND -> unknownUserId(refusal.value());
            case INVALID_DATA, CONFLICT, FORGOTTEN -> either(refusal);
        };
    }

    private static ApiRefusal either(RowRefusal refusal) {
        return switch (refusal.reason()) {
            case CONFLICT ->
                    ApiRefusal.of(
                            409,
                            "ExternalKeyConflict",
                            "The identifier belongs to another user: " + refusal.value());
            case FORGOTTEN ->
                    ApiRefusal.of(
                            409,
                            "ForgottenUserError",
                            "The user was forgotten: " + refusal.value());
            case INVALID, INVALID_DATA, NOT_FOUND ->
                    ApiRefusal.badParams("Not a change this project allows: " + refusal.value());
        };
    }
}
