/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.calls.RowRefusal.Reason.CONFLICT;
import static io.millrace.sandbox.calls.RowRefusal.Reason.FORGOTTEN;
import static io.millrace.sandbox.calls.RowRefusal.Reason.INVALID;
import static io.millrace.sandbox.calls.RowRefusal.Reason.INVALID_DATA;
import static io.millrace.sandbox.calls.RowRefusal.Reason.NOT_FOUND;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.RowIdentifiers;
import io.millrace.sandbox.project.IdentifierRules;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.UserIdentification;
import java.util.Optional;
import java.util.UUID;

/** Finds the user that a row identifies, by the rules of the project's type. */
final class UserResolver {

    private final Project project;

    UserResolver(Project project) {
        this.project = project;
    }

    /**
     * The user that a row identifies, and the identifiers of the user after the row is written.
     *
     * @param profile empty if the row is of a new user
     * @param refusal why the row is refused; the other components are then undefined
     */
    record Found(
            Optional<Profile> profile, String email, String userId, Optional<RowRefusal> refusal) {

        static Found refused(RowRefusal refusal) {
            return new Found(Optional.empty(), "", "", Optional.of(refusal));
        }

        static Found of(Optional<Profile> profile, String email, String userId) {
            return new Found(profile, email, userId, Optional.empty());
        }
    }

    /** Why the identifiers of a row are malformed; empty if they are not. */
    Optional<RowRefusal> malformed(ObjectNode row) {
        RowIdentifiers identifiers = RowIdentifiers.of(row);
        JsonNode fields = row.path("dataFields");
        if (identifiers.isEmpty() && !row.hasNonNull("email") && !row.hasNonNull("userId")) {
            return Optional.of(RowRefusal.of(INVALID, identifiers));
        }
        return badEmail(row)
                .or(() -> badUserId(row))
                .or(() -> badEmail(fields))
                .or(() -> badUserId(fields));
    }

    private Optional<RowRefusal> badEmail(JsonNode holder) {
        String email = Json.text(holder, "email");
        return !holder.hasNonNull("email")
                        || project.users.withEmail(email).isPresent()
                        || IdentifierRules.isEmail(email)
                ? Optional.empty()
                : Optional.of(RowRefusal.email(INVALID, email));
    }

    private Optional<RowRefusal> badUserId(JsonNode holder) {
        String userId = Json.text(holder, "userId");
        return !holder.hasNonNull("userId") || IdentifierRules.isUserId(userId)
                ? Optional.empty()
                : Optional.of(RowRefusal.userId(INVALID, userId));
    }

    Found find(ObjectNode row) {
        RowIdentifiers identifiers = RowIdentifiers.of(row);
        Found found =
                switch (project.type()) {
                    case EMAIL ->
                            inEmailProject(identifiers, row.path("preferUserId").asBoolean(false));
                    case USER_ID -> inUserIdProject(identifiers);
                    case HYBRID -> inHybridProject(identifiers);
                };
        return found.refusal().isPresent()
                ? found
                : renamed(found, identifiers, row.path("dataFields"));
    }

    private Found inEmailProject(RowIdentifiers identifiers, boolean preferUserId) {
        if (identifiers.email().isEmpty()) {
            Optional<Profile> known = project.users.withUserId(identifiers.userId());
            if (known.isEmpty() && !preferUserId) {
                return Found.refused(RowRefusal.userId(NOT_FOUND, identifiers.userId()));
            }
            return Found.of(
                    known,
                    known.map(Profile::email)
                            .orElseGet(
                                    () -> UUID.randomUUID() + IdentifierRules.PLACEHOLDER_DOMAIN),
                    identifiers.userId());
        }
        if (project.users.isForgottenEmail(identifiers.email())) {
            return Found.refused(RowRefusal.email(FORGOTTEN, identifiers.email()));
        }
        Optional<Profile> known = project.users.withEmail(identifiers.email());
        return Found.of(known, identifiers.email(), orKnown(identifiers.userId(), known, false));
    }

