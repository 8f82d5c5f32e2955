/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.Verdict;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.pending.OperationCounts;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.PendingScan;
import io.millrace.outbox.send.Batch;
import java.util.Optional;
import java.util.OptionalLong;

/** Delivers one run after the other, in steps that do not block. */
final class DeliveryLoop {

    private static final int STEPS_AT_ONCE = 2_000;
    private static final long PROGRESS_MILLIS = 1_000;

    private final OutboxParts parts;
    private final DeliverySchedule schedule;
    private final RequestDrafter drafter;
    private final RequestSender sending;
    private final VerdictHandler verdicts;
    private final WaitReporter waiting;
    private Optional<ActiveDelivery> delivering = Optional.empty();
    private boolean swept;
    private boolean mailed;
    private boolean stoppedEarly;
    private boolean reporting;
    private long wakeUpAt = Long.MAX_VALUE;

    DeliveryLoop(OutboxParts parts, DeliverySchedule schedule, IterableApi api) {
        this.parts = parts;
        this.schedule = schedule;
        this.drafter = new RequestDrafter(parts);
        this.sending = new RequestSender(parts, api, this::answered);
        this.verdicts = new VerdictHandler(parts, drafter);
        this.waiting = new WaitReporter(parts);
    }

    /** Goes on as soon as the task's thread has time. */
    void goOnLater() {
        if (!mailed) {
            mailed = true;
            parts.task()
                    .mail(
                            () -> {
                                mailed = false;
                                goOn();
                            },
                            "deliver");
        }
    }

    /** The end of a run is here. */
    void boundaryArrived() {
        reportLater();
    }

    /** A checkpoint is complete: what it holds may go. */
    void checkpointCompleted() throws Exception {
        schedule.checkpointCompleted();
        goOn();
    }

    /** True if something can be sent without another checkpoint, or could be if Iterable let it. */
    boolean hasSendable() {
        boolean identities = delivering.filter(ActiveDelivery::hasWaiting).isPresent();
        return mailed || identities || !parts.dispatch().isEmpty() || stoppedEarly;
    }

    /** Does what can be done now; goes on in another mail if that is much. */
    void goOn() throws Exception {
        parts.metrics().pending(parts.pending().counts().pending());
        for (int step = 0; step < STEPS_AT_ONCE; step++) {
            if (!step()) {
                return;
            }
        }
        goOnLater();
    }

    private void answered(Batch batch, Verdict verdict, ProfileFields known) throws Exception {
        verdicts.answered(delivering.orElseThrow(), batch, verdict, known);
        goOn();
    }

    /** False if there is nothing to do before a checkpoint, an answer or a timer. */
    private boolean step() throws Exception {
        if (delivering.isEmpty()) {
            return begin();
        }
        ActiveDelivery current = delivering.get();
        return current.isHalted() ? stepToStop(current) : stepOn(current);
    }

    private boolean stepToStop(ActiveDelivery current) throws Exception {
        if (parts.dispatch().isUnderWay()) {
            return false;
        }
        parts.takeBackMarks();
        settle(current);
        return true;
    }

    private boolean stepOn(ActiveDelivery current) throws Exception {
        long now = parts.task().now();
        Optional<Batch> batch = parts.dispatch().take(now, swept);
        if (batch.isPresent()) {
            sending.send(current, batch.get());
            return true;
        }
        if (draftWaiting(current) || draftNext(current)) {
            swept = false;
            return true;
        }
        if (!swept) {
            swept = true;
            return true;
        }
        if (isDone(current)) {
            return finish(current, now);
        }
        parts.dispatch().nextAt(now, swept).ifPresent(this::wakeUp);
        return false;
    }

    /** Drafts an operation whose turn has come, whose endpoint has room, or whose mark is held. */
    private boolean draftWaiting(ActiveDelivery current) {
        Optional<PendingOperation> next = current.identities().poll();
        if (next.isPresent()) {
            drafter.draftNext(current, next.get());
            return true;
        }
        next = current.parked().poll(parts.dispatch()::hasRoom);
        if (next.isPresent()) {
            drafter.put(next.get());
            return true;
        }
        next = parts.sendMarks().poll();
        next.ifPresent(operation -> drafter.draft(current, operation));
        return next.isPresent();
    }

    /** Looks at the next operation of the sweep, if there is room for it. */
    private boolean draftNext(ActiveDelivery current) throws Exception {
        boolean mayGoOn =
                parts.sendMarks().size() < parts.settings().sendsPerCheckpoint()
                        && current.parked().only().filter(this::hasNoRoom).isEmpty()
                        && !schedule.isOvertaken(current);
        if (!mayGoOn) {
            return false;
        }
        Optional<PendingOperation> next = current.next();
        if (next.isPresent()) {
            drafter.visit(current, next.get());
        }
        return next.isPresent();
    }

