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
 * A question that tells whether a refused change of identity was made by an earlier call, which may
 * have had no answer: sent twice, such a change is refused for the state it brought about.
 *
 * @param asked whom {@link Endpoint#USERS_GET} is to look for
 * @param email the address that user has if the change was made; for {@link Expectation#HAS_EMAIL}
 * @param refusal why the change was refused; it stands if the change was not made
 */
public record Verification(SentRow asked, Expectation expectation, String email, RowFault refusal) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is true of the user if the change was made. */
    public enum Expectation {
        /** There is such a user. */
        KNOWN,
        /** There is no such user any more. */
        UNKNOWN,
        /** The user has the new address. */
        HAS_EMAIL
    }

    /** What an answer tells. */
    public enum Finding {
        MADE,
        NOT_MADE,
        /** The answer tells nothing: the question has to be asked again. */
        UNCLEAR
    }

    /** The question about a row that was refused so; empty if it can't have been made before. */
    public static Optional<Verification> of(
            Endpoint endpoint, SentRow row, Verdict.PerhapsDone refused) {
        JsonNode body = parse(row.body());
        return switch (refused.clash()) {
            case GONE ->
                    endpoint == Endpoint.USERS_MERGE
                            ? ask(body, "destination", Expectation.KNOWN, "", refused.fault())
                            : ifByEmail(body, refused);
            case TAKEN ->
                    body.has("currentEmail")
                            ? ask(body, "current", Expectation.UNKNOWN, "", refused.fault())
                            : ask(
                                    body,
                                    "current",
                                    Expectation.HAS_EMAIL,
                                    body.path("newEmail").asText(),
                                    refused.fault());
        };
    }

    /** After a change the old address is gone; a user id never is. */
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

    private static Optional<Verification> ask(
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

    /** A body we made ourselves. */
    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Judges the answer to the question. */
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
