/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.job.definition.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The few calls that are made before a job starts: one at a time, and waited for. */
final class IterableCalls {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI baseUrl;
    private final Secret apiKey;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    IterableCalls(URI baseUrl, Secret apiKey) {
        this.baseUrl = baseUrl;
        this.apiKey = apiKey;
    }

    /**
     * @param body missing if the answer is no JSON
     * @param text the body as it is
     */
    record Reply(int status, JsonNode body, String text) {

        boolean succeeded() {
            return status / 100 == 2;
        }

        /** Whether the same call may succeed later. */
        boolean isPassing() {
            return status == 429 || status >= 500;
        }

        /** Some answers stand in {@code params}, others at the top. */
        JsonNode field(String name) {
            return body.path("params").has(name) ? body.path("params").path(name) : body.path(name);
        }

        String words() {
            String message = body.path("msg").asText(body.path("message").asText());
            return "status " + status + (message.isEmpty() ? "" : ": " + message);
        }
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    Reply send(String method, String path, JsonNode body) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body.toString()))
                        .build());
    }

    /** The exception of the header itself would show the key. */
    private HttpRequest.Builder request(String path) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(TIMEOUT);
        try {
            return request.header("Api-Key", apiKey.reveal());
        } catch (IllegalArgumentException e) {
            throw new IOException("'iterable.api-key' has characters that no API key has");
        }
    }

    private Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        return new Reply(response.statusCode(), json(response.body()), response.body());
    }

    private static JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
