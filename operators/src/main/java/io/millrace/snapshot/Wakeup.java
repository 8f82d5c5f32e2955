/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells the task when to poll a reader again: when its bounded source's reader has something or
 * when an order came. {@link #wake()} may be called by any thread, the rest by the task's.
 */
final class Wakeup {

    static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private volatile CompletableFuture<Void> next = new CompletableFuture<>();
    private Optional<CompletableFuture<Void>> watched = Optional.empty();

    void wake() {
        next.complete(null);
    }

    /** Completes at the next {@link #wake()}. */
    CompletableFuture<Void> onWake() {
        if (next.isDone()) {
            next = new CompletableFuture<>();
        }
        return next;
    }

    /** Completes at the next {@link #wake()}, or when {@code source} does. */
    CompletableFuture<Void> onWakeOr(CompletableFuture<Void> source) {
        if (source.isDone()) {
            return NOW;
        }
        CompletableFuture<Void> future = onWake();
        if (watched.filter(known -> known == source).isEmpty()) {
            watched = Optional.of(source);
            CompletableFuture<Void> unused = source.whenComplete((nothing, error) -> wake());
        }
        return source.isDone() ? NOW : future;
    }
}
