/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/**
 * The context of the bounded source's enumerator during one run. Its readers are those that have
 * received the order to start the run. Calls after the end of the run have no effect.
 */
final class RunEnumeratorContext<S extends SourceSplit>
        implements SplitEnumeratorContext<S>, RestartableRun {

    /** The run of this context. */
    interface Coordinator {

        /** Whether the reader is registered and has received the order to start the run. */
        boolean isReachable(int subtask);

        void assigned(int subtask, RunSplit.Part part);

        /** See {@link RestartableRun#startOver()}. */
        void startedOver();

        /** Runs code of the bounded source; an exception ends the run, not the job. */
        void callSource(Runnable call);
    }

    private final SplitEnumeratorContext<RunSplit> context;
    private final SimpleVersionedSerializer<S> splitSerializer;
    private final long run;
    private final Coordinator coordinator;
    private final List<PeriodicCall<?>> periodicCalls = new ArrayList<>();

    /** Splits assigned to readers that had just failed; returned to the bounded source later. */
    private final Map<Integer, List<S>> undelivered = new HashMap<>();

    private volatile boolean over;

    RunEnumeratorContext(
            SplitEnumeratorContext<RunSplit> context,
            SimpleVersionedSerializer<S> splitSerializer,
            long run,
            Coordinator coordinator) {
        this.context = context;
        this.splitSerializer = splitSerializer;
        this.run = run;
        this.coordinator = coordinator;
    }

    void end() {
        over = true;
    }

    @Override
    public void startOver() {
        coordinator.startedOver();
    }

    boolean hasUndelivered() {
        return !undelivered.isEmpty();
    }

    Map<Integer, List<S>> takeUndelivered() {
        Map<Integer, List<S>> taken = Map.copyOf(undelivered);
        undelivered.clear();
        return taken;
    }

    /** Makes the periodic calls that are due. Flink can't end a periodic call with a run. */
    void tick(long nowMillis) {
        Iterator<PeriodicCall<?>> calls = List.copyOf(periodicCalls).iterator();
        while (calls.hasNext() && !over) {
            calls.next().callIfDue(nowMillis);
        }
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return context.metricGroup();
    }

    @Override
    public int currentParallelism() {
        return context.currentParallelism();
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return context.registeredReaders().values().stream()
                .filter(reader -> coordinator.isReachable(reader.getSubtaskId()))
                .collect(
                        Collectors.toMap(
                                ReaderInfo::getSubtaskId,
                                reader ->
                                        new ReaderInfo(
                                                reader.getSubtaskId(), reader.getLocation())));
    }

    @Override
    public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
        return registeredReaders().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> Map.of(0, e.getValue())));
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        send(subtask, new EnumeratorOrder.InnerEvent(run, event));
    }

    @Override
    public void sendEventToSourceReader(int subtask, int attemptNumber, SourceEvent event) {
        sendEventToSourceReader(subtask, event);
    }

    @Override
    public void assignSplits(SplitsAssignment<S> assignment) {
        if (!over) {
            assignment.assignment().forEach(this::assign);
        }
    }

    /** Sent as an order of the run: Flink's own signal would end the reader permanently. */
    @Override
    public void signalNoMoreSplits(int subtask) {
        send(subtask, new EnumeratorOrder.NoMoreSplits(run));
    }

    @Override
    public <R> void callAsync(Callable<R> callable, BiConsumer<R, Throwable> handler) {
        context.callAsync(
                callable,
                (result, error) -> {
                    if (!over) {
                        coordinator.callSource(() -> handler.accept(result, error));
                    }
                });
    }

    /** The enumerator's clock makes the calls until the run ends; see {@link #tick}. */
    @Override
    public <R> void callAsync(
            Callable<R> callable,
            BiConsumer<R, Throwable> handler,
            long initialDelayMillis,
            long periodMillis) {
        long first = System.currentTimeMillis() + initialDelayMillis;
        periodicCalls.add(new PeriodicCall<>(callable, handler, first, periodMillis));
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        context.runInCoordinatorThread(
                () -> {
                    if (!over) {
                        coordinator.callSource(runnable);
                    }
                });
    }

    /** No-op: the job decides about its checkpoint interval. */
    @Override
    public void setIsProcessingBacklog(boolean isProcessingBacklog) {}

    private void assign(int subtask, List<S> splits) {
        if (!coordinator.isReachable(subtask)) {
            undelivered.computeIfAbsent(subtask, reader -> new ArrayList<>()).addAll(splits);
            return;
        }
        List<RunSplit> parts = new ArrayList<>();
        for (S split : splits) {
            RunSplit.Part part = part(split);
            parts.add(part);
            coordinator.assigned(subtask, part);
        }
        context.assignSplits(new SplitsAssignment<>(Map.of(subtask, parts)));
    }

    private RunSplit.Part part(S split) {
        try {
            return new RunSplit.Part(
                    run,
                    split.splitId(),
                    splitSerializer.getVersion(),
                    splitSerializer.serialize(split));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(int subtask, EnumeratorOrder order) {
        if (!over && coordinator.isReachable(subtask)) {
            context.sendEventToSourceReader(subtask, order);
        }
    }

    private final class PeriodicCall<R> {

        private final Callable<R> callable;
        private final BiConsumer<R, Throwable> handler;
        private final long periodMillis;
        private long dueMillis;

        private PeriodicCall(
                Callable<R> callable,
                BiConsumer<R, Throwable> handler,
                long dueMillis,
                long periodMillis) {
            this.callable = callable;
            this.handler = handler;
            this.dueMillis = dueMillis;
            this.periodMillis = periodMillis;
        }

        private void callIfDue(long nowMillis) {
            if (nowMillis >= dueMillis) {
                dueMillis = nowMillis + periodMillis;
                callAsync(callable, handler);
            }
        }
    }
}
