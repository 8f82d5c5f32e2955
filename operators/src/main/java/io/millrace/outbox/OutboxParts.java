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

/** What the parts that draft, send and settle have in common. */
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

    /** Keeps a refused operation as pending, and tells why it was refused. */
    void refuse(ActiveDelivery current, PendingOperation refused, RowFault fault) throws Exception {
        PendingOperation kept = pending.refused(refused, current.run(), fault, task.now());
        metrics.refused();
        boolean quarantined = !fault.isFinal() && isQuarantined(current, kept.history());
        task.emit(
                quarantined
                        ? NoticeFactory.quarantined(current.run(), task.subtask(), kept)
                        : NoticeFactory.rejected(current.run(), task.subtask(), kept));
    }

    /** True if it was refused too often to be tried again before it changes or is released. */
    boolean isQuarantined(ActiveDelivery current, AttemptHistory history) {
        return history.attempts() >= settings.retries().quarantineAfter()
                && history.refusedAt() >= current.releasedAt();
    }

    /**
     * Delivery stops, and no call is under way: what is marked as being sent is not. So a restart,
     * such as for another API key, doesn't have to take it for sent.
     */
    void takeBackMarks() throws Exception {
        for (PendingOperation marked : sendMarks.takeAll()) {
            pending.notSent(marked);
        }
    }
}
