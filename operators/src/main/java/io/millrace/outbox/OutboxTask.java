/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import org.apache.flink.util.function.ThrowingRunnable;

/** The Flink task of the outbox. Called on the task's thread, except {@link #mail}. */
interface OutboxTask {

    /** The task's clock, in milliseconds. */
    long now();

    int subtask();

    void emit(DeliveryNotice notice);

    /** Emits the watermark of a run: it and all runs before it are settled. */
    void emitBoundary(long run);

    /** Runs an action on the task's thread at that time. */
    void at(long time, ThrowingRunnable<Exception> action);

    /**
     * Runs an action on the task's thread as soon as it has time. Callable from any thread; no-op
     * after close.
     */
    void mail(ThrowingRunnable<Exception> action, String description);
}
