/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.diff.DiffTally;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.SentRow;
import io.millrace.mapping.operation.KeyGroups;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.OperationPacker;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.removal.RemovalReview;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** One subtask of the outbox on RocksDB, driven step by step against a {@link FakeIterable}. */
final class OutboxHarness implements AutoCloseable {

    private static final int MAX_PARALLELISM = 16;

    private final KeyedBroadcastHarness harness;
    private long checkpoint;

    private OutboxHarness(KeyedBroadcastHarness harness) {
        this.harness = harness;
    }

    static OutboxHarness start(IterableApi iterable, OutboxSettings.Builder options)
            throws Exception {
        return start(iterable, options, Optional.empty(), 1, 0);
    }

    static OutboxHarness restore(
            FakeIterable iterable, OutboxSettings.Builder options, OperatorSubtaskState state)
            throws Exception {
        return start(iterable, options, Optional.of(state), 1, 0);
    }

    static OutboxHarness restore(
            FakeIterable iterable,
            OutboxSettings.Builder options,
            RowReleases releases,
            OperatorSubtaskState state)
            throws Exception {
        OutboxOperatorFactory factory =
                new OutboxOperatorFactory(
                        options.build(),
                        (timeout, connections) -> iterable,
                        new DeliveryLookups(() -> releases, OwnList.NONE, RemovalReview.NONE));
        return start(factory, Optional.of(state), 1, 0);
    }

    static OutboxHarness start(
            FakeIterable iterable,
            OutboxSettings.Builder options,
            OwnList list,
            Optional<OperatorSubtaskState> state)
            throws Exception {
        OutboxOperatorFactory factory =
                new OutboxOperatorFactory(
                        options.build(),
                        (timeout, connections) -> iterable,
                        new DeliveryLookups(RowReleases.NONE, () -> list, RemovalReview.NONE));
        return start(factory, state, 1, 0);
    }

    static OutboxHarness start(
            FakeIterable iterable,
            OutboxSettings.Builder options,
            RemovalReview review,
            Optional<OperatorSubtaskState> state,
            int parallelism,
            int subtask)
            throws Exception {
        OutboxOperatorFactory factory =
                new OutboxOperatorFactory(
                        options.build(),
                        (timeout, connections) -> iterable,
                        new DeliveryLookups(RowReleases.NONE, OwnList.NONE, () -> review));
        return start(factory, state, parallelism, subtask);
    }

    /** Returns the part of one subtask in the states of all subtasks of another parallelism. */
    static OperatorSubtaskState part(
            List<OperatorSubtaskState> states, int parallelism, int subtask) throws Exception {
        OperatorSubtaskState whole =
                AbstractStreamOperatorTestHarness.repackageState(
                        states.toArray(OperatorSubtaskState[]::new));
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(
                whole, MAX_PARALLELISM, states.size(), parallelism, subtask);
    }

    static OutboxHarness rescale(
            FakeIterable iterable,
            OutboxSettings.Builder options,
            List<OperatorSubtaskState> states,
            int parallelism,
            int subtask)
            throws Exception {
        Optional<OperatorSubtaskState> part = Optional.of(part(states, parallelism, subtask));
        return start(iterable, options, part, parallelism, subtask);
    }

    /** Returns an operation whose route is that of its identifier. */
    static Operation ask(
            OperationKind kind, long run, long row, String identifier, String target, String body) {
        return new Operation(
                kind,
                run,
                row,
                row,
                route(identifier),
                "id=" + row,
                identifier,
                target,
                body.getBytes(StandardCharsets.UTF_8),
                "");
    }

    /** Returns the operation with the route of another identity. */
    static Operation routed(String email, Operation operation) {
        return new Operation(
                operation.kind(),
                operation.run(),
                operation.keyHigh(),
                operation.keyLow(),
                route(email),
                operation.key(),
                operation.identifier(),
                operation.target(),
                operation.body(),
                operation.fault());
    }

    static OutboxHarness start(
            IterableApi iterable,
            OutboxSettings.Builder options,
            Optional<OperatorSubtaskState> state,
            int parallelism,
            int subtask)
            throws Exception {
        OutboxOperatorFactory factory =
                new OutboxOperatorFactory(options.build(), (timeout, connections) -> iterable);
        return start(factory, state, parallelism, subtask);
    }

