/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.asynchttpclient.Dsl.asyncHttpClient;
import static org.asynchttpclient.Dsl.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.Response;

/**
 * The HTTP client for Iterable. Never repeats a request: the outbox decides when a request may be
 * sent again. Thread-safe.
 */
public final class IterableClient implements IterableApi {

    /** The same response that Iterable sends for a key of the wrong type. */
    private static final CallResult NO_MOBILE_KEY =
            new CallResult.Response(
                    401,
                    Optional.empty(),
                    "{\"code\":\"BadApiKey\",\"msg\":\"device tokens are registered with a key of"
                            + " type Mobile, and none is set\"}");

    private static final String PROFILE_FIELDS = "/api/users/getFields";
    private static final byte[] NO_BODY = {};
    private static final int ONE_CALL = 1;
    private static final int IO_THREADS = 1;
    private static final int TICK_MILLIS = 50;

    private final AsyncHttpClient http;
    private final IterableServer server;
    private final ApiKey key;
    private final Optional<ApiKey> mobileKey;
    private final NewFieldPolicy newFields;

    private IterableClient(
            AsyncHttpClient http,
            IterableServer server,
            ApiKey key,
            Optional<ApiKey> mobileKey,
            NewFieldPolicy newFields) {
        this.http = http;
        this.server = server;
        this.key = key;
        this.mobileKey = mobileKey;
        this.newFields = newFields;
    }

    /** Opens clients for this server and key. */
    public static IterableApi.Provider provider(IterableServer server, ApiKey key) {
        return provider(server, key, NewFieldPolicy.CREATE);
    }

    /** Opens clients for this server and key, with a policy for new fields. */
    public static IterableApi.Provider provider(
            IterableServer server, ApiKey key, NewFieldPolicy newFields) {
        return (timeout, connections) ->
                open(server, key, Optional.empty(), newFields, timeout, connections);
    }

    /** Opens clients for syncs that register device tokens, which requires a Mobile key. */
    public static IterableApi.Provider provider(
            IterableServer server, ApiKey key, ApiKey mobileKey, NewFieldPolicy newFields) {
        return (timeout, connections) ->
                open(server, key, Optional.of(mobileKey), newFields, timeout, connections);
    }

    /** Opens a client that makes one call at a time. */
    static IterableClient open(IterableServer server, ApiKey key, int requestTimeoutMillis) {
        return open(
                server,
                key,
                Optional.empty(),
                NewFieldPolicy.CREATE,
                requestTimeoutMillis,
                ONE_CALL);
    }

    private static IterableClient open(
            IterableServer server,
            ApiKey key,
            Optional<ApiKey> mobileKey,
            NewFieldPolicy newFields,
            int requestTimeoutMillis,
            int connections) {
        Duration timeout = Duration.ofMillis(requestTimeoutMillis);
        return new IterableClient(
                asyncHttpClient(
                        config().setMaxRequestRetry(0)
                                .setRequestTimeout(timeout)
                                .setReadTimeout(timeout)
                                .setConnectTimeout(timeout)
                                .setMaxConnections(connections)
                                .setMaxConnectionsPerHost(connections)
                                .setAcquireFreeChannelTimeout(requestTimeoutMillis)
                                .setKeepAlive(true)
                                .setFollowRedirect(false)
                                .setUseNativeTransport(false)
                                .setHashedWheelTickDuration(TICK_MILLIS)
                                .setIoThreadsCount(IO_THREADS)
                                .setThreadPoolName("iterable-client")
                                .setUserAgent("millrace")),
                server,
                key,
                mobileKey,
                newFields);
    }

    @Override
    public CompletableFuture<CallResult> call(Request request) {
        Endpoint called = request.endpoint();
        Optional<ApiKey> callKey = called.needsMobileKey() ? mobileKey : Optional.of(key);
        if (callKey.isEmpty()) {
            return CompletableFuture.completedFuture(NO_MOBILE_KEY);
        }
        return send(called.method(), request.path(), callKey.get(), request.encode(newFields));
    }

    /**
     * Makes a call with the project's key; otherwise as {@link #call}.
     *
     * @param body JSON; empty for a call without body
     */
    CompletableFuture<CallResult> send(String method, String path, byte[] body) {
        return send(method, path, key, body);
    }

    private CompletableFuture<CallResult> send(
            String method, String path, ApiKey callKey, byte[] body) {
        BoundRequestBuilder builder =
                http.prepare(method, server.url(path)).setHeader("Api-Key", callKey.value());
        if (body.length > 0) {
            builder.setHeader("Content-Type", "application/json").setBody(body);
        }
        return builder.execute().toCompletableFuture().handle(IterableClient::result);
    }

    @Override
    public CompletableFuture<CallResult> profileFields() {
        return send("GET", PROFILE_FIELDS, NO_BODY);
    }

    private static CallResult result(Response response, Throwable failure) {
        if (failure == null) {
            return new CallResult.Response(
                    response.getStatusCode(),
                    Optional.ofNullable(response.getHeader("Retry-After")),
                    response.getResponseBody(StandardCharsets.UTF_8));
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof IOException || cause instanceof TimeoutException) {
            return new CallResult.NoResponse(
                    cause.toString(), !(cause instanceof ConnectException));
        }
        throw new CompletionException(cause);
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
