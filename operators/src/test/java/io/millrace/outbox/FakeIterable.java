/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.Request;
import io.millrace.iterable.SentRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Accepts every row unless scripted otherwise, and keeps every request. */
final class FakeIterable implements IterableApi {

    private final List<Request> requests = new ArrayList<>();
    private final Deque<Function<Request, CallResult>> script = new ArrayDeque<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Set<String> refused = new HashSet<>();
    private Function<Request, CallResult> usual = this::answerByRow;
    private CallResult profileFields = ok("{\"fields\":{}}");
    private int fieldReads;
    private boolean holding;
    private boolean closed;

    private record Held(Request request, CompletableFuture<CallResult> answer) {}

    @Override
    public CompletableFuture<CallResult> call(Request request) {
        requests.add(request);
        if (holding) {
            Held late = new Held(request, new CompletableFuture<>());
            held.add(late);
            return late.answer();
        }
        return CompletableFuture.completedFuture(answer(request));
    }

    @Override
    public CompletableFuture<CallResult> profileFields() {
        fieldReads++;
        return CompletableFuture.completedFuture(profileFields);
    }

    /** Sets the profile fields of the project, as {@code {"name":"type"}}. */
    void profileFields(String json) {
        profileFields = ok("{\"fields\":" + json + "}");
    }

    int fieldReads() {
        return fieldReads;
    }

    private CallResult answer(Request request) {
        return script.isEmpty() ? usual.apply(request) : script.poll().apply(request);
    }

    private CallResult answerByRow(Request request) {
        if (!request.endpoint().isBulk()) {
            return ok("{\"code\":\"Success\",\"msg\":\"\",\"params\":null}");
        }
        List<String> bad =
                request.rows().stream().map(SentRow::identifier).filter(refused::contains).toList();
        int good = request.rows().size() - bad.size();
        String list = bad.stream().map(email -> '"' + email + '"').toList().toString();
        return ok(
                "{\"successCount\":%d,\"failCount\":%d,\"failedUpdates\":{\"invalidDataEmails\":%s}}"
                        .formatted(good, bad.size(), list));
    }

    static CallResult ok(String body) {
        return status(200, body);
    }

    static CallResult status(int status, String body) {
        return new CallResult.Response(status, Optional.empty(), body);
    }

    /** Sets the answer to the next request. */
    void next(CallResult answer) {
        script.add(request -> answer);
    }

    /** Sets the answer to requests without one of their own. */
    void always(Function<Request, CallResult> answer) {
        usual = answer;
    }

    void acceptAll() {
        usual = this::answerByRow;
        refused.clear();
    }

    void refuse(String... emails) {
        refused.addAll(List.of(emails));
    }

    /** Holds answers back from now on. */
    void hold() {
        holding = true;
    }

    /** Gives the answers that were held back, in order, and holds none back any more. */
    void releaseAnswers() {
        holding = false;
        while (!held.isEmpty()) {
            Held late = held.poll();
            late.answer().complete(answer(late.request()));
        }
    }

    int heldCount() {
        return held.size();
    }

    List<Request> requests() {
        return requests;
    }

    /** Returns the bodies of each request, as text. */
    List<List<String>> sent() {
        return requests.stream()
                .map(request -> request.rows().stream().map(OutboxHarness::text).toList())
                .toList();
    }

    List<String> sentRows() {
        return sent().stream().flatMap(List::stream).toList();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
