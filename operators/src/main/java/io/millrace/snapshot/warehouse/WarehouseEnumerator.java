/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.ReadVerifier;
import io.millrace.snapshot.RestartableRun;
import io.millrace.snapshot.warehouse.RemainingRanges.Plan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Plans once, off the coordinator's thread, then gives each reader that asks one range. Restored,
 * it plans again if the rows were of one moment: their snapshot went with the enumerator that held
 * it.
 */
final class WarehouseEnumerator
        implements SplitEnumerator<TableRange, RemainingRanges>, ReadVerifier {

    private final SplitEnumeratorContext<TableRange> context;
    private final WarehouseTable table;
    private final RangePlanning planning;
    private final Deque<TableRange> remaining = new ArrayDeque<>();
    private final Set<Integer> asking = new LinkedHashSet<>();
    private final boolean startsOver;
    private Plan plan;

    /** Empty until it is planned, or if the plan was restored. */
    private volatile Optional<RangePlanning.Planned> planned = Optional.empty();

    WarehouseEnumerator(
            WarehouseTable table,
            SplitEnumeratorContext<TableRange> context,
            RemainingRanges restored) {
        this.context = context;
        this.table = table;
        this.planning = new RangePlanning(table);
        this.startsOver = restored.plan() == Plan.OF_ONE_MOMENT;
        this.plan = startsOver ? Plan.NONE : restored.plan();
        if (!startsOver) {
            remaining.addAll(restored.ranges());
        }
    }

    @Override
    public void start() {
        if (startsOver) {
            startOver();
        }
        if (plan == Plan.NONE) {
            context.callAsync(planning::plan, this::take);
        }
    }

    private void startOver() {
        if (context instanceof RestartableRun run) {
            run.startOver();
        }
    }

    private void take(RangePlanning.Planned made, Throwable failure) {
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure != null) {
            throw new FlinkRuntimeException(failure);
        }
        remaining.addAll(made.ranges());
        plan = made.isOfOneMoment() ? Plan.OF_ONE_MOMENT : Plan.APART;
        planned = Optional.of(made);
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
        for (TableRange range : ranges) {
            if (isOfPlan(range)) {
                remaining.addFirst(isWithin(range) ? again() : range);
            }
        }
        serve();
    }

    /** Ranges of another snapshot are read, all of them, by those that were planned since. */
    private boolean isOfPlan(TableRange range) {
        return plan == Plan.APART
                || planned.filter(made -> made.snapshot().equals(range.snapshot())).isPresent();
    }

    /** Whether a statement that sees a moment of its own would be continued by another one. */
    private boolean isWithin(TableRange range) {
        return context instanceof RestartableRun
                && plan == Plan.OF_ONE_MOMENT
                && range.snapshot().isEmpty()
                && range.position().isPresent();
    }

    private TableRange again() {
        startOver();
        return KeyRange.whole();
    }

    @Override
    public void addReader(int subtask) {}

    @Override
    public RemainingRanges snapshotState(long checkpoint) {
        return new RemainingRanges(plan, List.copyOf(remaining));
    }

    @Override
    public Verification verify() {
        if (planned.isEmpty()) {
            return new Verification(Map.of(), Optional.of(apart()));
        }
        RangePlanning.Planned made = planned.get();
        Optional<String> changes =
                planning.changesSince(made)
                        .map(what -> "it has changed while it was read: " + what);
        return new Verification(
                made.relation(), made.isOfOneMoment() ? changes : Optional.of(apart()));
    }

    private String apart() {
        return String.format(
                "%s was read in several ranges, each at a moment of its own: rows may have moved"
                        + " meanwhile. Without 'scan.partition.num' it is read by one statement",
                table.relation().description());
    }

    @Override
    public void close() {
        planning.close();
    }
}
