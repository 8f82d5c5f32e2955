/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A lookup that determines whether an earlier call made a refused change of identity. If the
 * response to the earlier call was lost, the repeated call is refused because of its own effect.
 *
 * @param user the user that {@link Endpoint#USERS_GET} looks up
 * @param email for {@link Expectation#HAS_EMAIL}: the user's address if the change was made
 * @param refusal the fault of the row if the change was not made
 */
public record Verification(SentRow user, Expectation expectation, String email, RowFault refusal) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is true of the user if the change was made. */
    public enum Expectation {
        /** The user exists. */
        KNOWN,
        /** The user does not exist. */
        UNKNOWN,
        /** The user has the new address. */
        HAS_EMAIL
    }

    /** The result of the lookup. */
    public enum Finding {
        MADE,
        NOT_MADE,
        /** The lookup failed and must be repeated. */
        UNCLEAR
    }

    /** The lookup for a refused row; empty if no earlier call can have made the change. */
    public static Optional<Verification> of(
            Endpoint endpoint, SentRow row, Verdict.PerhapsDone refused) {
        JsonNode body = parse(row.body());
        return switch (refused.clash()) {
            case GONE ->
                    endpoint == Endpoint.USERS_MERGE
                            ? lookup(body, "destination", Expectation.KNOWN, "", refused.fault())
                            : ifByEmail(body, refused);
            case TAKEN ->
                    body.has("currentEmail")
                            ? lookup(body, "current", Expectation.UNKNOWN, "", refused.fault())
                            : lookup(
                                    body,
                                    "current",
                                    Expectation.HAS_EMAIL,
                                    body.path("newEmail").asText(),
                                    refused.fault());
        };
    }

    /** A change of the address removes the old address; a change of the user id keeps it valid. */
    private static Optional<Verification> ifByEmail(JsonNode body, Verdict.PerhapsDone refused) {
        return body.has("currentEmail")
                ? Optional.of(
                        new Verification(
                                id("email", body.path("newEmail").asText()),
                                Expectation.KNOWN,
                                "",
                                refused.fault()))
                : Optional.empty();
    }

    private static Optional<Verification> lookup(
            JsonNode body, String role, Expectation expectation, String email, RowFault fault) {
        SentRow who =
                body.has(role + "Email")
                        ? id("email", body.path(role + "Email").asText())
                        : id("userId", body.path(role + "UserId").asText());
        return Optional.of(new Verification(who, expectation, email, fault));
    }

    private static SentRow id(String field, String value) {
        String json = JsonNodeFactory.instance.objectNode().put(field, value).toString();
        return new SentRow(value, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Parses a body that we sent. */
    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Interprets the verdict of the lookup. */
    public Finding judge(Verdict verdict) {
        return verdict.match(
                new Verdict.FewCases<>() {
                    @Override
                    public Finding knownUser(Verdict.KnownUser known) {
                        return made(
                                switch (expectation) {
                                    case KNOWN -> true;
                                    case UNKNOWN -> false;
                                    case HAS_EMAIL -> known.email().equalsIgnoreCase(email);
                                });
                    }

                    @Override
                    public Finding unknownUser(Verdict.UnknownUser unknown) {
                        return made(expectation == Expectation.UNKNOWN);
                    }

                    private Finding made(boolean made) {
                        return made ? Finding.MADE : Finding.NOT_MADE;
                    }

                    @Override
                    Finding other() {
                        return Finding.UNCLEAR;
                    }
                });
    }
}
