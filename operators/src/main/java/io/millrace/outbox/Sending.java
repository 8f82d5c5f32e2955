/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Answer;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.Verdict;
import io.millrace.iterable.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes the calls, at their pace, and brings the answers to the task's thread. */
final class Sending {

    /** Where answers go. */
    @FunctionalInterface
    interface Receiver {
        /**
         * @param known the profile fields, if the verdict alone does not explain itself
         */
        void answered(Batch batch, Verdict verdict, ProfileFields known) throws Exception;
    }

    private final OutboxParts parts;
    private final IterableApi api;
    private final Receiver receiver;
    private final KnownFields fields;

    Sending(OutboxParts parts, IterableApi api, Receiver receiver) {
        this.parts = parts;
        this.api = api;
        this.receiver = receiver;
        this.fields = new KnownFields(parts.task(), api);
    }

    /** Sends the batch, less the rows replaced or withdrawn since; it may be none. */
    void send(Delivering current, Batch batch) throws Exception {
        Batch owed = stillOwed(current, batch);
        if (owed.rows().isEmpty()) {
            return;
        }
        if (parts.quotas().take(owed.endpoint(), parts.task().now())) {
            call(owed);
        } else {
            current.halt(Decision.Halt.DAILY_QUOTA);
            parts.dispatch().drop();
            owed.rows().forEach(row -> parts.dispatch().release(row.route()));
        }
    }

    private Batch stillOwed(Delivering current, Batch batch) throws Exception {
        List<Batch.Row> rows = new ArrayList<>();
        for (Batch.Row row : batch.rows()) {
            if (parts.owed().of(row).isPresent()) {
                rows.add(row);
            } else {
                parts.giveBack(current, row);
            }
        }
        return batch.of(rows);
    }

    private void call(Batch batch) {
        long sentAt = parts.task().now();
        parts.dispatch().sent(batch);
        parts.metrics().requested(batch.rows().size());
        CompletableFuture<Void> unused =
                api.call(batch.request())
                        .handle(
                                (answer, failure) -> {
                                    mailAnswer(batch, sentAt, answer, failure);
                                    return null;
                                });
    }

    /** On a thread of the client. */
    private void mailAnswer(Batch batch, long sentAt, Answer answer, Throwable failure) {
        parts.task()
                .mail(
                        () -> {
                            if (failure != null) {
                                throw new IllegalStateException(
                                        "a request could not be made", failure);
                            }
                            parts.metrics().answered(parts.task().now() - sentAt);
                            judge(batch, answer);
                        },
                        "answer of Iterable");
    }

    private void judge(Batch batch, Answer answer) throws Exception {
        Verdict verdict = Verdicts.of(answer, batch.request());
        fields.explain(
                batch.endpoint(), verdict, known -> receiver.answered(batch, verdict, known));
    }
}
