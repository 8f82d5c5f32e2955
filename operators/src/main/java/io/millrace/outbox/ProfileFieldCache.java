/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * The types of the profile fields, read when rows are refused without a reason. One read serves all
 * refusals of a minute, because Iterable allows three reads a second for all callers.
 */
final class ProfileFieldCache {

    static final long FRESH_MILLIS = 60_000;

    private static final Set<Endpoint> WRITING_PROFILES =
            EnumSet.of(
                    Endpoint.USERS_BULK_UPDATE,
                    Endpoint.LISTS_SUBSCRIBE,
                    Endpoint.LISTS_SUBSCRIBE_KNOWN);

    private final OutboxTask task;
    private final IterableApi api;
    private final List<ThrowingConsumer<ProfileFields, Exception>> waiting = new ArrayList<>();
    private ProfileFields known = ProfileFields.UNKNOWN;
    private Optional<Long> readAt = Optional.empty();

    ProfileFieldCache(OutboxTask task, IterableApi api) {
        this.task = task;
        this.api = api;
    }

    /**
     * Calls the action on the task's thread: at once if the verdict has a reason or the fields are
     * fresh, otherwise when they were read.
     */
    void explain(
            Endpoint endpoint, Verdict verdict, ThrowingConsumer<ProfileFields, Exception> action)
            throws Exception {
        boolean helps = verdict.isUnexplained() && WRITING_PROFILES.contains(endpoint);
        if (!helps || isFresh()) {
            action.accept(known);
            return;
        }
        waiting.add(action);
        if (waiting.size() == 1) {
            read();
        }
    }

    private boolean isFresh() {
        return readAt.filter(at -> task.now() < at + FRESH_MILLIS).isPresent();
    }

    private void read() {
        CompletableFuture<Void> unused =
                api.profileFields()
                        .handle(
                                (answer, failure) -> {
                                    mail(answer, failure);
                                    return null;
                                });
    }

    /** Called on a thread of the client. */
    private void mail(CallResult answer, Throwable failure) {
        task.mail(
                () -> {
                    if (failure != null) {
                        throw new IllegalStateException("a request could not be made", failure);
                    }
                    ProfileFields.of(answer).ifPresent(read -> known = read);
                    readAt = Optional.of(task.now());
                    callWaiting();
                },
                "profile fields of Iterable");
    }

    private void callWaiting() throws Exception {
        List<ThrowingConsumer<ProfileFields, Exception>> actions = List.copyOf(waiting);
        waiting.clear();
        for (ThrowingConsumer<ProfileFields, Exception> action : actions) {
            action.accept(known);
        }
    }
}
