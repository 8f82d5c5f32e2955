/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.ArrayDeque;
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

/**
 * Reads its part of each run with a new reader of the bounded source, as the enumerator orders, and
 * emits the marks before and after. Runs on the task's thread only. A restored reader starts empty:
 * its state is reported to the enumerator.
 */
final class RepeatingReader<T, S extends SourceSplit>
        implements SourceReader<T, RunSplit>, EnumeratorOrder.Receiver {

    private final Source<T, S, ?> bounded;
    private final RowCount<T> count;
    private final SourceReaderContext context;
    private final Wakeup wakeup = new Wakeup();

    /** Actions before the next row, such as emitting a mark. */
    private final Queue<Consumer<ReaderOutput<T>>> due = new ArrayDeque<>();

    private Optional<RunReading<T, S>> current = Optional.empty();

    /** The run whose complete mark is emitted, until a later checkpoint is complete. */
    private OptionalLong unconfirmed = OptionalLong.empty();

    /** The first checkpoint after that complete mark. */
    private OptionalLong confirmedBy = OptionalLong.empty();

    RepeatingReader(Source<T, S, ?> bounded, RowCount<T> count, SourceReaderContext context) {
        this.bounded = bounded;
        this.count = count;
        this.context = context;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        while (!due.isEmpty()) {
            due.remove().accept(output);
        }
        Optional<RunReading<T, S>> reading = current.filter(RunReading::isOpen);
        return reading.isPresent() ? reading.get().poll(output) : InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (!due.isEmpty()) {
            return Wakeup.NOW;
        }
        return current.flatMap(RunReading::availability).orElseGet(wakeup::onWake);
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
        for (RunSplit split : splits) {
            Runnable step = split.match(part -> () -> add(part), tally -> () -> {}, f -> () -> {});
            step.run();
        }
    }

    private void add(RunSplit.Part part) {
        reading(part.run()).ifPresent(reading -> reading.add(part));
    }

    /** Never called: each run has its own {@link EnumeratorOrder.NoMoreSplits}. */
    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void handleSourceEvents(SourceEvent event) {
        ((EnumeratorOrder) event).deliverTo(this);
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
                reading ->
                        reading.callInner(inner -> inner.notifyCheckpointComplete(checkpointId)));
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        current.ifPresent(
                reading -> reading.callInner(inner -> inner.notifyCheckpointAborted(checkpointId)));
    }

    @Override
    public void close() {
        current.ifPresent(RunReading::close);
        current = Optional.empty();
    }

    @Override
    public void start(EnumeratorOrder.Start order) {
        emitLater(RunMark.start(order.run(), order.epoch(), order.attempt()));
        if (reading(order.run()).isEmpty()) {
            dropCurrent();
            RunReading<T, S> reading = new RunReading<>(order, bounded, count, context, wakeup);
            current = Optional.of(reading);
            reading.open();
        }
    }

    @Override
    public void noMoreSplits(EnumeratorOrder.NoMoreSplits order) {
        reading(order.run())
                .ifPresent(reading -> reading.callInner(SourceReader::notifyNoMoreSplits));
        wakeup.wake();
    }

    @Override
    public void innerEvent(EnumeratorOrder.InnerEvent order) {
        reading(order.run())
                .ifPresent(
                        reading ->
                                reading.callInner(
                                        inner -> inner.handleSourceEvents(order.event())));
        wakeup.wake();
    }

    @Override
    public void complete(EnumeratorOrder.Complete order) {
        emitLater(RunMark.complete(order.run()));
        due.add(output -> emitted(order.run()));
    }

    @Override
    public void drop(EnumeratorOrder.Drop order) {
        reading(order.run()).ifPresent(reading -> dropCurrent());
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

    private void dropCurrent() {
        current.ifPresent(
                reading -> {
                    reading.close();
                    due.add(reading::releaseOutputs);
                    wakeup.wake();
                });
        current = Optional.empty();
    }

    private Optional<RunReading<T, S>> reading(long run) {
        return current.filter(reading -> reading.run() == run);
    }

    private void report(ReaderReport report) {
        context.sendSourceEventToCoordinator(report);
    }
}
