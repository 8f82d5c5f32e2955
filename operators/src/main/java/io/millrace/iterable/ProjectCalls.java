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

/** Calls for the set-up of a project, such as for its lists. Blocking, one call at a time. */
public final class ProjectCalls implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NO_BODY = new byte[0];

    private final IterableClient client;

    private ProjectCalls(IterableClient client) {
        this.client = client;
    }

    public static ProjectCalls open(IterableServer server, ApiKey key) {
        return new ProjectCalls(IterableClient.open(server, key, (int) TIMEOUT.toMillis()));
    }

    /**
     * The response to a call.
     *
     * @param body missing if the response is not JSON
     * @param text the unparsed body
     */
    public record Reply(int status, JsonNode body, String text) {

        public boolean succeeded() {
            return status / 100 == 2;
        }

        /** True if the same call may succeed later. */
        public boolean isRetryable() {
            return status == 429 || status >= 500;
        }

        /** Reads a field of {@code params}, or of the top level if {@code params} lacks it. */
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
     * @throws IOException if there is no response
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
     * The project's profile fields; empty if the response does not contain them.
     *
     * @throws IOException if the same call may succeed later
     */
    public Optional<ProfileFields> profileFields() throws IOException, InterruptedException {
        CallResult result = wait(client.profileFields());
        Reply reply = reply(result);
        if (reply.isRetryable()) {
            throw new IOException("Iterable answers " + reply.words());
        }
        return ProfileFields.of(result);
    }

    private static Reply reply(CompletableFuture<CallResult> pending)
            throws IOException, InterruptedException {
        return reply(wait(pending));
    }

    private static Reply reply(CallResult result) throws IOException {
        Optional<CallResult.Response> response =
                result.match(Optional::of, none -> Optional.empty());
        if (response.isEmpty()) {
            throw new IOException(result.<String>match(any -> "", CallResult.NoResponse::reason));
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
