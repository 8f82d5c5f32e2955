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
 * Keeps what readers ask until a {@link RunBarrier} lets the enumerator behind start. Runs on the
 * coordinator's thread. The enumerator behind may be asked for its state before it has started; one
 * that plans in {@code start()} then has nothing to tell.
 */
final class GatedEnumerator<S extends SourceSplit, C> implements SplitEnumerator<S, C> {

    private final SplitEnumerator<S, C> behind;
    private final SplitEnumeratorContext<S> context;
    private final RunBarrier meeting;
    private final List<Runnable> asked = new ArrayList<>();
    private boolean open;

    GatedEnumerator(
            SplitEnumerator<S, C> behind, SplitEnumeratorContext<S> context, RunBarrier meeting) {
        this.behind = behind;
        this.context = context;
        this.meeting = meeting;
    }

    @Override
    public void start() {
        meeting.arrive(() -> context.runInCoordinatorThread(this::open));
    }

    private void open() {
        open = true;
        behind.start();
        asked.forEach(Runnable::run);
        asked.clear();
    }

    private void whenOpen(Runnable question) {
        if (open) {
            question.run();
        } else {
            asked.add(question);
        }
    }

    @Override
    public void addReader(int subtask) {
        whenOpen(() -> behind.addReader(subtask));
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        whenOpen(() -> behind.handleSplitRequest(subtask, host));
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        whenOpen(() -> behind.handleSourceEvent(subtask, event));
    }

    @Override
    public void addSplitsBack(List<S> splits, int subtask) {
        behind.addSplitsBack(splits, subtask);
    }

    @Override
    public C snapshotState(long checkpointId) throws Exception {
        return behind.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        behind.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        behind.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws IOException {
        behind.close();
    }
}