    private boolean hasNoRoom(Endpoint endpoint) {
        return !parts.dispatch().hasRoom(endpoint);
    }

    private boolean isDone(ActiveDelivery current) {
        boolean overtaken = schedule.isOvertaken(current);
        boolean allVisited = parts.sendMarks().isEmpty() && !current.hasWaiting();
        return parts.dispatch().isEmpty() && (allVisited || overtaken);
    }

    /** False if it is to be continued at a later time. */
    private boolean finish(ActiveDelivery current, long now) {
        if (schedule.isOvertaken(current)) {
            settle(current);
            return true;
        }
        if (!current.deferred().isEmpty()) {
            PendingScan.Scope scope =
                    current.isEarly() ? PendingScan.Scope.DURABLE : scope(current);
            current.sweepAgain(new PendingScan(parts.pending(), current.run(), scope));
            swept = false;
            return true;
        }
        OptionalLong lastTry =
                current.lastTryAt(parts.settings().retries().visibilityDelay().toMillis());
        if (lastTry.isEmpty()) {
            settle(current);
        } else if (now < lastTry.getAsLong()) {
            waiting.begin(current);
            wakeUp(lastTry.getAsLong());
            return false;
        } else {
            PendingScan unknown =
                    new PendingScan(parts.pending(), current.run(), PendingScan.Scope.WAITING);
            current.tryUnknownUsers(unknown);
            swept = false;
        }
        return true;
    }

    private static PendingScan.Scope scope(ActiveDelivery current) {
        return current.isLastTry() ? PendingScan.Scope.WAITING : PendingScan.Scope.RUN;
    }

    private boolean begin() throws Exception {
        long now = parts.task().now();
        if (parts.settings().paused() || !schedule.isDue()) {
            return false;
        }
        delivering = schedule.next(now, drafter::firstLane);
        if (delivering.isEmpty()) {
            return false;
        }
        if (!delivering.get().isEarly()) {
            parts.removals().decide(delivering.get().run());
        }
        parts.targets().begin().ifPresent(delivering.get()::halt);
        swept = false;
        stoppedEarly = false;
        reportLater();
        return true;
    }

    private void settle(ActiveDelivery current) {
        parts.dispatch().drop();
        current.identities().clear().forEach(parts.sendMarks()::giveBack);
        current.parked().clear().forEach(parts.sendMarks()::giveBack);
        delivering = Optional.empty();
        int subtask = parts.task().subtask();
        OperationCounts counts = parts.pending().counts();
        current.findings().warnings(parts.settings().textFields()).stream()
                .map(told -> NoticeFactory.warning(current.run(), subtask, told))
                .forEach(parts.task()::emit);
        parts.metrics().pending(counts.pending());
        waiting.ended(current.run());
        if (current.isEarly()) {
            stoppedEarly = current.isHalted();
            current.halt()
                    .map(halt -> NoticeFactory.stoppedEarly(current.run(), subtask, halt))
                    .ifPresent(parts.task()::emit);
            return;
        }
        DeliveryTally tally = counts.settle(current.run(), current.isHalted());
        if (tally.withheld() > 0) {
            parts.task()
                    .emit(
                            NoticeFactory.removalsWithheld(
                                    current.run(),
                                    subtask,
                                    parts.removals().newest(),
                                    current.findings().withheld().examples()));
        }
        parts.removals().settled(current.run(), tally.withheld() > 0 || current.isHalted());
        parts.task().emit(NoticeFactory.settled(current.run(), subtask, current.halt(), tally));
        parts.task().emitBoundary(current.run());
        schedule.settled(current.run());
        parts.metrics().pending(counts.pending());
    }

    private void reportLater() {
        if (!reporting) {
            reporting = true;
            parts.task().at(parts.task().now() + PROGRESS_MILLIS, this::report);
        }
    }

    /** Tells of the run that is delivered, or is to be delivered next, as long as there is one. */
    private void report() {
        reporting = false;
        if (delivering.isPresent()) {
            long run = delivering.get().run();
            DeliveryTally tally = parts.pending().counts().tally(run);
            parts.task().emit(NoticeFactory.progress(run, parts.task().subtask(), tally));
            waiting.report(delivering.get());
            reportLater();
        } else if (schedule.oldest().isPresent() && !parts.settings().paused()) {
            waiting.reportCheckpoint(schedule.oldest().getAsLong());
            reportLater();
        }
    }

    private void wakeUp(long time) {
        if (time < wakeUpAt) {
            wakeUpAt = time;
            parts.task()
                    .at(
                            time,
                            () -> {
                                wakeUpAt = Long.MAX_VALUE;
                                goOn();
                            });
        }
    }
}