    private Found inUserIdProject(RowIdentifiers identifiers) {
        if (identifiers.userId().isEmpty()) {
            Optional<Profile> known = project.users.withEmail(identifiers.email());
            return known.isEmpty()
                    ? Found.refused(RowRefusal.email(NOT_FOUND, identifiers.email()))
                    : Found.of(known, known.get().email(), known.get().userId());
        }
        if (project.users.isForgottenUserId(identifiers.userId())) {
            return Found.refused(RowRefusal.userId(FORGOTTEN, identifiers.userId()));
        }
        Optional<Profile> known = project.users.withUserId(identifiers.userId());
        return Found.of(known, orKnown(identifiers.email(), known, true), identifiers.userId());
    }

    private Found inHybridProject(RowIdentifiers identifiers) {
        if (!identifiers.email().isEmpty() && project.users.isForgottenEmail(identifiers.email())) {
            return Found.refused(RowRefusal.email(FORGOTTEN, identifiers.email()));
        }
        if (!identifiers.userId().isEmpty()
                && project.users.isForgottenUserId(identifiers.userId())) {
            return Found.refused(RowRefusal.userId(FORGOTTEN, identifiers.userId()));
        }
        Optional<Profile> byEmail =
                identifiers.email().isEmpty()
                        ? Optional.empty()
                        : project.users.withEmail(identifiers.email());
        Optional<Profile> byUserId =
                identifiers.userId().isEmpty()
                        ? Optional.empty()
                        : project.users.withUserId(identifiers.userId());
        if (byEmail.isPresent() && byUserId.isPresent() && byEmail.get() != byUserId.get()) {
            return Found.refused(RowRefusal.email(CONFLICT, identifiers.email()));
        }
        Optional<Profile> known = byEmail.or(() -> byUserId);
        if (byEmail.isEmpty() && blocks(known.map(Profile::email), identifiers.email())) {
            return Found.refused(RowRefusal.email(CONFLICT, identifiers.email()));
        }
        if (byUserId.isEmpty() && blocks(known.map(Profile::userId), identifiers.userId())) {
            return Found.refused(RowRefusal.userId(CONFLICT, identifiers.userId()));
        }
        return Found.of(
                known,
                orKnown(identifiers.email(), known, true),
                orKnown(identifiers.userId(), known, false));
    }

    /** Whether the profile has another identifier that may not be replaced. */
    private static boolean blocks(Optional<String> present, String wanted) {
        return !wanted.isEmpty()
                && present.filter(
                                name ->
                                        !name.isEmpty()
                                                && !name.endsWith(
                                                        IdentifierRules.PLACEHOLDER_DOMAIN))
                        .isPresent();
    }

    private static String orKnown(String sent, Optional<Profile> known, boolean email) {
        return sent.isEmpty()
                ? known.map(email ? Profile::email : Profile::userId).orElse("")
                : sent;
    }

    /** Applies the identifiers in the dataFields of the row. */
    private Found renamed(Found found, RowIdentifiers identifiers, JsonNode fields) {
        String email = Json.text(fields, "email");
        String userId = Json.text(fields, "userId");
        boolean newEmail =
                !email.isEmpty()
                        && !IdentifierRules.normalEmail(email)
                                .equals(IdentifierRules.normalEmail(found.email()));
        boolean newUserId = !userId.isEmpty() && !userId.equals(found.userId());
        if (newEmail && project.type() == UserIdentification.EMAIL) {
            return Found.refused(RowRefusal.of(INVALID_DATA, identifiers));
        }
        if (newEmail && project.type() == UserIdentification.HYBRID) {
            if (project.users.isForgottenEmail(email)) {
                return Found.refused(RowRefusal.email(FORGOTTEN, email));
            }
            if (project.users.withEmail(email).isPresent()) {
                return Found.refused(RowRefusal.email(CONFLICT, email));
            }
        }
        if (newUserId && project.type() != UserIdentification.EMAIL) {
            if (project.users.isForgottenUserId(userId)) {
                return Found.refused(RowRefusal.userId(FORGOTTEN, userId));
            }
            if (project.users.withUserId(userId).isPresent()) {
                return Found.refused(RowRefusal.userId(CONFLICT, userId));
            }
        }
        return Found.of(
                found.profile(),
                newEmail ? email : found.email(),
                newUserId ? userId : found.userId());
    }
}
