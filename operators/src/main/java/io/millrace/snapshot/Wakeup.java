/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Completes a future when the task must poll a reader again: the bounded source's reader has a row,
 * or an order has arrived. Any thread may call {@link #wake()}; only the task's thread may call the
 * other methods.
 */
final class Wakeup {

    static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private volatile CompletableFuture<Void> next = new CompletableFuture<>();
    private Optional<CompletableFuture<Void>> observed = Optional.empty();

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
        if (observed.filter(known -> known == source).isEmpty()) {
            observed = Optional.of(source);
            CompletableFuture<Void> unused = source.whenComplete((nothing, error) -> wake());
        }
        return source.isDone() ? NOW : future;
    }
}
