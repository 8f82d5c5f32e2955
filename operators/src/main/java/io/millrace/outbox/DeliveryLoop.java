/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.Verdict;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.PendingScan;
import io.millrace.outbox.send.Batch;
import java.util.Optional;
import java.util.OptionalLong;

/** Delivers one run after the other, in steps that do not block the task's thread. */
final class DeliveryLoop {

    private static final int STEPS_OF_A_MAIL = 2_000;
    private static final long PROGRESS_MILLIS = 1_000;

    private final OutboxParts parts;
    private final DeliverySchedule schedule;
    private final RequestDrafter drafter;
    private final RequestSender sender;
    private final VerdictHandler verdicts;
    private final WaitReporter waits;
    private final DeliveryEnd end;
    private Optional<ActiveDelivery> active = Optional.empty();
    private boolean scanned;
    private boolean mailed;
    private boolean stoppedEarly;
    private boolean reporting;
    private long wakeUpAt = Long.MAX_VALUE;

    DeliveryLoop(OutboxParts parts, DeliverySchedule schedule, IterableApi api) {
        this.parts = parts;
        this.schedule = schedule;
        this.drafter = new RequestDrafter(parts);
        this.sender = new RequestSender(parts, api, this::answered);
        this.verdicts = new VerdictHandler(parts, drafter);
        this.waits = new WaitReporter(parts);
        this.end = new DeliveryEnd(parts, schedule);
    }

    /** Continues as soon as the task's thread has time. */
    void continueLater() {
        if (!mailed) {
            mailed = true;
            parts.task()
                    .mail(
                            () -> {
                                mailed = false;
                                continueNow();
                            },
                            "deliver");
        }
    }

    /** The end of a run arrived. */
    void boundaryArrived() {
        reportLater();
    }

    /** A checkpoint is complete: the operations it holds may be sent. */
    void checkpointCompleted() throws Exception {
        schedule.checkpointCompleted();
        continueNow();
    }

    /** True if operations can be sent without another checkpoint, once Iterable accepts them. */
    boolean hasSendable() {
        boolean inMemory = active.filter(ActiveDelivery::hasWaiting).isPresent();
        return mailed || inMemory || !parts.dispatch().isEmpty() || stoppedEarly;
    }

    /** Does what can be done now; sends itself a mail if more remains. */
    void continueNow() throws Exception {
        parts.metrics().pending(parts.pending().counts().pending());
        for (int step = 0; step < STEPS_OF_A_MAIL; step++) {
            if (!step()) {
                return;
            }
        }
        continueLater();
    }

    private void answered(Batch batch, Verdict verdict, ProfileFields known) throws Exception {
        verdicts.handle(active.orElseThrow(), batch, verdict, known);
        continueNow();
    }

    /** Returns false if a checkpoint, a response or a timer has to come first. */
    private boolean step() throws Exception {
        if (active.isEmpty()) {
            return begin();
        }
        ActiveDelivery current = active.get();
        return current.isHalted() ? stop(current) : deliver(current);
    }

    private boolean stop(ActiveDelivery current) throws Exception {
        if (parts.dispatch().hasInFlight()) {
            return false;
        }
        parts.removeSendMarks();
        settle(current);
        return true;
    }

    private boolean deliver(ActiveDelivery current) throws Exception {
        long now = parts.task().now();
        Optional<Batch> batch = parts.dispatch().take(now, scanned);
        if (batch.isPresent()) {
            sender.send(current, batch.get());
            return true;
        }
        if (draftWaiting(current) || draftNext(current)) {
            scanned = false;
            return true;
        }
        if (!scanned) {
            scanned = true;
            return true;
        }
        if (isDone(current)) {
            return finish(current, now);
        }
        parts.dispatch().nextAt(now, scanned).ifPresent(this::wakeUp);
        return false;
    }

