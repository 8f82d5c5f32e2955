/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Reads its part of one run after the other with a fresh reader of the bounded source each, as the
 * enumerator orders, and emits the marks between. Runs on the task's thread only. It is restored
 * empty: what its state held is reported to the enumerator.
 */
final class RepeatingReader<T, S extends SourceSplit>
        implements SourceReader<T, RunSplit>, EnumeratorOrder.Receiver {

    private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

    /** A look at the clock costs about as much as a row. */
    private static final int POLLS_A_LOOK = 256;

    private final Source<T, S, ?> bounded;
    private final RowCount<T> count;
    private final SimpleVersionedSerializer<S> splitSerializer;
    private final SourceReaderContext context;
    private final Wakeup wakeup = new Wakeup();

    /** What goes out before any further row. */
    private final Queue<Consumer<ReaderOutput<T>>> due = new ArrayDeque<>();

    private Optional<Reading> current = Optional.empty();

    /** The run whose complete mark is out, until a checkpoint behind it is complete. */
    private OptionalLong unconfirmed = OptionalLong.empty();

    private OptionalLong confirmedBy = OptionalLong.empty();

    RepeatingReader(Source<T, S, ?> bounded, RowCount<T> count, SourceReaderContext context) {
        this.bounded = bounded;
        this.count = count;
        this.splitSerializer = bounded.getSplitSerializer();
        this.context = context;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        while (!due.isEmpty()) {
            due.remove().accept(output);
        }
        Optional<Reading> reading = current.filter(Reading::isOpen);
        return reading.isPresent() ? reading.get().poll(output) : InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (!due.isEmpty()) {
            return Wakeup.NOW;
        }
        return current.flatMap(reading -> reading.inner)
                .map(inner -> wakeup.onWakeOr(inner.isAvailable()))
                .orElseGet(wakeup::onWake);
    }

    @Override
    public List<RunSplit> snapshotState(long checkpointId) {
        if (unconfirmed.isPresent() && confirmedBy.isEmpty()) {
            confirmedBy = OptionalLong.of(checkpointId);
        }
        return current.map(reading -> reading.snapshot(checkpointId)).orElse(List.of());
    }

    @Override
    public void addSplits(List<RunSplit> splits) {
        List<RunSplit.Part> parts =
                splits.stream()
                        .flatMap(
                                split ->
                                        split
                                                .match(Optional::of, t -> noPart(), f -> noPart())
                                                .stream())
                        .toList();
        for (RunSplit.Part part : parts) {
            reading(part.run()).ifPresent(reading -> reading.add(part));
        }
    }

    /** Never said to this reader: each run has its own {@link EnumeratorOrder.NoMoreSplits}. */
    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void handleSourceEvents(SourceEvent event) {
        ((EnumeratorOrder) event).tell(this);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (confirmedBy.isPresent() && confirmedBy.getAsLong() <= checkpointId) {
            ReaderReport ready = new ReaderReport.Ready(unconfirmed.getAsLong());
            due.add(output -> report(ready));
            unconfirmed = OptionalLong.empty();
            confirmedBy = OptionalLong.empty();
            wakeup.wake();
        }
        current.ifPresent(
                reading -> reading.inInner(inner -> inner.notifyCheckpointComplete(checkpointId)));
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        current.ifPresent(
                reading -> reading.inInner(inner -> inner.notifyCheckpointAborted(checkpointId)));
    }

    @Override
    public void close() {
        current.ifPresent(Reading::close);
        current = Optional.empty();
    }

    @Override
    public void start(EnumeratorOrder.Start order) {
        emitLater(RunMark.start(order.run(), order.epoch(), order.attempt()));
        if (reading(order.run()).isEmpty()) {
            forget();
            Reading reading = new Reading(order);
            current = Optional.of(reading);
            reading.open();
        }
    }

    @Override
    public void noMoreSplits(EnumeratorOrder.NoMoreSplits order) {
        reading(order.run())
                .ifPresent(reading -> reading.inInner(SourceReader::notifyNoMoreSplits));
        wakeup.wake();
    }

    @Override
    public void innerSays(EnumeratorOrder.InnerSays order) {
        reading(order.run())
                .ifPresent(
                        reading ->
                                reading.inInner(inner -> inner.handleSourceEvents(order.event())));
        wakeup.wake();
    }

    @Override
    public void complete(EnumeratorOrder.Complete order) {
        emitLater(RunMark.complete(order.run()));
        due.add(output -> emitted(order.run()));
    }

    @Override
    public void drop(EnumeratorOrder.Drop order) {
        reading(order.run()).ifPresent(reading -> forget());
    }

    private void emitLater(RunMark mark) {
        due.add(output -> output.emitWatermark(new Watermark(mark.toWatermark())));
        wakeup.wake();
    }

    private void emitted(long run) {
        unconfirmed = OptionalLong.of(run);
        confirmedBy = OptionalLong.empty();
        report(new ReaderReport.Emitted(run));
    }

    private void forget() {
        current.ifPresent(
                reading -> {
                    reading.close();
                    due.add(reading::release);
                    wakeup.wake();
                });
        current = Optional.empty();
    }

    private Optional<Reading> reading(long run) {
        return current.filter(reading -> reading.run == run);
    }

    private void report(ReaderReport report) {
        context.sendSourceEventToCoordinator(report);
    }

    private static Optional<RunSplit.Part> noPart() {
        return Optional.empty();
    }

    /** This reader's part of one run, from when it was told to start. */
    private final class Reading {

        private final long run;

        /** Unique in the run; see {@link RunSplit.Tally}. */
        private final String id;

        private final RunOutput<T> output;
        private final List<String> assigned = new ArrayList<>();
        private Optional<SourceReader<T, S>> inner = Optional.empty();
        private Optional<String> failure = Optional.empty();
        private long reportedAt = System.nanoTime();
        private long reportedRows;
        private int polls;

        private Reading(EnumeratorOrder.Start order) {
            run = order.run();
            id = RunSplit.Tally.reading(order.attempt(), context.getIndexOfSubtask());
            output = new RunOutput<>(run, count);
        }

        private boolean isOpen() {
            return inner.isPresent();
        }

        private void open() {
            guarded(
                    () -> {
                        SourceReader<T, S> fresh =
                                bounded.createReader(new RunReaderContext(context, run));
                        inner = Optional.of(fresh);
                        fresh.start();
                    });
            wakeup.wake();
        }

        /** A reader that has already finished reads again: a split came back from another one. */
        private void add(RunSplit.Part part) {
            assigned.add(part.splitId());
            if (failure.isEmpty() && inner.isEmpty()) {
                open();
            }
            inInner(
                    reader ->
                            reader.addSplits(
                                    List.of(
                                            splitSerializer.deserialize(
                                                    part.innerVersion(), part.inner()))));
            wakeup.wake();
        }

        private InputStatus poll(ReaderOutput<T> target) throws Exception {
            output.to(target);
            InputStatus status = InputStatus.NOTHING_AVAILABLE;
            try {
                status = inner.orElseThrow().pollNext(output);
            } catch (Throwable error) {
                fail(error);
            }
            if (status == InputStatus.END_OF_INPUT) {
                close();
                report(new ReaderReport.Finished(run, assigned.size(), output.rows()));
                return InputStatus.NOTHING_AVAILABLE;
            }
            if (status != InputStatus.MORE_AVAILABLE || ++polls % POLLS_A_LOOK == 0) {
                reportProgress();
            }
            return status;
        }

        private void reportProgress() {
            if (output.rows() != reportedRows && System.nanoTime() - reportedAt > PROGRESS_NANOS) {
                reportedAt = System.nanoTime();
                reportedRows = output.rows();
                report(new ReaderReport.Progress(run, reportedRows));
            }
        }

        private List<RunSplit> snapshot(long checkpointId) {
            List<RunSplit> splits = new ArrayList<>();
            inInner(
                    reader -> {
                        for (S split : reader.snapshotState(checkpointId)) {
                            splits.add(part(split));
                        }
                    });
            splits.add(new RunSplit.Tally(run, id, output.rows()));
            failure.ifPresent(reason -> splits.add(new RunSplit.Failure(run, id, reason)));
            return splits;
        }

        private RunSplit.Part part(S split) throws IOException {
            return new RunSplit.Part(
                    run,
                    split.splitId(),
                    splitSerializer.getVersion(),
                    splitSerializer.serialize(split));
        }

        private void inInner(InnerStep<T, S> step) {
            if (inner.isPresent()) {
                guarded(() -> step.run(inner.get()));
            }
        }

        private void guarded(ThrowingRunnable<Throwable> step) {
            try {
                step.run();
            } catch (Throwable error) {
                try {
                    fail(error);
                } catch (Exception notOfSource) {
                    ExceptionUtils.rethrow(notOfSource);
                }
            }
        }

        /** Ends the reading; throws if something else than the bounded source is to blame. */
        private void fail(Throwable error) throws Exception {
            if (output.downstreamFailure().isPresent()) {
                ExceptionUtils.rethrowException(output.downstreamFailure().get());
            }
            FailureReason.rethrowUnlessOfSource(error);
            String reason = FailureReason.of(error);
            failure = Optional.of(reason);
            close();
            report(new ReaderReport.Failed(run, reason));
        }

        private void close() {
            inner.ifPresent(IOUtils::closeQuietly);
            inner = Optional.empty();
        }

        /** Flink made an output for each split it handed over. */
        private void release(ReaderOutput<T> target) {
            assigned.forEach(target::releaseOutputForSplit);
        }
    }

    /** A call of the bounded source's reader. */
    private interface InnerStep<T, S extends SourceSplit> {
        void run(SourceReader<T, S> inner) throws Exception;
    }
}
