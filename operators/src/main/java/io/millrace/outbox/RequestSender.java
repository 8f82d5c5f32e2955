/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.Request;
import io.millrace.iterable.ResponseClassifier;
import io.millrace.iterable.Verdict;
import io.millrace.outbox.send.Batch;
import io.millrace.outbox.settle.Decision;
import java.util.concurrent.CompletableFuture;

/** Makes the calls within the daily quota, and brings the verdicts to the task's thread. */
final class RequestSender {

    /** Receives the verdicts. */
    @FunctionalInterface
    interface Receiver {
        /**
         * @param known the profile fields, if the verdict does not say why rows are refused
         */
        void answered(Batch batch, Verdict verdict, ProfileFields known) throws Exception;
    }

    /** A request in flight. */
    private record Call(Batch batch, Request request, long sentAt) {}

    private final OutboxParts parts;
    private final IterableApi api;
    private final Receiver receiver;
    private final ProfileFieldCache fields;

    RequestSender(OutboxParts parts, IterableApi api, Receiver receiver) {
        this.parts = parts;
        this.api = api;
        this.receiver = receiver;
        this.fields = new ProfileFieldCache(parts.task(), api);
    }

    void send(ActiveDelivery current, Batch batch) {
        if (parts.quotas().take(batch.endpoint(), parts.task().now())) {
            call(batch);
        } else {
            current.halt(Decision.Halt.DAILY_QUOTA);
            parts.dispatch().drop();
        }
    }

    private void call(Batch batch) {
        Call call = new Call(batch, batch.request(), parts.task().now());
        parts.dispatch().sent(batch);
        parts.metrics().requested(batch.rows().size());
        CompletableFuture<Void> unused =
                api.call(call.request())
                        .handle(
                                (answer, failure) -> {
                                    mail(call, answer, failure);
                                    return null;
                                });
    }

    /** Called on a thread of the client. */
    private void mail(Call call, CallResult answer, Throwable failure) {
        parts.task()
                .mail(
                        () -> {
                            if (failure != null) {
                                throw new IllegalStateException(
                                        "a request could not be made", failure);
                            }
                            parts.metrics().answered(parts.task().now() - call.sentAt());
                            judge(call, answer);
                        },
                        "response of Iterable");
    }

    private void judge(Call call, CallResult answer) throws Exception {
        Batch batch = call.batch();
        Verdict verdict = ResponseClassifier.of(answer, call.request());
        fields.explain(
                batch.endpoint(), verdict, known -> receiver.answered(batch, verdict, known));
    }
}
