/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.RowFault;
import io.millrace.outbox.pace.DailyQuotas;

/** What the parts that draft, send and settle have in common. */
record OutboxParts(
        OutboxSettings settings,
        OwedOperations owed,
        Dispatch dispatch,
        SendLog sendLog,
        DailyQuotas quotas,
        Removals removals,
        Targets targets,
        OutboxMetrics metrics,
        OutboxTask task) {

    /** Keeps a refused operation of the current route as owed, and tells why it was refused. */
    void refuse(Delivering current, PendingOperation refused, RowFault fault) throws Exception {
        PendingOperation kept = owed.refused(refused, current.run(), fault, task.now());
        metrics.refused();
        boolean quarantined =
                !fault.isFinal() && kept.isQuarantined(settings.retries(), current.releasedAt());
        task.emit(
                quarantined
                        ? Deliveries.quarantined(current.run(), task.subtask(), kept)
                        : Deliveries.rejected(current.run(), task.subtask(), kept));
    }

    /**
     * Delivery stops, and no call is under way: what is marked as being sent is not. So a restart,
     * such as for another API key, doesn't have to take it for sent.
     */
    void takeBackMarks() throws Exception {
        for (SendLog.Mark mark : sendLog.takeAll()) {
            owed.notSent(mark, task.now());
        }
    }

    /**
     * Lets go of a row's route. What is due has arrived before the run is delivered, so a row
     * without followers leaves nothing to look for. Looking all the same is dear: RocksDB would
     * walk over the remains of every operation accepted so far.
     */
    void giveBack(Delivering current, Batch.Row row) {
        dispatch.release(row.route());
        if (row.followed()) {
            current.sweep().again(row.route());
        }
    }
}
