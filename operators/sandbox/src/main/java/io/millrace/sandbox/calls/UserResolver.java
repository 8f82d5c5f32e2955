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
public final class UserResolver {

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
        RowIdentifiers sender = RowIdentifiers.of(row);
        JsonNode fields = row.path("dataFields");
        if (sender.isEmpty() && !row.hasNonNull("email") && !row.hasNonNull("userId")) {
            return Optional.of(RowRefusal.of(INVALID, sender));
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
        RowIdentifiers sender = RowIdentifiers.of(row);
        Found found =
                switch (project.type()) {
                    case EMAIL -> inEmailProject(sender, row.path("preferUserId").asBoolean(false));
                    case USER_ID -> inUserIdProject(sender);
                    case HYBRID -> inHybridProject(sender);
                };
        return found.refusal().isPresent() ? found : renamed(found, sender, row.path("dataFields"));
    }

    private Found inEmailProject(RowIdentifiers sender, boolean preferUserId) {
        if (sender.email().isEmpty()) {
            Optional<Profile> known = project.users.withUserId(sender.userId());
            if (known.isEmpty() && !preferUserId) {
                return Found.refused(RowRefusal.userId(NOT_FOUND, sender.userId()));
            }
            return Found.of(
                    known,
                    known.map(Profile::email)
                            .orElseGet(
                                    () -> UUID.randomUUID() + IdentifierRules.PLACEHOLDER_DOMAIN),
                    sender.userId());
        }
        if (project.users.isForgottenEmail(sender.email())) {
            return Found.refused(RowRefusal.email(FORGOTTEN, sender.email()));
        }
        Optional<Profile> known = project.users.withEmail(sender.email());
        return Found.of(known, sender.email(), orKnown(sender.userId(), known, false));
    }

    private Found inUserIdProject(RowIdentifiers sender) {
        if (sender.userId().isEmpty()) {
            Optional<Profile> known = project.users.withEmail(sender.email());
            return known.isEmpty()
                    ? Found.refused(RowRefusal.email(NOT_FOUND, sender.email()))
                    : Found.of(known, known.get().email(), known.get().userId());
        }
        if (project.users.isForgottenUserId(sender.userId())) {
            return Found.refused(RowRefusal.userId(FORGOTTEN, sender.userId()));
        }
        Optional<Profile> known = project.users.withUserId(sender.userId());
        return Found.of(known, orKnown(sender.email(), known, true), sender.userId());
    }

    private Found inHybridProject(RowIdentifiers sender) {
        if (!sender.email().isEmpty() && project.users.isForgottenEmail(sender.email())) {
            return Found.refused(RowRefusal.email(FORGOTTEN, sender.email()));
        }
        if (!sender.userId().isEmpty() && project.users.isForgottenUserId(sender.userId())) {
            return Found.refused(RowRefusal.userId(FORGOTTEN, sender.userId()));
        }
        Optional<Profile> byEmail =
                sender.email().isEmpty()
                        ? Optional.empty()
                        : project.users.withEmail(sender.email());
        Optional<Profile> byUserId =
                sender.userId().isEmpty()
                        ? Optional.empty()
                        : project.users.withUserId(sender.userId());
        if (byEmail.isPresent() && byUserId.isPresent() && byEmail.get() != byUserId.get()) {
            return Found.refused(RowRefusal.email(CONFLICT, sender.email()));
        }
        Optional<Profile> known = byEmail.or(() -> byUserId);
        if (byEmail.isEmpty() && blocks(known.map(Profile::email), sender.email())) {
            return Found.refused(RowRefusal.email(CONFLICT, sender.email()));
        }
        if (byUserId.isEmpty() && blocks(known.map(Profile::userId), sender.userId())) {
            return Found.refused(RowRefusal.userId(CONFLICT, sender.userId()));
        }
        return Found.of(
                known,
                orKnown(sender.email(), known, true),
                orKnown(sender.userId(), known, false));
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
    private Found renamed(Found found, RowIdentifiers sender, JsonNode fields) {
        String email = Json.text(fields, "email");
        String userId = Json.text(fields, "userId");
        boolean newEmail =
                !email.isEmpty()
                        && !IdentifierRules.normalEmail(email)
                                .equals(IdentifierRules.normalEmail(found.email()));
        boolean newUserId = !userId.isEmpty() && !userId.equals(found.userId());
        if (newEmail && project.type() == UserIdentification.EMAIL) {
            return Found.refused(RowRefusal.of(INVALID_DATA, sender));
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
