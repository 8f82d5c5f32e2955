/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Calls about a project itself, such as for its lists: one at a time, and waited for. */
public final class ProjectCalls implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NO_BODY = new byte[0];

    private final IterableClient client;

    private ProjectCalls(IterableClient client) {
        this.client = client;
    }

    public static ProjectCalls open(IterableServer endpoint, ApiKey key) {
        return new ProjectCalls(IterableClient.open(endpoint, key, (int) TIMEOUT.toMillis()));
    }

    /**
     * @param body missing if the answer is no JSON
     * @param text the body as it is
     */
    public record Reply(int status, JsonNode body, String text) {

        public boolean succeeded() {
            return status / 100 == 2;
        }

        /** Whether the same call may succeed later. */
        public boolean isPassing() {
            return status == 429 || status >= 500;
        }

        /** Some answers stand in {@code params}, others at the top. */
        public JsonNode field(String name) {
            return body.path("params").has(name) ? body.path("params").path(name) : body.path(name);
        }

        public String words() {
            String message = body.path("msg").asText(body.path("message").asText());
            return "status " + status + (message.isEmpty() ? "" : ": " + message);
        }
    }

    /**
     * @param path below the base URL
     * @throws IOException if there is no answer
     */
    public Reply get(String path) throws IOException, InterruptedException {
        return reply(client.send("GET", path, NO_BODY));
    }

    /** As {@link #get}. */
    public Reply send(String method, String path, JsonNode body)
            throws IOException, InterruptedException {
        return reply(client.send(method, path, JSON.writeValueAsBytes(body)));
    }

    /**
     * The fields of the project's profiles; empty if the answer tells none.
     *
     * @throws IOException if the same call may succeed later
     */
    public Optional<ProfileFields> profileFields() throws IOException, InterruptedException {
        CallResult answer = wait(client.profileFields());
        Reply reply = reply(answer);
        if (reply.isPassing()) {
            throw new IOException("Iterable answers " + reply.words());
        }
        return ProfileFields.of(answer);
    }

    private static Reply reply(CompletableFuture<CallResult> pending)
            throws IOException, InterruptedException {
        return reply(wait(pending));
    }

    private static Reply reply(CallResult answer) throws IOException {
        Optional<CallResult.Response> response =
                answer.match(Optional::of, none -> Optional.empty());
        if (response.isEmpty()) {
            throw new IOException(answer.<String>match(any -> "", CallResult.NoResponse::reason));
        }
        String text = response.get().body();
        return new Reply(response.get().status(), json(text), text);
    }

    private static CallResult wait(CompletableFuture<CallResult> pending)
            throws InterruptedException {
        try {
            return pending.get();
        } catch (ExecutionException ours) {
            throw new IllegalStateException("a request could not be made", ours.getCause());
        }
    }

    private static JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
