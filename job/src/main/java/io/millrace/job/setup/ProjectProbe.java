/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.iterable.ProjectCalls;
import io.millrace.iterable.ProjectCalls.Reply;
import io.millrace.iterable.ProjectIdentity;
import io.millrace.iterable.ProjectIdentity.MessageType;
import io.millrace.job.plan.IterableProject;
import io.millrace.mapping.field.FieldTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identifies the project of an API key, and reads its profile fields. The API has no project id,
 * but every server-side key can read the project's message types and channels.
 */
public final class ProjectProbe {

    /** Only the oldest are used, which is enough to recognise a project. */
    private static final int MOST_KEPT = 50;

    private static final int UNAUTHORIZED = 401;

    private static final Logger LOG = LoggerFactory.getLogger(ProjectProbe.class);

    private final ProjectCalls calls;

    private ProjectProbe(ProjectCalls calls) {
        this.calls = calls;
    }

    /**
     * @throws SetupException if Iterable does not answer, or refuses the key
     */
    public static ProjectIdentity identify(IterableProject project)
            throws SetupException, InterruptedException {
        try (ProjectCalls calls = new ProjectAccess(project.baseUrl(), project.apiKey()).open()) {
            ProjectProbe probe = new ProjectProbe(calls);
            List<JsonNode> types = probe.list("/api/messageTypes", "messageTypes");
            List<JsonNode> channels = probe.list("/api/channels", "channels");
            return new ProjectIdentity(
                    project.baseUrl().toString(),
                    project.fingerprint(),
                    oldest(
                            types.stream()
                                    .filter(type -> type.path("createdAt").isIntegralNumber())
                                    .map(ProjectProbe::messageType)),
                    oldest(channels.stream().map(ProjectProbe::id)));
        } catch (IllegalArgumentException e) {
            throw new SetupException("'iterable.api-key' has characters that no API key has");
        }
    }

    /**
     * Returns the types of the profile fields. Returns none if they can't be read; rows are then
     * sent unchecked.
     */
    public static FieldTypes profileTypes(IterableProject project) throws InterruptedException {
        try (ProjectCalls calls = new ProjectAccess(project.baseUrl(), project.apiKey()).open()) {
            return FieldTypes.of(new ProfileSchema(calls).fields().types());
        } catch (IOException | SetupException e) {
            LOG.warn(
                    "The fields of profiles can't be read, so values are not compared with their"
                            + " types: {}",
                    e.getMessage());
            return FieldTypes.NONE;
        }
    }

    private static Long id(JsonNode channel) {
        return channel.path("id").asLong();
    }

    private static MessageType messageType(JsonNode type) {
        return new MessageType(type.path("id").asLong(), type.path("createdAt").asLong());
    }

    private static <T extends Comparable<T>> Set<T> oldest(Stream<T> all) {
        return all.sorted().limit(MOST_KEPT).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the items; empty if the key has no access. */
    private List<JsonNode> list(String path, String field)
            throws SetupException, InterruptedException {
        return CallRetries.OF_A_START.make(() -> listed(calls.get(path), field));
    }

    private static Optional<List<JsonNode>> listed(Reply reply, String field)
            throws IOException, SetupException {
        if (reply.isRetryable()) {
            throw new IOException("status " + reply.words());
        }
        if (reply.status() == UNAUTHORIZED) {
            throw new SetupException(
                    "Iterable refuses the key 'iterable.api-key' ("
                            + reply.words()
                            + "). Use a server-side key of the project; US and EU projects have"
                            + " different addresses ('iterable.base-url')");
        }
        if (!reply.succeeded()) {
            return Optional.of(List.of());
        }
        JsonNode listed = reply.field(field);
        if (!listed.isArray()) {
            return Optional.empty();
        }
        List<JsonNode> items = new ArrayList<>();
        listed.forEach(items::add);
        return Optional.of(items);
    }
}
