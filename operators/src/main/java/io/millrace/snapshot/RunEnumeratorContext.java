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
 * What the bounded source's enumerator sees of the job during one run: the readers that were told
 * to start it. After the run nothing it still does has an effect.
 */
final class RunEnumeratorContext<S extends SourceSplit>
        implements SplitEnumeratorContext<S>, RestartableRun {

    /** Whom a run's context answers to. */
    interface Owner {

        /** Whether the reader is there and was told to start the run. */
        boolean reads(int subtask);

        void assigned(int subtask, RunSplit.Part part);

        /** Rows of readings before this one don't count. */
        void startedOver();

        /** Does what the bounded source wants done on the coordinator's thread. */
        void guarded(Runnable step);
    }

    private final SplitEnumeratorContext<RunSplit> context;
    private final SimpleVersionedSerializer<S> splitSerializer;
    private final long run;
    private final Owner owner;
    private final List<Repeated<?>> repeated = new ArrayList<>();

    /** Assigned to a reader that had just failed; goes back to the bounded source's enumerator. */
    private final Map<Integer, List<S>> undelivered = new HashMap<>();

    private volatile boolean over;

    RunEnumeratorContext(
            SplitEnumeratorContext<RunSplit> context,
            SimpleVersionedSerializer<S> splitSerializer,
            long run,
            Owner owner) {
        this.context = context;
        this.splitSerializer = splitSerializer;
        this.run = run;
        this.owner = owner;
    }

    void end() {
        over = true;
    }

    @Override
    public void startOver() {
        owner.startedOver();
    }

    boolean hasUndelivered() {
        return !undelivered.isEmpty();
    }

    Map<Integer, List<S>> takeUndelivered() {
        Map<Integer, List<S>> taken = Map.copyOf(undelivered);
        undelivered.clear();
        return taken;
    }

    /** Makes the periodic calls that are due. */
    void tick(long nowMillis) {
        Iterator<Repeated<?>> calls = List.copyOf(repeated).iterator();
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
                .filter(reader -> owner.reads(reader.getSubtaskId()))
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
        tell(subtask, new EnumeratorOrder.InnerSays(run, event));
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

    /** The real signal would end the reader for good, so it travels as an order of the run. */
    @Override
    public void signalNoMoreSplits(int subtask) {
        tell(subtask, new EnumeratorOrder.NoMoreSplits(run));
    }

    @Override
    public <R> void callAsync(Callable<R> callable, BiConsumer<R, Throwable> handler) {
        context.callAsync(
                callable,
                (result, error) -> {
                    if (!over) {
                        owner.guarded(() -> handler.accept(result, error));
                    }
                });
    }

    /**
     * Flink can't end a periodic call, so the enumerator's own clock drives it while the run is.
     */
    @Override
    public <R> void callAsync(
            Callable<R> callable,
            BiConsumer<R, Throwable> handler,
            long initialDelayMillis,
            long periodMillis) {
        long first = System.currentTimeMillis() + initialDelayMillis;
        repeated.add(new Repeated<>(callable, handler, first, periodMillis));
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        context.runInCoordinatorThread(
                () -> {
                    if (!over) {
                        owner.guarded(runnable);
                    }
                });
    }

    /** Whether checkpoints may be rarer is the job's affair. */
    @Override
    public void setIsProcessingBacklog(boolean isProcessingBacklog) {}

    private void assign(int subtask, List<S> splits) {
        if (!owner.reads(subtask)) {
            undelivered.computeIfAbsent(subtask, reader -> new ArrayList<>()).addAll(splits);
            return;
        }
        List<RunSplit> parts = new ArrayList<>();
        for (S split : splits) {
            RunSplit.Part part = part(split);
            parts.add(part);
            owner.assigned(subtask, part);
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

    private void tell(int subtask, EnumeratorOrder order) {
        if (!over && owner.reads(subtask)) {
            context.sendEventToSourceReader(subtask, order);
        }
    }

    /** A periodic call. */
    private final class Repeated<R> {

        private final Callable<R> callable;
        private final BiConsumer<R, Throwable> handler;
        private final long periodMillis;
        private long dueMillis;

        private Repeated(
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