    private static OutboxHarness start(
            OutboxOperatorFactory factory,
            Optional<OperatorSubtaskState> state,
            int parallelism,
            int subtask)
            throws Exception {
        KeyedBroadcastHarness harness =
                new KeyedBroadcastHarness(factory, MAX_PARALLELISM, parallelism, subtask);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend());
        harness.setProcessingTime(1_000_000);
        harness.setup();
        harness.initializeState(state.orElse(null));
        harness.open();
        OutboxHarness outbox = new OutboxHarness(harness);
        outbox.runMails();
        return outbox;
    }

    static Operation upsert(long run, long row, String email, String value) {
        return operation(run, row, email, json(email, value), "");
    }

    static Operation faulty(long run, long row, String fault) {
        return operation(run, row, "", "", fault);
    }

    static Operation withdraw(long run, long row, String email) {
        return new Operation(
                OperationKind.WITHDRAW, run, row, row, route(email), "", "", "", new byte[0], "");
    }

    private static Operation operation(
            long run, long row, String email, String body, String fault) {
        return new Operation(
                OperationKind.UPSERT_USER,
                run,
                row,
                row,
                route(email),
                "id=" + row,
                email,
                "",
                body.getBytes(StandardCharsets.UTF_8),
                fault);
    }

    static String json(String email, String value) {
        return "{\"email\":\"" + email + "\",\"dataFields\":{\"plan\":\"" + value + "\"}}";
    }

    static String text(SentRow user) {
        return new String(user.body(), StandardCharsets.UTF_8);
    }

    static long route(String email) {
        return email.hashCode();
    }

    static int subtaskOf(String email, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                route(email), MAX_PARALLELISM, parallelism);
    }

    void receive(Operation... operations) throws Exception {
        List<OperationChunk> chunks = new ArrayList<>();
        OperationPacker packer = new OperationPacker(new KeyGroups(MAX_PARALLELISM), chunks::add);
        for (Operation operation : operations) {
            packer.add(operation);
            packer.flush();
        }
        for (OperationChunk chunk : chunks) {
            harness.processChunk(chunk);
            runMails();
        }
    }

    void tally(DiffTally tally) throws Exception {
        harness.processTally(tally);
        runMails();
    }

    void boundary(long run) throws Exception {
        harness.processWatermark(run);
        runMails();
    }

    OperatorSubtaskState snapshot() throws Exception {
        checkpoint++;
        return harness.snapshot(checkpoint, checkpoint);
    }

    void completeCheckpoint() throws Exception {
        harness.notifyOfCompletedCheckpoint(checkpoint);
        runMails();
    }

    /** Ends a run: its boundary, a checkpoint, and the completion of the checkpoint. */
    void release(long run) throws Exception {
        boundary(run);
        snapshot();
        completeCheckpoint();
    }

    void pass(long millis) throws Exception {
        harness.setProcessingTime(harness.getProcessingTime() + millis);
        runMails();
    }

    void runMails() throws Exception {
        Optional<Mail> mail = harness.getTaskMailbox().tryTake(0);
        while (mail.isPresent()) {
            mail.get().run();
            mail = harness.getTaskMailbox().tryTake(0);
        }
    }

    List<DeliveryNotice> notices(NoticeKind kind) {
        return harness.extractOutputValues().stream()
                .filter(delivery -> delivery.kind() == kind)
                .toList();
    }

    /** Returns the tallies of the settled runs, in order. */
    List<DeliveryTally> settled() {
        return notices(NoticeKind.SETTLED).stream().map(DeliveryNotice::tally).toList();
    }

    List<Long> watermarks() {
        List<Long> marks = new ArrayList<>();
        for (Object element : harness.getOutput()) {
            if (element instanceof Watermark mark) {
                marks.add(mark.getTimestamp());
            }
        }
        return marks;
    }

    /** The pending operations of all runs. */
    long pendingOperations() {
        return ((OutboxOperator) harness.getOperator()).pendingOperations();
    }

    @Override
    public void close() throws IOException {
        try {
            harness.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
