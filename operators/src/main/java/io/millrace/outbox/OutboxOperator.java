/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Answer;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import io.millrace.iterable.Verdicts;
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
    private transient Meters meters;
    private transient SendLog sendLog;
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
        private long skipped;

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
        sendLog = new SendLog();
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
        int sharing = Math.max(settings.sharing().subtasks(), subtasks());
        meters =
                new Meters(
                        settings.sharing().project(), settings.requests().ceiling(), 1.0 / sharing);
        dispatch = new Dispatch(settings, meters);
        counters = new OutboxMetrics(getMetricGroup());
        api =
                iterable.open(
                        (int) settings.requestTimeout().toMillis(),
                        Math.max(
                                settings.requests().inFlight(),
                                settings.requests().singlesInFlight()));
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
        before.ifPresent(this::replaced);
        if (operation.kind() == OperationKind.WITHDRAW) {
            if (before.isPresent()) {
                pending.remove(row);
            }
            return;
        }
        pending.put(row, PendingOperation.arrived(operation, orderAfter(before)));
        accounts.arrived(keyGroup(operation.route()), operation.run(), gate.settled());
    }

    private void replaced(PendingOperation dropped) {
        long route = dropped.operation().route();
        accounts.dropped(keyGroup(route), dropped);
        sendLog.settled(new SendLog.Mark(route, dropped.order()));
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
        sendLog.snapshot(context.getCheckpointId());
        progressState.update(List.of(gate.progress()));
        accountsState.update(accounts.snapshot());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        gate.completed(checkpointId);
        for (long route : sendLog.completed(checkpointId)) {
            delivering.ifPresent(current -> current.sweep.again(route));
        }
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
        if (meters != null) {
            meters.close();
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
        OptionalLong due = dispatch.takePutOff(now());
        due.ifPresent(current.sweep::again);
        if (!dispatch.hasRoom()) {
            dispatch.readyAt().ifPresent(this::wakeUp);
            return false;
        }
        OptionalLong route = current.sweep.next(sendLog.size() < settings.sendsPerCheckpoint());
        if (route.isPresent()) {
            current.swept = false;
            take(current, route.getAsLong());
            return true;
        }
        current.swept = true;
        if (dispatch.hasDraft()) {
            return true;
        }
        if (dispatch.isEmpty() && !sendLog.isWaiting() && !current.sweep.hasNext()) {
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

    /** Puts the oldest due operation of a route into a draft; refuses what can never be sent. */
    private void take(Delivering current, long route) throws Exception {
        int keyGroup = keyGroup(route);
        if (dispatch.holds(route) || accounts.isSettled(keyGroup, current.run)) {
            return;
        }
        setCurrentKey(route);
        List<PendingOperation> idle = new ArrayList<>();
        Optional<PendingOperation> oldest = Optional.empty();
        Optional<PendingOperation> follower = Optional.empty();
        for (PendingOperation operation : pending.values()) {
            if (!operation.isDue(current.run)) {
                continue;
            }
            if (operation.rests(settings.retries(), now())
                    || unsendableFor(operation.operation()).isPresent()) {
                idle.add(operation);
                continue;
            }
            if (oldest.isEmpty() || operation.isBefore(oldest.get())) {
                follower = oldest;
                oldest = Optional.of(operation);
            } else if (follower.isEmpty() || operation.isBefore(follower.get())) {
                follower = Optional.of(operation);
            }
        }
        for (PendingOperation operation : idle) {
            if (operation.rests(settings.retries(), now())) {
                rest(current, operation);
            } else {
                refuse(current, operation, unsendableFor(operation.operation()).orElseThrow());
            }
        }
        if (oldest.isPresent()) {
            takeOldest(current, oldest.get(), follower);
        }
    }

    private void takeOldest(
            Delivering current, PendingOperation oldest, Optional<PendingOperation> follower)
            throws Exception {
        boolean followed = follower.isPresent();
        if (Endpoint.of(oldest.operation().kind()).isAtMostOnce()
                && !maySend(current, oldest, followed)) {
            return;
        }
        Batch.Row row = row(oldest, followed);
        Batch.Lane lane = firstLane(oldest.operation());
        if (dispatch.fits(lane, row)) {
            dispatch.add(lane, row);
            follower.ifPresent(
                    next -> current.shared.followed(oldest.operation(), next.operation()));
        } else {
            current.sweep.again(row.route());
            dispatch.closeDraft(lane, now());
        }
    }

    /**
     * True if a completed checkpoint says that the operation is being sent. Marks it if it is not
     * marked; gives it up if an earlier life of the task has marked it.
     */
    private boolean maySend(Delivering current, PendingOperation operation, boolean followed)
            throws Exception {
        long route = operation.operation().route();
        SendLog.Mark mark = new SendLog.Mark(route, operation.order());
        if (!operation.sending()) {
            pending.put(rowKey(operation.operation()), operation.beingSent());
            sendLog.marked(mark);
            return false;
        }
        if (!sendLog.knows(mark)) {
            refuse(current, operation, RowFault.unknown("the job stopped while it was being sent"));
            if (followed) {
                current.sweep.again(route);
            }
            return false;
        }
        return sendLog.maySend(mark);
    }

    private static Batch.Row row(PendingOperation pending, boolean followed) {
        Operation operation = pending.operation();
        return new Batch.Row(
                operation.kind(),
                operation.route(),
                operation.keyHigh(),
                operation.keyLow(),
                pending.order(),
                operation.key(),
                operation.identifier(),
                operation.body(),
                followed);
    }

    /** The first call for an operation: an update of users asks first who is known. */
    private Batch.Lane firstLane(Operation operation) {
        boolean asks =
                operation.kind() == OperationKind.UPDATE_USER && !settings.unknownUsersRefused();
        return asks
                ? new Batch.Lane(Endpoint.USERS_GET, "")
                : new Batch.Lane(Endpoint.of(operation.kind()), operation.target());
    }

    /** Keeps an operation, of the current route, that is not tried in this run. */
    private void rest(Delivering current, PendingOperation operation) throws Exception {
        PendingOperation rested = operation.rested(current.run);
        pending.put(rowKey(operation.operation()), rested);
        accounts.rested(keyGroup(operation.operation().route()));
        if (operation.isQuarantined(settings.retries())) {
            emit(Deliveries.quarantined(current.run, subtask(), rested));
        }
    }

    private Optional<RowFault> unsendableFor(Operation operation) {
        if (!operation.fault().isEmpty()) {
            return Optional.of(new RowFault("unsendable", operation.fault()));
        }
        Batch.Lane lane = new Batch.Lane(Endpoint.of(operation.kind()), operation.target());
        long bytes = dispatch.bytesAlone(lane, row(PendingOperation.arrived(operation, 0), false));
        return bytes <= settings.batch().bytes()
                ? Optional.empty()
                : Optional.of(
                        new RowFault(
                                "BatchTooLarge",
                                "the row alone has "
                                        + bytes
                                        + " bytes, a request takes "
                                        + settings.batch().bytes()));
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

    private static Tuple2<Long, Long> rowKey(Operation operation) {
        return Tuple2.of(operation.keyHigh(), operation.keyLow());
    }

    private static Tuple2<Long, Long> rowKey(Batch.Row row) {
        return Tuple2.of(row.keyHigh(), row.keyLow());
    }

    private void send(Batch batch) {
        dispatch.sent(batch, now());
        counters.requested(batch.rows().size());
        long sentAt = now();
        CompletableFuture<Void> unused =
                api.call(batch.request())
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
        dispatch.returned(batch);
        Verdict verdict = Verdicts.of(answer, batch.request());
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
                            resend(resend.maybeTaken() ? failed.doubtful() : failed, resend);
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
            dispatch.throttled(failed, now(), decision.reset().map(Duration::toMillis), random);
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
        dispatch.succeeded(batch, now());
        if (!decision.notes().filteredOut().isEmpty()) {
            current.rowsByFilteredFields.merge(
                    String.join(", ", decision.notes().filteredOut()),
                    batch.rows().size(),
                    Integer::sum);
        }
        Set<Integer> open = goAgain(current, batch, decision);
        for (int index = 0; index < batch.rows().size(); index++) {
            if (!open.contains(index)) {
                Optional<RowFault> fault = Optional.ofNullable(decision.rejected().get(index));
                settleRow(current, batch, batch.rows().get(index), fault);
            }
        }
    }

    /** Sends parts of a batch again; returns their rows. */
    private Set<Integer> goAgain(Delivering current, Batch batch, Decision.Settle decision) {
        Set<Integer> open = new HashSet<>(decision.later());
        List<Batch.Row> later = decision.later().stream().map(batch.rows()::get).toList();
        if (current.halt.isPresent()) {
            later.forEach(row -> dispatch.release(row.route()));
        } else if (!later.isEmpty()) {
            Batch failed = dispatch.failed(batch).of(later);
            double random = ThreadLocalRandom.current().nextDouble();
            dispatch.resend(failed, now() + dispatch.backOffMillis(failed, random));
        }
        for (List<Integer> group : decision.again()) {
            List<Batch.Row> rows = group.stream().map(batch.rows()::get).toList();
            open.addAll(group);
            if (current.halt.isPresent()) {
                rows.forEach(row -> dispatch.release(row.route()));
            } else {
                dispatch.resendPart(Batch.fresh(batch.lane(), rows));
            }
        }
        return open;
    }

    private void settleRow(Delivering current, Batch batch, Batch.Row row, Optional<RowFault> told)
            throws Exception {
        Optional<PendingOperation> operation = owed(row);
        boolean skipped = told.filter(fault -> isSkipped(row, fault)).isPresent();
        Optional<RowFault> fault = told.filter(any -> !skipped);
        if (operation.isPresent() && fault.isEmpty() && !skipped && isQuestion(batch)) {
            askedFor(current, row);
            return;
        }
        current.typeFaults.settled(fault);
        if (operation.isPresent() && fault.isPresent()) {
            if (fault.get().isUserNotFound()
                    && row.kind() == OperationKind.TRACK_EVENT
                    && operation.get().waitedIn() < current.run
                    && current.halt.isEmpty()) {
                pending.put(rowKey(row), operation.get().putOff(current.run));
                dispatch.putOff(
                        row.route(), now() + settings.retries().visibilityDelay().toMillis());
                return;
            }
            refuse(current, operation.get(), fault.get());
        } else if (operation.isPresent()) {
            current.skipped += skipped ? 1 : 0;
            pending.remove(rowKey(row));
            accounts.accepted(keyGroup(row.route()));
        }
        sendLog.settled(new SendLog.Mark(row.route(), row.order()));
        giveBack(row);
    }

    private static boolean isQuestion(Batch batch) {
        return batch.endpoint() == Endpoint.USERS_GET;
    }

    /** An update of a user there is not is done: none is to be created. */
    private static boolean isSkipped(Batch.Row row, RowFault fault) {
        return row.kind() == OperationKind.UPDATE_USER
                && (fault.equals(RowFault.SKIPPED)
                        || fault.isUserNotFound()
                        || fault.code().equals("invalidUserIds"));
    }

    /** The user is known: now the update itself. */
    private void askedFor(Delivering current, Batch.Row row) {
        if (current.halt.isPresent()) {
            dispatch.release(row.route());
            return;
        }
        Batch.Lane lane = new Batch.Lane(Endpoint.of(row.kind()), "");
        if (!dispatch.fits(lane, row)) {
            dispatch.closeDraft(lane, now());
        }
        dispatch.add(lane, row);
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

    /**
     * Keeps the operation, of the current route, and tells why it was refused; if no later try is
     * made, it is kept no longer.
     */
    private void refuse(Delivering current, PendingOperation refused, RowFault fault)
            throws Exception {
        PendingOperation kept = refused.refused(current.run, fault.code(), fault.reason(), now());
        Operation operation = kept.operation();
        int keyGroup = keyGroup(operation.route());
        if (fault.isFinal()) {
            pending.remove(rowKey(operation));
            accounts.givenUp(keyGroup);
        } else {
            pending.put(rowKey(operation), kept);
            accounts.rejected(keyGroup);
        }
        counters.refused();
        emit(
                !fault.isFinal() && kept.isQuarantined(settings.retries())
                        ? Deliveries.quarantined(current.run, subtask(), kept)
                        : Deliveries.rejected(current.run, subtask(), kept));
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
        if (current.skipped > 0) {
            emit(Deliveries.skipped(current.run, subtask(), current.skipped));
        }
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
