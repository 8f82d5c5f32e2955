/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.diff.DiffTally;
import io.millrace.iterable.IterableApi;
import io.millrace.mapping.packed.KeyGroups;
import io.millrace.mapping.packed.OperationChunk;
import io.millrace.outbox.pace.DailyCallCount;
import io.millrace.outbox.pace.SubtaskDailyQuotas;
import io.millrace.outbox.pace.SubtaskRateLimiters;
import io.millrace.outbox.pending.KeyGroupSnapshot;
import io.millrace.outbox.pending.PendingOperations;
import io.millrace.outbox.removal.RemovalGate;
import io.millrace.outbox.removal.WithheldRemovals;
import io.millrace.outbox.send.Dispatch;
import io.millrace.outbox.send.SendMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Keeps every operation until Iterable has taken it. Keyed by key group, so that the operations of
 * one Iterable identity meet here, in their order.
 *
 * <p>An operation goes out only when a completed checkpoint holds it and its run is complete
 * upstream: state rolls back on failure, a call does not. When more is pending than may be, what a
 * checkpoint holds does not wait for the end of its run, and the input waits. The watermark of a
 * run goes on when each operation up to it was accepted, refused in this run, or is pending because
 * delivery stopped; just before it goes the run's {@link NoticeKind#SETTLED}.
 *
 * <p>This class has the state and the task's thread, on which alone everything here runs; {@link
 * DeliveryLoop} and its parts do the work. What is in hand is lost on failure, and sent again from
 * state.
 */
