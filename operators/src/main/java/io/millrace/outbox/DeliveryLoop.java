/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.Verdict;
import io.millrace.outbox.pending.Accounts;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.Sweep;
import io.millrace.outbox.send.Batch;
import java.util.Optional;
import java.util.OptionalLong;

/** Delivers one run after the other, in steps that do not block. */
final class DeliveryLoop {

    private static final int STEPS_AT_ONCE = 2_000;
    private static final long PROGRESS_MILLIS = 1_000;

    private final OutboxParts parts;
    private final Admission admission;
    private final Drafting drafting;
    private final Sending sending;
    private final Settling settling;
    private final Waiting waiting;
    private Optional<ActiveDelivery> delivering = Optional.empty();
    private boolean swept;
    private boolean mailed;
    private boolean stoppedEarly;
    private boolean reporting;
    private long wakeUpAt = Long.MAX_VALUE;

    DeliveryLoop(OutboxParts parts, Admission admission, IterableApi api) {
        this.parts = parts;
        this.admission = admission;
        this.drafting = new Drafting(parts);
        this.sending = new Sending(parts, api, this::answered);
        this.settling = new Settling(parts, drafting);
        this.waiting = new Waiting(parts);
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
        admission.checkpointCompleted();
        goOn();
    }

    /** True if something can be sent without another checkpoint, or could be if Iterable let it. */
    boolean hasSendable() {
        boolean inHand = delivering.filter(ActiveDelivery::hasWaiting).isPresent();
        return mailed || inHand || !parts.dispatch().isEmpty() || stoppedEarly;
    }

    /** Does what can be done now; goes on in another mail if that is much. */
    void goOn() throws Exception {
        parts.metrics().pending(parts.pending().accounts().pending());
        for (int step = 0; step < STEPS_AT_ONCE; step++) {
            if (!step()) {
                return;
            }
        }
        goOnLater();
    }

    private void answered(Batch batch, Verdict verdict, ProfileFields known) throws Exception {
        settling.answered(delivering.orElseThrow(), batch, verdict, known);
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
        Optional<PendingOperation> next = current.inHand().poll();
        if (next.isPresent()) {
            drafting.draftNext(current, next.get());
            return true;
        }
        next = current.setAside().poll(parts.dispatch()::hasRoom);
        if (next.isPresent()) {
            drafting.put(next.get());
            return true;
        }
        next = parts.sendLog().poll();
        next.ifPresent(operation -> drafting.draft(current, operation));
        return next.isPresent();
    }

    /** Looks at the next operation of the sweep, if there is room for it. */
    private boolean draftNext(ActiveDelivery current) throws Exception {
        boolean mayGoOn =
                parts.sendLog().size() < parts.settings().sendsPerCheckpoint()
                        && current.setAside().only().filter(this::hasNoRoom).isEmpty()
                        && !admission.isOvertaken(current);
        if (!mayGoOn) {
            return false;
        }
        Optional<PendingOperation> next = current.next();
        if (next.isPresent()) {
            drafting.visit(current, next.get());
        }
        return next.isPresent();
    }

    private boolean hasNoRoom(Endpoint endpoint) {
        return !parts.dispatch().hasRoom(endpoint);
    }

    private boolean isDone(ActiveDelivery current) {
        boolean overtaken = admission.isOvertaken(current);
        boolean allVisited = parts.sendLog().isEmpty() && !current.hasWaiting();
        return parts.dispatch().isEmpty() && (allVisited || overtaken);
    }

    /** False if it is to be continued at a later time. */
    private boolean finish(ActiveDelivery current, long now) {
        if (admission.isOvertaken(current)) {
            settle(current);
            return true;
        }
        if (!current.leftBehind().isEmpty()) {
            Sweep.Scope scope = current.isEarly() ? Sweep.Scope.DURABLE : scope(current);
            current.sweepAgain(new Sweep(parts.pending(), current.run(), scope));
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
            Sweep unknown = new Sweep(parts.pending(), current.run(), Sweep.Scope.WAITING);
            current.tryUnknownUsers(unknown);
            swept = false;
        }
        return true;
    }

    private static Sweep.Scope scope(ActiveDelivery current) {
        return current.isLastTry() ? Sweep.Scope.WAITING : Sweep.Scope.RUN;
    }

    private boolean begin() throws Exception {
        long now = parts.task().now();
        if (parts.settings().paused() || !admission.isDue()) {
            return false;
        }
        delivering = admission.next(now, drafting::firstLane);
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
        current.inHand().clear().forEach(parts.sendLog()::giveBack);
        current.setAside().clear().forEach(parts.sendLog()::giveBack);
        delivering = Optional.empty();
        int subtask = parts.task().subtask();
        Accounts accounts = parts.pending().accounts();
        current.findings().warnings(parts.settings().textFields()).stream()
                .map(told -> NoticeFactory.warning(current.run(), subtask, told))
                .forEach(parts.task()::emit);
        parts.metrics().pending(accounts.pending());
        waiting.ended(current.run());
        if (current.isEarly()) {
            stoppedEarly = current.isHalted();
            current.halt()
                    .map(halt -> NoticeFactory.stoppedEarly(current.run(), subtask, halt))
                    .ifPresent(parts.task()::emit);
            return;
        }
        DeliveryTally tally = accounts.settle(current.run(), current.isHalted());
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
        admission.settled(current.run());
        parts.metrics().pending(accounts.pending());
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
            DeliveryTally tally = parts.pending().accounts().tally(run);
            parts.task().emit(NoticeFactory.progress(run, parts.task().subtask(), tally));
            waiting.report(delivering.get());
            reportLater();
        } else if (admission.oldest().isPresent() && !parts.settings().paused()) {
            waiting.reportCheckpoint(admission.oldest().getAsLong());
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
