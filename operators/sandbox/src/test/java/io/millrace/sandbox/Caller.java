/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A plain HTTP client of the sandbox. Bodies may be written with single quotes. */
final class Caller {

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    private Caller(String url, String key) {
        this.url = url;
        this.key = key;
    }

    static Caller of(Sandbox sandbox) {
        return new Caller(sandbox.url(), ApiKeys.SERVER);
    }

    Caller withKey(String other) {
        return new Caller(url, other);
    }

    /** An answer, its JSON parsed where it is some. */
    record Reply(int status, String text) {
        JsonNode json() {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        }

        String code() {
            return json().path("code").asText();
        }
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply post(String path, String body) {
        return send("POST", path, body);
    }

    Reply delete(String path) {
        return send("DELETE", path, "");
    }

    Reply send(String method, String path, String body) {
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
    CompletableFuture<Reply> start(String path, String body, Duration timeout) {
        return client.sendAsync(
                        request("POST", path, body).timeout(timeout).build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Reply(response.statusCode(), response.body()));
    }

    HttpRequest.Builder request(String method, String path, String body) {
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
    static final class BrokenConnection extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenConnection(IOException cause) {
            super(cause);
        }
    }
}
