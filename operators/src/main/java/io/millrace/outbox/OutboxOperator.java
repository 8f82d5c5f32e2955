/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.diff.DiffTally;
import io.millrace.iterable.IterableApi;
import io.millrace.mapping.operation.KeyGroups;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.outbox.pace.SubtaskDailyQuotas;
import io.millrace.outbox.pace.SubtaskRateLimiters;
import io.millrace.outbox.pending.KeyGroupSnapshot;
import io.millrace.outbox.pending.PendingOperations;
import io.millrace.outbox.removal.RemovalGate;
import io.millrace.outbox.send.Dispatch;
import io.millrace.outbox.send.SendMarks;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
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
 * Stores each operation until Iterable has accepted it. Its first input is keyed by key group, so
 * that all operations of one Iterable identity arrive here, in their order. Its second input has
 * the tallies of the diff, broadcast.
 *
 * <p>An operation is sent only when a completed checkpoint holds it and its run is complete
 * upstream: state rolls back after a failure, a call does not. If more is pending than the limit,
 * the input waits, and operations that a checkpoint holds are sent before the end of their run. The
 * watermark of a run is emitted when every operation up to it was accepted, was refused in this
 * run, or is pending because delivery stopped. The run's {@link NoticeKind#SETTLED} comes just
 * before.
 *
 * <p>This class owns the state and the task's thread, on which all code of the outbox runs; {@link
 * DeliveryLoop} delivers. Operations in memory are lost in a failure, and sent again from state.
 */
final class OutboxOperator extends AbstractStreamOperator<DeliveryNotice>
        implements TwoInputStreamOperator<OperationChunk, DiffTally, DeliveryNotice> {

    private static final long serialVersionUID = 1L;

    /**
     * The endpoints for single rows that one sync may call: to look users up, and to delete them.
     */
    private static final int QUEUES_OF_SINGLES = 2;

    private final transient MailboxExecutor mailbox;
    private final OutboxSettings settings;
    private final IterableApi.Provider iterable;
    private final DeliveryLookups lookups;

    private transient OutboxState state;
    private transient ProjectState projectState;

    private transient RunGate gate;
    private transient PendingOperations pending;
    private transient SendMarks sendMarks;
    private transient RemovalGate removals;
    private transient SubtaskRateLimiters limiters;
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
        state = new OutboxState(context.getOperatorStateStore());
        if (context.isRestored()) {
            restore();
        }
    }

    private void restore() throws Exception {
        List<OutboxProgress> subtasks = state.progress();
        gate.restore(subtasks);
        restoredSubtasks = subtasks.size();
        removals.restore(state.removals());
        KeyGroupRange own =
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        maxParallelism(), subtasks(), subtask());
        for (KeyGroupSnapshot saved : state.keyGroups()) {
            if (own.contains(saved.keyGroup())) {
                pending.restore(saved);
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        joinLimits();
        int singles = QUEUES_OF_SINGLES * OutboxSettings.RequestLimit.SINGLES_IN_FLIGHT;
        api =
                iterable.open(
                        (int) settings.failures().requestTimeout().toMillis(),
                        settings.requests().inFlight() + singles);
        backpressure =
                new InputBackpressure(settings.backlog().limit(), settings.backlog().longestHold());
        metrics = new OutboxMetrics(getMetricGroup());
        OutboxParts parts =
                new OutboxParts(
                        settings,
                        pending,
                        new Dispatch(settings.requestRules(), limiters),
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
        mailbox.execute(this::repeatBoundary, "repeat the boundary of the last settled run");
        loop.continueLater();
    }

    private void joinLimits() throws Exception {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        limiters =
                SubtaskRateLimiters.join(
                        settings.ratesOfProject(subtasks()), settings.ratesOfSync(subtasks()), now);
        quotas =
                SubtaskDailyQuotas.join(
                        settings.quotasOfProject(subtasks()),
                        state.quotas(),
                        subtask(),
                        subtasks(),
                        now);
    }

    /** After a rescale to fewer subtasks, others have the counts of those that no longer exist. */
    private void clearCountsOfVanishedSubtasks() {
        boolean first = subtask() == 0;
        for (int vanished = subtasks(); first && vanished < restoredSubtasks; vanished++) {
            for (long run : gate.progress().waiting()) {
                emit(new NoticeFactory(run, vanished).progress(NoticeFactory.NO_TALLY));
            }
        }
    }

    /** Watermarks are not state: the report may still wait for the watermark of another subtask. */
    private void repeatBoundary() {
        if (gate.settled() != Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(gate.settled()));
        }
    }

    @Override
    public void processElement1(StreamRecord<OperationChunk> element) throws Exception {
        OperationChunk chunk = element.getValue();
        pending.receive(chunk, gate.deliveredWith(chunk.run()), gate.settled());
        if (mustHold()) {
            hold();
        }
    }

    /** Every subtask receives every tally, before the end of its run. */
    @Override
    public void processElement2(StreamRecord<DiffTally> element) {
        removals.add(element.getValue());
    }

    /** The operations of all runs that Iterable has not accepted. */
    long pendingOperations() {
        return pending.counts().pending();
    }

    private boolean mustHold() {
        return backpressure.holds(pending.counts().pending(), loop.hasSendable());
    }

    /**
     * Lets the input wait while responses and timers are handled. Only for a short time, because
     * completed checkpoints are notified between two elements only.
     */
    private void hold() throws InterruptedException {
        Task task = new Task();
        long from = task.now();
        long until = from + InputBackpressure.SLICE_MILLIS;
        task.at(until, () -> {});
        metrics.heldBack(true, 0);
        while (task.now() < until && mustHold()) {
            mailbox.yield();
        }
        long held = task.now() - from;
        backpressure.held(held);
        metrics.heldBack(mustHold(), held);
    }

    /** The watermark is emitted once its run is settled. The end of input is not a run. */
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
        long checkpoint = context.getCheckpointId();
        gate.snapshot(checkpoint);
        sendMarks.snapshot(checkpoint, new Task().now());
        backpressure.barrier();
        state.update(
                gate.progress(), pending.snapshot(checkpoint), quotas.made(), removals.memory());
        projectState.snapshot();
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
        if (limiters != null) {
            limiters.close();
        }
        super.close();
    }

    private void emit(DeliveryNotice notice) {
        output.collect(new StreamRecord<>(notice, notice.run()));
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
        public void emit(DeliveryNotice notice) {
            OutboxOperator.this.emit(notice);
        }

        @Override
        public void emitBoundary(long run) {
            output.emitWatermark(new Watermark(run));
        }

        /** An exception of a timer fails the task, so that its future is not used. */
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
