/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.pending.OperationCounts;

/** Ends a delivery: reports its warnings and counts, and settles its run unless it was early. */
final class DeliveryEnd {

    private final OutboxParts parts;
    private final DeliverySchedule schedule;

    DeliveryEnd(OutboxParts parts, DeliverySchedule schedule) {
        this.parts = parts;
        this.schedule = schedule;
    }

    void of(ActiveDelivery ended) {
        parts.dispatch().drop();
        ended.identities().clear().forEach(parts.sendMarks()::giveBack);
        ended.parked().clear().forEach(parts.sendMarks()::giveBack);
        NoticeFactory notices = parts.notices(ended.run());
        ended.findings().warnings(parts.settings().sync().textFields()).stream()
                .map(notices::warning)
                .forEach(parts.task()::emit);
        if (ended.isEarly()) {
            ended.halt().map(notices::stoppedEarly).ifPresent(parts.task()::emit);
        } else {
            settle(ended, notices);
        }
        parts.metrics().pending(parts.pending().counts().pending());
    }

    private void settle(ActiveDelivery ended, NoticeFactory notices) {
        OperationCounts counts = parts.pending().counts();
        DeliveryTally tally = counts.settle(ended.run(), ended.isHalted());
        boolean withholds = tally.withheld() > 0;
        if (withholds) {
            parts.task()
                    .emit(
                            notices.removalsWithheld(
                                    parts.removals().newest(),
                                    ended.findings().withheldExamples()));
        }
        parts.removals().settled(ended.run(), withholds || ended.isHalted());
        parts.task().emit(notices.settled(ended.halt(), tally));
        parts.task().emitBoundary(ended.run());
        schedule.settled(ended.run());
    }
}
