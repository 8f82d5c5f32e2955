/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FilesException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;

/** Lists the files once, not on the coordinator's thread, then assigns one file per request. */
final class FilesEnumerator implements SplitEnumerator<FileSplit, RemainingFiles> {

    private final FilesTable table;
    private final SplitEnumeratorContext<FileSplit> context;
    private final Deque<FileSplit> remaining;
    private final Set<Integer> waitingReaders = new LinkedHashSet<>();
    private boolean listed;

    FilesEnumerator(
            FilesTable table, SplitEnumeratorContext<FileSplit> context, RemainingFiles restored) {
        this.table = table;
        this.context = context;
        this.remaining = new ArrayDeque<>(restored.splits());
        this.listed = restored.listed();
    }

    @Override
    public void start() {
        if (!listed) {
            context.callAsync(() -> FileListing.of(table.location()), this::filesListed);
        }
    }

    private void filesListed(List<SourceFile> files, Throwable failure) {
        if (failure != null) {
            throw failure instanceof FilesException known
                    ? known
                    : new FlinkRuntimeException(failure);
        }
        files.stream()
                .sorted(Comparator.comparingLong(SourceFile::length).reversed())
                .forEach(file -> remaining.add(new FileSplit(file, 0)));
        listed = true;
        assignFiles();
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        waitingReaders.add(subtask);
        assignFiles();
    }

    private void assignFiles() {
        if (!listed) {
            return;
        }
        for (int subtask : List.copyOf(waitingReaders)) {
            waitingReaders.remove(subtask);
            if (!context.registeredReaders().containsKey(subtask)) {
                continue;
            }
            if (remaining.isEmpty()) {
                context.signalNoMoreSplits(subtask);
            } else {
                context.assignSplit(remaining.removeFirst(), subtask);
            }
        }
    }

    @Override
    public void addSplitsBack(List<FileSplit> splits, int subtask) {
        waitingReaders.remove(subtask);
        splits.forEach(remaining::addFirst);
        assignFiles();
    }

    @Override
    public void addReader(int subtask) {}

    @Override
    public RemainingFiles snapshotState(long checkpoint) {
        return new RemainingFiles(listed, List.copyOf(remaining));
    }

    @Override
    public void close() {}
}
