/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.project.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A plain HTTP client of the sandbox. Bodies may be written with single quotes. */
public final class Caller {

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    private Caller(String url, String key) {
        this.url = url;
        this.key = key;
    }

    public static Caller of(Sandbox sandbox) {
        return new Caller(sandbox.url(), ApiKeys.SERVER);
    }

    public Caller withKey(String other) {
        return new Caller(url, other);
    }

    /** An answer, its JSON parsed where it is some. */
    public record Reply(int status, String text) {
        public JsonNode json() {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        }

        public String code() {
            return json().path("code").asText();
        }
    }

    public Reply get(String path) {
        return send("GET", path, "");
    }

    public Reply post(String path, String body) {
        return send("POST", path, body);
    }

    public Reply delete(String path) {
        return send("DELETE", path, "");
    }

    public Reply send(String method, String path, String body) {
        try {
            HttpResponse<String> response =
                    client.send(
                            request(method, path, body).build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new BrokenConnection(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends without waiting, and gives up after the timeout. */
    public CompletableFuture<Reply> start(String path, String body, Duration timeout) {
        return client.sendAsync(
                        request("POST", path, body).timeout(timeout).build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Reply(response.statusCode(), response.body()));
    }

    public HttpRequest.Builder request(String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(
                                                body.replace('\'', '"')));
        return key.isEmpty() ? request : request.header("Api-Key", key);
    }

    /** The connection went down before there was an answer. */
    public static final class BrokenConnection extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenConnection(IOException cause) {
            super(cause);
        }
    }
}
