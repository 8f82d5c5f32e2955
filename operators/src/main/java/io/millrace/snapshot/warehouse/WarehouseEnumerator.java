/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.RestartableRun;
import io.millrace.snapshot.warehouse.RemainingRanges.Plan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Plans once, off the coordinator's thread, then gives each reader that asks one range. Restored,
 * it plans anew if the ranges were of pages: their snapshot went with the enumerator that made
 * them.
 */
final class WarehouseEnumerator implements SplitEnumerator<TableRange, RemainingRanges> {

    private final SplitEnumeratorContext<TableRange> context;
    private final RangePlanning planning;
    private final Deque<TableRange> remaining = new ArrayDeque<>();
    private final Set<Integer> asking = new LinkedHashSet<>();
    private final boolean startsOver;
    private Plan plan;

    /** What the ranges of pages are of; empty if there are none. */
    private String snapshot = "";

    WarehouseEnumerator(
            WarehouseTable table,
            SplitEnumeratorContext<TableRange> context,
            RemainingRanges restored) {
        this.context = context;
        this.planning = new RangePlanning(table);
        this.startsOver = restored.plan() == Plan.BY_PAGES;
        this.plan = startsOver ? Plan.NONE : restored.plan();
        if (!startsOver) {
            remaining.addAll(restored.ranges());
        }
    }

    @Override
    public void start() {
        if (startsOver && context instanceof RestartableRun run) {
            run.startOver();
        }
        if (plan == Plan.NONE) {
            context.callAsync(planning::plan, this::take);
        }
    }

    private void take(List<TableRange> ranges, Throwable failure) {
        if (failure != null) {
            throw failure instanceof WarehouseException known
                    ? known
                    : new FlinkRuntimeException(failure);
        }
        remaining.addAll(ranges);
        Optional<PageRange> pages = ranges.get(0).match(keys -> Optional.empty(), Optional::of);
        plan = pages.isPresent() ? Plan.BY_PAGES : Plan.BY_KEYS;
        snapshot = pages.map(PageRange::snapshot).orElse("");
        serve();
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        asking.add(subtask);
        serve();
    }

    private void serve() {
        if (plan == Plan.NONE) {
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
    public void addSplitsBack(List<TableRange> ranges, int subtask) {
        asking.remove(subtask);
        ranges.stream().filter(this::isOfPlan).forEach(remaining::addFirst);
        serve();
    }

    /** Pages of another snapshot are read, all of them, by the ranges that were planned since. */
    private boolean isOfPlan(TableRange range) {
        return range.match(keys -> true, pages -> pages.snapshot().equals(snapshot));
    }

    @Override
    public void addReader(int subtask) {}

    @Override
    public RemainingRanges snapshotState(long checkpoint) {
        return new RemainingRanges(plan, List.copyOf(remaining));
    }

    @Override
    public void close() {
        planning.close();
    }
}