    /** Drafts an operation that no longer waits for its identity, for room, or for its mark. */
    private boolean draftWaiting(ActiveDelivery current) {
        Optional<PendingOperation> next = current.identities().pollReady();
        if (next.isPresent()) {
            drafter.draftReady(current, next.get());
            return true;
        }
        next = current.parked().poll(parts.dispatch()::hasRoom);
        if (next.isPresent()) {
            drafter.draftActive(next.get());
            return true;
        }
        next = parts.sendMarks().poll();
        next.ifPresent(operation -> drafter.draft(current, operation));
        return next.isPresent();
    }

    /** Visits the next operation of the scan, if there is room for it. */
    private boolean draftNext(ActiveDelivery current) throws Exception {
        boolean may =
                parts.sendMarks().hasRoom(parts.dispatch(), parts.settings().sync().mostSendMarks())
                        && current.parked().onlyEndpoint().filter(this::hasNoRoom).isEmpty()
                        && !schedule.isOvertaken(current);
        if (!may) {
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
        boolean allVisited = parts.sendMarks().isEmpty() && !current.hasWaiting();
        return parts.dispatch().isEmpty() && (allVisited || schedule.isOvertaken(current));
    }

    /** Returns false if the delivery continues at a later time. */
    private boolean finish(ActiveDelivery current, long now) {
        if (schedule.isOvertaken(current)) {
            settle(current);
            return true;
        }
        if (!current.deferred().isEmpty()) {
            current.scanDeferred(scan(current, scopeOfDeferred(current)));
            scanned = false;
            return true;
        }
        OptionalLong lastAttempt =
                current.lastAttemptAt(parts.settings().retries().visibilityDelay().toMillis());
        if (lastAttempt.isEmpty()) {
            settle(current);
            return true;
        }
        if (now < lastAttempt.getAsLong()) {
            waits.begin(current);
            wakeUp(lastAttempt.getAsLong());
            return false;
        }
        current.scanUnknownUsers(scan(current, PendingScan.Scope.WAITING));
        scanned = false;
        return true;
    }

    private PendingScan scan(ActiveDelivery current, PendingScan.Scope scope) {
        return new PendingScan(parts.pending(), current.run(), scope);
    }

    private static PendingScan.Scope scopeOfDeferred(ActiveDelivery current) {
        if (current.isEarly()) {
            return PendingScan.Scope.DURABLE;
        }
        return current.isLastAttempt() ? PendingScan.Scope.WAITING : PendingScan.Scope.RUN;
    }

    private boolean begin() throws Exception {
        if (parts.settings().sync().paused() || !schedule.isDue()) {
            return false;
        }
        active = schedule.next(parts.task().now(), drafter::firstLane);
        if (active.isEmpty()) {
            return false;
        }
        ActiveDelivery current = active.get();
        if (!current.isEarly()) {
            parts.removals().decide(current.run());
        }
        parts.targets().begin().ifPresent(current::halt);
        scanned = false;
        stoppedEarly = false;
        reportLater();
        return true;
    }

    private void settle(ActiveDelivery current) {
        active = Optional.empty();
        stoppedEarly = current.isEarly() && current.isHalted();
        waits.ended(current.run());
        end.of(current);
    }

    private void reportLater() {
        if (!reporting) {
            reporting = true;
            parts.task().at(parts.task().now() + PROGRESS_MILLIS, this::report);
        }
    }

    /** Reports on the run that is delivered, or that is delivered next. */
    private void report() {
        reporting = false;
        if (active.isPresent()) {
            long run = active.get().run();
            DeliveryTally tally = parts.pending().counts().tally(run);
            parts.task().emit(parts.notices(run).progress(tally));
            waits.report(active.get());
            reportLater();
        } else if (schedule.oldest().isPresent() && !parts.settings().sync().paused()) {
            waits.reportCheckpoint(schedule.oldest().getAsLong());
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
                                continueNow();
                            });
        }
    }
}
