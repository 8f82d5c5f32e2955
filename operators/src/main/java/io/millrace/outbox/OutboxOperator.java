/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Answer;
import io.millrace.iterable.BulkUpdateVerdict;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import io.millrace.mapping.Operation;
import io.millrace.mapping.OperationKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Owes Iterable every operation until it is taken. Keyed by route, so that the operations of one
 * Iterable identity meet here, and go one after another.
 *
 * <p>An operation goes out only when a completed checkpoint holds it and its run is complete
 * upstream: state rolls back on failure, a call does not. The watermark of a run goes on when each
 * operation up to it was accepted, refused in this run, or is owed because delivery stopped; just
 * before it goes the run's {@link DeliveryKind#SETTLED}.
 *
 * <p>Only the task's thread touches anything here; answers come in as mails. What is in hand is
 * lost on failure, and sent again from state.
 */
final class OutboxOperator extends AbstractStreamOperator<Delivery>
        implements OneInputStreamOperator<Operation, Delivery> {

    private static final long serialVersionUID = 1L;

    static final String PENDING = "pending";
    static final String PROGRESS = "progress";
    static final String ACCOUNTS = "accounts";

    private static final int STEPS_PER_MAIL = 500;
    private static final long PROGRESS_MILLIS = 1_000;
    private static final int ORDER_BITS = 20;

    private final transient MailboxExecutor mailbox;
    private final OutboxSettings settings;
    private final IterableApi.Provider iterable;

    private transient MapState<Tuple2<Long, Long>, PendingOperation> pending;
    private transient ListState<OutboxProgress> progressState;
    private transient ListState<GroupAccount> accountsState;

    private transient RunGate gate;
    private transient Accounts accounts;
    private transient Dispatch dispatch;
    private transient OutboxMetrics counters;
    private transient IterableApi api;

    private transient Optional<Delivering> delivering;
    private transient long lastOrder;
    private transient int restoredSubtasks;
    private transient boolean advanceMailed;
    private transient long wakeUpAt;

    /** The run being delivered. */
    private static final class Delivering {
        private final long run;
        private final Sweep sweep;
        private final Map<String, Integer> rowsByFilteredFields = new TreeMap<>();
        private final TypeFaults typeFaults = new TypeFaults();
        private final SharedIdentifiers shared = new SharedIdentifiers();
        private Optional<Decision.Halt> halt = Optional.empty();
        private boolean swept;

        private Delivering(long run, Sweep sweep) {
            this.run = run;
            this.sweep = sweep;
        }
    }

    OutboxOperator(
            StreamOperatorParameters<Delivery> parameters,
            OutboxSettings settings,
            IterableApi.Provider iterable) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.settings = settings;
        this.iterable = iterable;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        gate = new RunGate();
        accounts = new Accounts();
        delivering = Optional.empty();
        wakeUpAt = Long.MAX_VALUE;
        pending =
                context.getKeyedStateStore()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        PENDING,
                                        Types.TUPLE(Types.LONG, Types.LONG),
                                        TypeInformation.of(PendingOperation.class)));
        progressState =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>(
                                        PROGRESS, TypeInformation.of(OutboxProgress.class)));
        accountsState =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>(
                                        ACCOUNTS, TypeInformation.of(GroupAccount.class)));
        if (context.isRestored()) {
            restore();
        }
    }

    private void restore() throws Exception {
        List<OutboxProgress> subtasks = new ArrayList<>();
        progressState.get().forEach(subtasks::add);
        gate.restore(subtasks);
        restoredSubtasks = subtasks.size();
        KeyGroupRange ours =
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        maxParallelism(), subtasks(), subtask());
        for (GroupAccount account : accountsState.get()) {
            if (ours.contains(account.keyGroup())) {
                accounts.restore(account);
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        double perSecond = settings.requests().perSecond() / subtasks();
        dispatch = new Dispatch(settings, new Pace(perSecond, now()));
        counters = new OutboxMetrics(getMetricGroup());
        api =
                iterable.open(
                        (int) settings.requestTimeout().toMillis(), settings.requests().inFlight());
        mailbox.execute(this::clearCountsOfVanishedSubtasks, "clear counts of vanished subtasks");
        mailAdvance();
    }

    /** With fewer subtasks than before, the counts of those that are gone have moved to others. */
    private void clearCountsOfVanishedSubtasks() {
        boolean first = subtask() == 0;
        for (int gone = subtasks(); first && gone < restoredSubtasks; gone++) {
            for (long run : gate.progress().waiting()) {
                emit(Deliveries.progress(run, gone, Deliveries.NO_TALLY));
            }
        }
    }

    @Override
    public void processElement(StreamRecord<Operation> element) throws Exception {
        Operation operation = element.getValue();
        Tuple2<Long, Long> row = Tuple2.of(operation.keyHigh(), operation.keyLow());
        Optional<PendingOperation> before = Optional.ofNullable(pending.get(row));
        if (before.filter(newer -> operation.run() < newer.operation().run()).isPresent()) {
            return;
        }
        before.ifPresent(dropped -> accounts.dropped(keyGroup(operation.route()), dropped));
        if (operation.kind() == OperationKind.WITHDRAW) {
            if (before.isPresent()) {
                pending.remove(row);
            }
            return;
        }
        pending.put(row, PendingOperation.arrived(operation, orderAfter(before)));
        accounts.arrived(keyGroup(operation.route()), operation.run(), gate.settled());
    }

    /** Grows over restarts as far as the clock does, and always above what it replaces. */
    private long orderAfter(Optional<PendingOperation> before) {
        long replaced = before.map(PendingOperation::order).orElse(Long.MIN_VALUE);
        lastOrder = Math.max(Math.max(lastOrder, replaced) + 1, now() << ORDER_BITS);
        return lastOrder;
    }

    /** Held until the run is settled; the end of input is no run. */
    @Override
    public void processWatermark(Watermark mark) {
        if (mark.getTimestamp() != Long.MAX_VALUE) {
            gate.boundary(mark.getTimestamp());
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        gate.snapshot(context.getCheckpointId());
        progressState.update(List.of(gate.progress()));
        accountsState.update(accounts.snapshot());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        gate.completed(checkpointId);
        advance();
    }

    @Override
    public void close() throws Exception {
        if (delivering != null && delivering.isPresent()) {
            delivering.get().sweep.close();
        }
        if (api != null) {
            api.close();
        }
        super.close();
    }

    private void mailAdvance() {
        if (!advanceMailed) {
            advanceMailed = true;
            mailbox.execute(
                    () -> {
                        advanceMailed = false;
                        advance();
                    },
                    "deliver");
        }
    }

    /** Does what can be done now; goes on in another mail if that is much. */
    private void advance() throws Exception {
        counters.pending(accounts.pending());
        for (int step = 0; step < STEPS_PER_MAIL; step++) {
            if (!step()) {
                return;
            }
        }
        mailAdvance();
    }

    /** False if there is nothing to do before a checkpoint, an answer or a timer. */
    private boolean step() throws Exception {
        if (delivering.isEmpty()) {
            OptionalLong next = gate.next();
            next.ifPresent(this::begin);
            return next.isPresent();
        }
        Delivering current = delivering.get();
        if (current.halt.isPresent()) {
            if (dispatch.isUnderWay()) {
                return false;
            }
            settle(current);
            return true;
        }
        boolean draftDone = dispatch.isDraftFull() || (current.swept && dispatch.hasDraft());
        if (dispatch.isReady(now()) || draftDone) {
            return sendNext();
        }
        if (!dispatch.hasRoom()) {
            dispatch.readyAt().ifPresent(this::wakeUp);
            return false;
        }
        OptionalLong route = current.sweep.next();
        if (route.isPresent()) {
            current.swept = false;
            take(current, route.getAsLong());
            return true;
        }
        current.swept = true;
        if (dispatch.hasDraft()) {
            return true;
        }
        if (dispatch.isEmpty()) {
            settle(current);
            return true;
        }
        dispatch.readyAt().ifPresent(this::wakeUp);
        return false;
    }

    private void begin(long run) {
        Stream<Long> routes =
                this.<Long>getKeyedStateBackend().getKeys(PENDING, VoidNamespace.INSTANCE);
        delivering = Optional.of(new Delivering(run, new Sweep(steady(routes))));
        reportProgressLater(run);
    }

    /** Only RocksDB's keys may be walked while state changes; the heap's are few enough to copy. */
    private Stream<Long> steady(Stream<Long> routes) {
        KeyedStateBackend<Long> backend = getKeyedStateBackend();
        return backend.getBackendTypeIdentifier().equals("rocksdb")
                ? routes
                : routes.toList().stream();
    }

    /** Puts the oldest due operation of a route into the draft; refuses what can never be sent. */
    private void take(Delivering current, long route) throws Exception {
        int keyGroup = keyGroup(route);
        if (dispatch.holds(route) || accounts.isSettled(keyGroup, current.run)) {
            return;
        }
        setCurrentKey(route);
        List<PendingOperation> unsendable = new ArrayList<>();
        Optional<PendingOperation> oldest = Optional.empty();
        Optional<PendingOperation> follower = Optional.empty();
        for (PendingOperation operation : pending.values()) {
            if (!operation.isDue(current.run)) {
                continue;
            }
            if (unsendableFor(operation.operation()).isPresent()) {
                unsendable.add(operation);
                continue;
            }
            if (oldest.isEmpty() || operation.isBefore(oldest.get())) {
                follower = oldest;
                oldest = Optional.of(operation);
            } else if (follower.isEmpty() || operation.isBefore(follower.get())) {
                follower = Optional.of(operation);
            }
        }
        for (PendingOperation operation : unsendable) {
            refuse(current, operation, unsendableFor(operation.operation()).orElseThrow());
        }
        if (oldest.isEmpty()) {
            return;
        }
        Operation operation = oldest.get().operation();
        if (!dispatch.fits(operation.body().length)) {
            current.sweep.again(route);
            sendDraft();
            return;
        }
        dispatch.add(
                new Batch.Row(
                        route,
                        operation.keyHigh(),
                        operation.keyLow(),
                        oldest.get().order(),
                        operation.key(),
                        operation.identifier(),
                        operation.body(),
                        follower.isPresent()));
        follower.ifPresent(next -> current.shared.overwritten(operation, next.operation()));
    }

    private Optional<RowFault> unsendableFor(Operation operation) {
        if (!operation.fault().isEmpty()) {
            return Optional.of(new RowFault("unsendable", operation.fault()));
        }
        int bytes = operation.body().length;
        return dispatch.fitsAlone(bytes)
                ? Optional.empty()
                : Optional.of(
                        new RowFault(
                                "BatchTooLarge",
                                "the row alone has "
                                        + bytes
                                        + " bytes, a request takes "
                                        + settings.batch().bytes()));
    }

    /** The draft can take no more: it waits for its turn with the batches that go again. */
    private void sendDraft() {
        dispatch.resend(dispatch.takeDraft(), now());
    }

    private boolean sendNext() throws Exception {
        if (!dispatch.hasFreeRequest()) {
            return false;
        }
        long wait = dispatch.waitMillis(now());
        if (wait > 0) {
            wakeUp(now() + wait);
            return false;
        }
        Batch batch = stillOwed(dispatch.takeReady(now()).orElseGet(dispatch::takeDraft));
        if (!batch.rows().isEmpty()) {
            send(batch);
        }
        return true;
    }

    /** The batch without rows replaced or withdrawn since. */
    private Batch stillOwed(Batch batch) throws Exception {
        List<Batch.Row> rows = new ArrayList<>();
        for (Batch.Row row : batch.rows()) {
            if (owed(row).isPresent()) {
                rows.add(row);
            } else {
                giveBack(row);
            }
        }
        return batch.of(rows);
    }

    /** The operation that was sent, if none has taken its place; makes its route current. */
    private Optional<PendingOperation> owed(Batch.Row row) throws Exception {
        setCurrentKey(row.route());
        return Optional.ofNullable(pending.get(rowKey(row)))
                .filter(operation -> operation.order() == row.order());
    }

    private static Tuple2<Long, Long> rowKey(Batch.Row row) {
        return Tuple2.of(row.keyHigh(), row.keyLow());
    }

    private void send(Batch batch) {
        dispatch.sent();
        counters.requested(batch.rows().size());
        long sentAt = now();
        CompletableFuture<Void> unused =
                api.usersBulkUpdate(batch.request())
                        .handle(
                                (answer, failure) -> {
                                    mailAnswer(batch, sentAt, answer, failure);
                                    return null;
                                });
    }

    /** On a thread of the client. After close there is no one left to tell. */
    private void mailAnswer(Batch batch, long sentAt, Answer answer, Throwable failure) {
        try {
            mailbox.execute(
                    () -> {
                        if (failure != null) {
                            throw new IllegalStateException("a request could not be made", failure);
                        }
                        counters.answered(now() - sentAt);
                        answered(batch, answer);
                        advance();
                    },
                    "answer of Iterable");
        } catch (RejectedExecutionException closed) {
            LOG.debug("An answer came after close", closed);
        }
    }

    private void answered(Batch batch, Answer answer) throws Exception {
        Delivering current = delivering.orElseThrow();
        dispatch.returned();
        Verdict verdict = BulkUpdateVerdict.of(answer, batch.request());
        Batch failed = dispatch.failed(batch);
        Decision decision = Decision.of(verdict, dispatch.situation(failed));
        Optional<Decision.Settle> settle =
                decision.match(Optional::of, resend -> Optional.empty(), halt -> Optional.empty());
        if (settle.isPresent()) {
            settleRows(current, batch, settle.get());
            current.typeFaults.stopReason().ifPresent(stop -> halt(current, stop));
            if (current.halt.isPresent()) {
                dispatch.drop();
            }
            return;
        }
        boolean halts =
                decision.match(
                        done -> false,
                        resend -> {
                            resend(failed, resend);
                            return false;
                        },
                        halt -> {
                            halt(current, halt);
                            return true;
                        });
        if (halts || current.halt.isPresent()) {
            dispatch.drop();
            batch.rows().forEach(row -> dispatch.release(row.route()));
        }
    }

    private void resend(Batch failed, Decision.Resend decision) {
        counters.resent(decision.throttled());
        double random = ThreadLocalRandom.current().nextDouble();
        if (decision.throttled()) {
            dispatch.throttled(now(), decision.reset().map(Duration::toMillis), random);
            dispatch.resend(failed, now());
        } else {
            dispatch.resend(failed, now() + dispatch.backOffMillis(failed, random));
        }
    }

    private static void halt(Delivering current, Decision.Halt halt) {
        if (current.halt.isEmpty()) {
            current.halt = Optional.of(halt);
            LOG.warn("Delivery of run {} stops: {} {}", current.run, halt.code(), halt.reason());
        }
    }

    private void settleRows(Delivering current, Batch batch, Decision.Settle decision)
            throws Exception {
        dispatch.succeeded();
        if (!decision.notes().filteredOut().isEmpty()) {
            current.rowsByFilteredFields.merge(
                    String.join(", ", decision.notes().filteredOut()),
                    batch.rows().size(),
                    Integer::sum);
        }
        Set<Integer> open = new HashSet<>();
        for (List<Integer> group : decision.again()) {
            List<Batch.Row> rows = group.stream().map(batch.rows()::get).toList();
            open.addAll(group);
            if (current.halt.isPresent()) {
                rows.forEach(row -> dispatch.release(row.route()));
            } else {
                dispatch.resendPart(Batch.fresh(rows));
            }
        }
        for (int index = 0; index < batch.rows().size(); index++) {
            if (open.contains(index)) {
                continue;
            }
            Batch.Row row = batch.rows().get(index);
            Optional<PendingOperation> operation = owed(row);
            RowFault fault = decision.rejected().get(index);
            current.typeFaults.settled(fault == null ? Optional.empty() : Optional.of(fault));
            if (operation.isPresent() && fault != null) {
                refuse(current, operation.get(), fault);
            } else if (operation.isPresent()) {
                pending.remove(rowKey(row));
                accounts.accepted(keyGroup(row.route()));
            }
            giveBack(row);
        }
    }

    /**
     * What is due has arrived before the run is delivered, so a row without followers leaves
     * nothing to look for. Looking all the same is dear: RocksDB would walk over the remains of
     * every operation accepted so far.
     */
    private void giveBack(Batch.Row row) {
        dispatch.release(row.route());
        if (row.followed()) {
            delivering.orElseThrow().sweep.again(row.route());
        }
    }

    /** Keeps the operation, of the current route, and tells why it was refused. */
    private void refuse(Delivering current, PendingOperation refused, RowFault fault)
            throws Exception {
        PendingOperation kept = refused.refused(current.run, fault.code(), fault.reason());
        Operation operation = kept.operation();
        pending.put(Tuple2.of(operation.keyHigh(), operation.keyLow()), kept);
        accounts.rejected(keyGroup(operation.route()));
        counters.refused();
        emit(Deliveries.rejected(current.run, subtask(), kept));
    }

    private void settle(Delivering current) {
        current.rowsByFilteredFields.forEach(
                (fields, rows) ->
                        emit(Deliveries.filteredOut(current.run, subtask(), fields, rows)));
        current.shared
                .warning()
                .ifPresent(
                        detail ->
                                emit(Deliveries.sharedIdentifiers(current.run, subtask(), detail)));
        DeliveryTally tally = accounts.settle(current.run, current.halt.isPresent());
        emit(Deliveries.settled(current.run, subtask(), current.halt, tally));
        output.emitWatermark(new Watermark(current.run));
        gate.settle(current.run);
        current.sweep.close();
        delivering = Optional.empty();
        counters.pending(accounts.pending());
    }

    private void reportProgressLater(long run) {
        at(now() + PROGRESS_MILLIS, time -> reportProgress(run));
    }

    private void reportProgress(long run) {
        if (delivering.filter(current -> current.run == run).isPresent()) {
            emit(Deliveries.progress(run, subtask(), accounts.tally(run)));
            reportProgressLater(run);
        }
    }

    private void wakeUp(long time) {
        if (time < wakeUpAt) {
            wakeUpAt = time;
            at(
                    time,
                    woken -> {
                        wakeUpAt = Long.MAX_VALUE;
                        advance();
                    });
        }
    }

    /** What a timer throws fails the task; its future tells nothing more. */
    private void at(long time, ProcessingTimeService.ProcessingTimeCallback action) {
        ScheduledFuture<?> unused = getProcessingTimeService().registerTimer(time, action);
    }

    private void emit(Delivery delivery) {
        output.collect(new StreamRecord<>(delivery, delivery.run()));
    }

    private int keyGroup(long route) {
        return KeyGroupRangeAssignment.assignToKeyGroup(route, maxParallelism());
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

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
