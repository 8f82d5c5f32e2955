/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.RowFault;
import io.millrace.outbox.pace.SubtaskDailyQuotas;
import io.millrace.outbox.pending.AttemptHistory;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.PendingOperations;
import io.millrace.outbox.removal.RemovalGate;
import io.millrace.outbox.send.Dispatch;
import io.millrace.outbox.send.SendMarks;

/** What the classes that draft, send and settle share. */
record OutboxParts(
        OutboxSettings settings,
        PendingOperations pending,
        Dispatch dispatch,
        SendMarks sendMarks,
        SubtaskDailyQuotas quotas,
        RemovalGate removals,
        Targets targets,
        OutboxMetrics metrics,
        OutboxTask task) {

    NoticeFactory notices(long run) {
        return new NoticeFactory(run, task.subtask());
    }

    /** Keeps a refused operation as pending, and reports why it was refused. */
    void refuse(ActiveDelivery current, PendingOperation refused, RowFault fault) throws Exception {
        PendingOperation kept = pending.refused(refused, current.run(), fault, task.now());
        metrics.refused();
        boolean quarantined = !fault.isFinal() && isQuarantined(current, kept.history());
        NoticeFactory notices = notices(current.run());
        task.emit(quarantined ? notices.quarantined(kept) : notices.rejected(kept));
    }

    /** True if an operation was refused so often that only a change or a release tries it again. */
    boolean isQuarantined(ActiveDelivery current, AttemptHistory history) {
        return history.attempts() >= settings.retries().quarantineAfter()
                && history.refusedAt() >= current.releasedAt();
    }

    /**
     * Removes all send marks after a stop, when no call is in flight. A restart, such as for
     * another API key, then does not report the operations as possibly sent.
     */
    void removeSendMarks() throws Exception {
        for (PendingOperation marked : sendMarks.clear()) {
            pending.notSent(marked);
        }
    }
}
