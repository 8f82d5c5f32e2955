/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;

/** Plans once, off the coordinator's thread, then gives each reader that asks one range. */
final class WarehouseEnumerator implements SplitEnumerator<KeyRange, RemainingRanges> {

    private final SplitEnumeratorContext<KeyRange> context;
    private final RangePlanning planning;
    private final Deque<KeyRange> remaining = new ArrayDeque<>();
    private final Set<Integer> asking = new LinkedHashSet<>();
    private boolean planned;

    WarehouseEnumerator(
            WarehouseTable table,
            SplitEnumeratorContext<KeyRange> context,
            RemainingRanges restored) {
        this.context = context;
        this.planning = new RangePlanning(table);
        this.planned = restored.planned();
        restored.ranges().forEach(remaining::addLast);
    }

    @Override
    public void start() {
        if (!planned) {
            context.callAsync(planning::plan, this::take);
        }
    }

    private void take(List<KeyRange> ranges, Throwable failure) {
        if (failure != null) {
            throw failure instanceof WarehouseException known
                    ? known
                    : new FlinkRuntimeException(failure);
        }
        ranges.forEach(remaining::addLast);
        planned = true;
        serve();
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        asking.add(subtask);
        serve();
    }

    private void serve() {
        if (!planned) {
            return;
        }
        for (int subtask : List.copyOf(asking)) {
            asking.remove(subtask);
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
    public void addSplitsBack(List<KeyRange> ranges, int subtask) {
        asking.remove(subtask);
        ranges.forEach(remaining::addFirst);
        serve();
    }

    @Override
    public void addReader(int subtask) {}

    @Override
    public RemainingRanges snapshotState(long checkpoint) {
        return new RemainingRanges(planned, List.copyOf(remaining));
    }

    @Override
    public void close() {
        planning.close();
    }
}
