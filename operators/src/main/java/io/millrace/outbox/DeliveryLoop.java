/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.IterableApi;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.Verdict;
import java.util.Optional;
import java.util.OptionalLong;

/** Delivers one run after the other, in steps that do not block. */
final class DeliveryLoop implements AutoCloseable {

    private static final int STEPS_AT_ONCE = 500;
    private static final long PROGRESS_MILLIS = 1_000;
    private static final long EMPTYING_MILLIS = 100;

    private final OutboxParts parts;
    private final Admission admission;
    private final Emptying emptying;
    private final Drafting drafting;
    private final Sending sending;
    private final Settling settling;
    private Optional<Delivering> delivering = Optional.empty();
    private boolean swept;
    private boolean mailed;
    private boolean stoppedEarly;
    private boolean toldOfWaiting;
    private long wakeUpAt = Long.MAX_VALUE;

    DeliveryLoop(OutboxParts parts, Admission admission, Emptying emptying, IterableApi api) {
        this.parts = parts;
        this.admission = admission;
        this.emptying = emptying;
        this.drafting = new Drafting(parts);
        this.sending = new Sending(parts, api, this::answered);
        this.settling = new Settling(parts);
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

    /** A checkpoint is complete: what it holds may go. */
    void checkpointCompleted() throws Exception {
        admission.checkpointCompleted();
        goOn();
    }

    /** True if something can be sent without another checkpoint, or could be if Iterable let it. */
    boolean hasSendable() {
        return mailed || !parts.dispatch().isEmpty() || stoppedEarly;
    }

    /** Does what can be done now; goes on in another mail if that is much. */
    void goOn() throws Exception {
        parts.metrics().pending(parts.owed().accounts().pending());
        for (int step = 0; step < STEPS_AT_ONCE; step++) {
            if (!step()) {
                return;
            }
        }
        goOnLater();
    }

    /** Looks at a route again, if a run is being delivered. */
    void again(long route) {
        delivering.ifPresent(current -> current.sweep().again(route));
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
        Delivering current = delivering.get();
        return current.isHalted() ? stepToStop(current) : stepOn(current);
    }

    private boolean stepToStop(Delivering current) throws Exception {
        if (parts.dispatch().isUnderWay()) {
            return false;
        }
        parts.takeBackMarks();
        settle(current);
        return true;
    }

    private boolean stepOn(Delivering current) throws Exception {
        Dispatch dispatch = parts.dispatch();
        long now = parts.task().now();
        Optional<Batch> batch = dispatch.take(now, swept);
        if (batch.isPresent()) {
            sending.send(current, batch.get());
            return true;
        }
        dispatch.takePutOff(now).ifPresent(current.sweep()::again);
        boolean waits =
                current.setAside().only().filter(only -> !dispatch.hasRoom(only)).isPresent();
        if (!waits && !admission.isOvertaken(current)) {
            OptionalLong route = nextRoute(current);
            if (route.isPresent()) {
                swept = false;
                drafting.visit(current, route.getAsLong());
                return true;
            }
        }
        if (!waits && !swept) {
            swept = true;
            return true;
        }
        if (isDone(current)) {
            finish(current);
            return true;
        }
        dispatch.nextAt(now, swept).ifPresent(this::wakeUp);
        return false;
    }

    private OptionalLong nextRoute(Delivering current) {
        OptionalLong aside = current.setAside().poll(parts.dispatch()::hasRoom);
        boolean goesOn = parts.sendLog().size() < parts.settings().sendsPerCheckpoint();
        return aside.isPresent() ? aside : current.sweep().next(goesOn);
    }

    private boolean isDone(Delivering current) {
        boolean allVisited =
                !parts.sendLog().isWaiting()
                        && current.setAside().isEmpty()
                        && !current.sweep().hasNext();
        return parts.dispatch().isEmpty() && (allVisited || admission.isOvertaken(current));
    }

    private void finish(Delivering current) {
        if (current.setAside().takeLeftBehind() && !admission.isOvertaken(current)) {
            current.sweepAgain(admission.sweep());
            swept = false;
        } else {
            settle(current);
        }
    }

    private boolean begin() throws Exception {
        long now = parts.task().now();
        if (parts.settings().paused() || !admission.isDue(parts.owed())) {
            return false;
        }
        OptionalLong ready = admission.ready();
        if (emptying.holdsUp(ready, now)) {
            ready.ifPresent(run -> wakeUp(now + EMPTYING_MILLIS));
            return false;
        }
        delivering = admission.next(parts.owed(), now);
        if (delivering.isEmpty()) {
            return false;
        }
        if (!delivering.get().isEarly()) {
            parts.removals().decide(delivering.get().run());
        }
        emptying.takeFailure().ifPresent(delivering.get()::halt);
        parts.targets().begin().ifPresent(delivering.get()::halt);
        swept = false;
        stoppedEarly = false;
        reportProgressLater(delivering.get().run());
        return true;
    }

    private void settle(Delivering current) {
        current.close();
        delivering = Optional.empty();
        int subtask = parts.task().subtask();
        Accounts accounts = parts.owed().accounts();
        current.warnings(subtask, parts.settings().fields()).forEach(parts.task()::emit);
        parts.metrics().pending(accounts.pending());
        if (current.isEarly()) {
            stoppedEarly = current.isHalted();
            current.halt()
                    .map(halt -> Deliveries.stoppedEarly(current.run(), subtask, halt))
                    .ifPresent(parts.task()::emit);
            return;
        }
        DeliveryTally tally = accounts.settle(current.run(), current.isHalted());
        if (tally.withheld() > 0) {
            parts.task()
                    .emit(
                            Deliveries.removalsWithheld(
                                    current.run(),
                                    subtask,
                                    parts.removals().newest(),
                                    current.withheld().examples()));
        }
        parts.removals().settled(current.run(), tally.withheld() > 0 || current.isHalted());
        parts.task().emit(Deliveries.settled(current.run(), subtask, current.halt(), tally));
        parts.task().emitBoundary(current.run());
        admission.settled(current.run());
        parts.metrics().pending(accounts.pending());
    }

    private void reportProgressLater(long run) {
        parts.task().at(parts.task().now() + PROGRESS_MILLIS, () -> reportProgress(run));
    }

    private void reportProgress(long run) {
        if (delivering.filter(current -> current.run() == run).isPresent()) {
            DeliveryTally tally = parts.owed().accounts().tally(run);
            parts.task().emit(Deliveries.progress(run, parts.task().subtask(), tally));
            reportWaiting(run);
            reportProgressLater(run);
        }
    }

    private void reportWaiting(long run) {
        int rows = parts.dispatch().putOffRows();
        if (rows > 0 || toldOfWaiting) {
            long until = parts.dispatch().putOffUntil();
            parts.task().emit(Deliveries.waiting(run, parts.task().subtask(), rows, until));
        }
        toldOfWaiting = rows > 0;
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

    @Override
    public void close() {
        emptying.close();
        delivering.ifPresent(Delivering::close);
    }
}
