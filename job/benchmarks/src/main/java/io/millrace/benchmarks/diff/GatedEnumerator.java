/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * Holds back the requests of readers until a {@link RunBarrier} opens, and then starts the gated
 * enumerator. Runs on the coordinator's thread. A checkpoint may read the state of the gated
 * enumerator before its start; an enumerator that plans in {@code start()} has none then.
 */
final class GatedEnumerator<S extends SourceSplit, C> implements SplitEnumerator<S, C> {

    private final SplitEnumerator<S, C> gated;
    private final SplitEnumeratorContext<S> context;
    private final RunBarrier barrier;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean open;

    GatedEnumerator(
            SplitEnumerator<S, C> gated, SplitEnumeratorContext<S> context, RunBarrier barrier) {
        this.gated = gated;
        this.context = context;
        this.barrier = barrier;
    }

    @Override
    public void start() {
        barrier.arrive(() -> context.runInCoordinatorThread(this::open));
    }

    private void open() {
        open = true;
        gated.start();
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private void onceOpen(Runnable question) {
        if (open) {
            question.run();
        } else {
            waiting.add(question);
        }
    }

    @Override
    public void addReader(int subtask) {
        onceOpen(() -> gated.addReader(subtask));
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        onceOpen(() -> gated.handleSplitRequest(subtask, host));
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        onceOpen(() -> gated.handleSourceEvent(subtask, event));
    }

    @Override
    public void addSplitsBack(List<S> splits, int subtask) {
        gated.addSplitsBack(splits, subtask);
    }

    @Override
    public C snapshotState(long checkpointId) throws Exception {
        return gated.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        gated.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        gated.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws IOException {
        gated.close();
    }
}
