/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import org.apache.flink.util.function.ThrowingRunnable;

/** What the parts of the outbox ask of the task they run in; on its thread, but for mails. */
interface OutboxTask {

    /** Milliseconds of the task's clock. */
    long now();

    int subtask();

    void emit(DeliveryNotice delivery);

    /** All up to this run is settled. */
    void emitBoundary(long run);

    /** Runs an action on the task's thread at that time. */
    void at(long time, ThrowingRunnable<Exception> action);

    /**
     * From any thread: runs an action on the task's. After close there is no one left to run it.
     */
    void mail(ThrowingRunnable<Exception> action, String description);
}