final class OutboxOperator extends AbstractStreamOperator<DeliveryNotice>
        implements TwoInputStreamOperator<OperationChunk, DiffTally, DeliveryNotice> {

    private static final long serialVersionUID = 1L;

    static final String PROGRESS = "progress";
    static final String ACCOUNTS = "accounts";
    static final String QUOTAS = "quotas";
    static final String TALLIES = "tallies";
    static final String HELD_REMOVALS = "held-removals";

    /** Endpoints for single rows one sync may call: to look users up, and to delete them. */
    private static final int QUEUES_OF_SINGLES = 2;

    private final transient MailboxExecutor mailbox;
    private final OutboxSettings settings;
    private final IterableApi.Provider iterable;
    private final DeliveryLookups lookups;

    private transient ListState<OutboxProgress> progressState;
    private transient ListState<KeyGroupSnapshot> countsState;
    private transient ListState<DailyCallCount> quotasState;
    private transient ProjectState projectState;
    private transient ListState<DiffTally> talliesState;
    private transient ListState<WithheldRemovals> heldState;

    private transient RunGate gate;
    private transient PendingOperations pending;
    private transient SendMarks sendMarks;
    private transient RemovalGate removals;
    private transient SubtaskRateLimiters meters;
    private transient SubtaskDailyQuotas quotas;
    private transient IterableApi api;
    private transient InputBackpressure backpressure;
    private transient OutboxMetrics metrics;
    private transient DeliveryLoop loop;
    private transient int restoredSubtasks;

    OutboxOperator(
            StreamOperatorParameters<DeliveryNotice> parameters,
            OutboxSettings settings,
            IterableApi.Provider iterable,
            DeliveryLookups lookups) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.settings = settings;
        this.iterable = iterable;
        this.lookups = lookups;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        projectState =
                ProjectState.open(context.getOperatorStateStore(), settings.sharing().identity());
        gate = new RunGate();
        sendMarks = new SendMarks();
        removals = new RemovalGate(settings.removals(), lookups.removals().open());
        pending =
                new PendingOperations(
                        context.getKeyedStateStore(), this, new KeyGroups(maxParallelism()));
        progressState = union(context, PROGRESS, OutboxProgress.class);
        countsState = union(context, ACCOUNTS, KeyGroupSnapshot.class);
        quotasState = union(context, QUOTAS, DailyCallCount.class);
        talliesState = union(context, TALLIES, DiffTally.class);
        heldState = union(context, HELD_REMOVALS, WithheldRemovals.class);
        if (context.isRestored()) {
            restore();
        }
    }

    private static <T> ListState<T> union(
            StateInitializationContext context, String name, Class<T> type) throws Exception {
        return context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>(name, TypeInformation.of(type)));
    }

    private static <T> List<T> all(ListState<T> state) throws Exception {
        List<T> all = new ArrayList<>();
        state.get().forEach(all::add);
        return all;
    }

    private KeyGroupRange keyGroups() {
        return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                maxParallelism(), subtasks(), subtask());
    }

    private void restore() throws Exception {
        List<OutboxProgress> subtasks = all(progressState);
        gate.restore(subtasks);
        restoredSubtasks = subtasks.size();
        removals.restore(new RemovalGate.Memory(all(talliesState), all(heldState)));
        KeyGroupRange ours = keyGroups();
        for (KeyGroupSnapshot account : countsState.get()) {
            if (ours.contains(account.keyGroup())) {
                pending.restore(account);
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        long now = getProcessingTimeService().getCurrentProcessingTime();
        meters =
                SubtaskRateLimiters.join(
                        settings.ratesOfProject(subtasks()), settings.ratesOfSync(subtasks()), now);
        quotas =
                SubtaskDailyQuotas.join(
                        settings.quotasOfProject(subtasks()),
                        all(quotasState),
                        subtask(),
                        subtasks(),
                        now);
        api =
                iterable.open(
                        (int) settings.requestTimeout().toMillis(),
                        settings.requests().inFlight()
                                + QUEUES_OF_SINGLES
                                        * OutboxSettings.RequestLimit.SINGLES_IN_FLIGHT);
        backpressure =
                new InputBackpressure(settings.backlog().limit(), settings.backlog().longestHold());
        metrics = new OutboxMetrics(getMetricGroup());
        OutboxParts parts =
                new OutboxParts(
                        settings,
                        pending,
                        new Dispatch(settings.requestRules(), meters),
                        sendMarks,
                        quotas,
                        removals,
                        new Targets(lookups.list().open()),
                        metrics,
                        new Task());
        DeliverySchedule schedule =
                new DeliverySchedule(gate, backpressure, lookups.releases().open(), pending);
        loop = new DeliveryLoop(parts, schedule, api);
        mailbox.execute(this::clearCountsOfVanishedSubtasks, "clear counts of vanished subtasks");
        mailbox.execute(this::repeatBoundary, "say again what is settled");
        loop.goOnLater();
    }

    /** With fewer subtasks than before, the counts of those that are gone have moved to others. */
    private void clearCountsOfVanishedSubtasks() {
        boolean first = subtask() == 0;
        for (int gone = subtasks(); first && gone < restoredSubtasks; gone++) {
            for (long run : gate.progress().waiting()) {
                emit(NoticeFactory.progress(run, gone, NoticeFactory.NO_TALLY));
            }
        }
    }

    /** Watermarks are no state: the report may have waited for that of another subtask. */
    private void repeatBoundary() {
        if (gate.settled() != Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(gate.settled()));
        }
    }

    @Override
    public void processElement1(StreamRecord<OperationChunk> element) throws Exception {
        OperationChunk chunk = element.getValue();
        pending.receive(chunk, gate.goesWith(chunk.run()), gate.settled());
        if (holds()) {
            hold();
        }
    }

    /** Comes to every subtask, before the end of its run. */
    @Override
    public void processElement2(StreamRecord<DiffTally> element) {
        removals.add(element.getValue());
    }

    /** Operations Iterable has not taken, of all runs. */
    long pendingOperations() {
        return pending.counts().pending();
    }

    private boolean holds() {
        return backpressure.holds(pending.counts().pending(), loop.hasSendable());
    }

    /**
     * Lets the input wait while answers and timers go on. Not for long at a time: news of completed
     * checkpoints come between two elements only.
     */
    private void hold() throws InterruptedException {
        Task task = new Task();
        long from = task.now();
        long until = from + InputBackpressure.SLICE_MILLIS;
        task.at(until, () -> {});
        metrics.heldBack(true, 0);
        while (task.now() < until && holds()) {
            mailbox.yield();
        }
        long held = task.now() - from;
        backpressure.held(held);
        metrics.heldBack(holds(), held);
    }

    /** Held until the run is settled; the end of input is no run. */
    @Override
    public void processWatermark(Watermark mark) {
        if (mark.getTimestamp() != Long.MAX_VALUE) {
            gate.boundary(mark.getTimestamp());
            loop.boundaryArrived();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        gate.snapshot(context.getCheckpointId());
        sendMarks.snapshot(context.getCheckpointId());
        backpressure.barrier();
        progressState.update(List.of(gate.progress()));
        countsState.update(pending.snapshot(context.getCheckpointId()));
        quotasState.update(quotas.made());
        projectState.snapshot();
        RemovalGate.Memory memory = removals.memory();
        talliesState.update(memory.tallies());
        heldState.update(memory.held());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        gate.completed(checkpointId);
        pending.completed(checkpointId);
        sendMarks.completed(checkpointId);
        loop.checkpointCompleted();
    }

    @Override
    public void close() throws Exception {
        if (api != null) {
            api.close();
        }
        if (quotas != null) {
            quotas.close();
        }
        if (meters != null) {
            meters.close();
        }
        super.close();
    }

    private void emit(DeliveryNotice delivery) {
        output.collect(new StreamRecord<>(delivery, delivery.run()));
    }

    private int maxParallelism() {
        return getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    }

    private int subtasks() {
        return getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }

    private int subtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    private final class Task implements OutboxTask {

        @Override
        public long now() {
            return getProcessingTimeService().getCurrentProcessingTime();
        }

        @Override
        public int subtask() {
            return OutboxOperator.this.subtask();
        }

        @Override
        public void emit(DeliveryNotice delivery) {
            OutboxOperator.this.emit(delivery);
        }

        @Override
        public void emitBoundary(long run) {
            output.emitWatermark(new Watermark(run));
        }

        /** What a timer throws fails the task; its future tells nothing more. */
        @Override
        public void at(long time, ThrowingRunnable<Exception> action) {
            ScheduledFuture<?> unused =
                    getProcessingTimeService().registerTimer(time, reached -> action.run());
        }

        @Override
        public void mail(ThrowingRunnable<Exception> action, String description) {
            try {
                mailbox.execute(action, description);
            } catch (RejectedExecutionException closed) {
                LOG.debug("{} came after close", description, closed);
            }
        }
    }
}
