/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.ReadVerifier;
import io.millrace.snapshot.RestartableRun;
import io.millrace.snapshot.warehouse.range.KeyRange;
import io.millrace.snapshot.warehouse.range.RemainingRanges;
import io.millrace.snapshot.warehouse.range.RemainingRanges.Plan;
import io.millrace.snapshot.warehouse.range.TableRange;
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
 * Plans once, not on the coordinator's thread, then assigns one range for each request of a reader.
 * After a restore it plans again if all rows were read at one moment, because the snapshot ended
 * with the enumerator that kept it open.
 */
final class WarehouseEnumerator
        implements SplitEnumerator<TableRange, RemainingRanges>, ReadVerifier {

    private final SplitEnumeratorContext<TableRange> context;
    private final WarehouseTable table;
    private final RangePlanner planner;
    private final Deque<TableRange> remaining = new ArrayDeque<>();
    private final Set<Integer> waitingReaders = new LinkedHashSet<>();
    private final boolean startsOver;
    private Plan plan;

    /** Empty before planning, and if the plan was restored. */
    private volatile Optional<ReadPlan> readPlan = Optional.empty();

    WarehouseEnumerator(
            WarehouseTable table,
            SplitEnumeratorContext<TableRange> context,
            RemainingRanges restored) {
        this.context = context;
        this.table = table;
        this.planner = new RangePlanner(table);
        this.startsOver = restored.plan() == Plan.ONE_MOMENT;
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
            context.callAsync(planner::plan, this::planned);
        }
    }

    private void startOver() {
        if (context instanceof RestartableRun run) {
            run.startOver();
        }
    }

    private void planned(ReadPlan made, Throwable failure) {
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure != null) {
            throw new FlinkRuntimeException(failure);
        }
        remaining.addAll(made.ranges());
        plan = made.isOfOneMoment() ? Plan.ONE_MOMENT : Plan.SEPARATE_MOMENTS;
        readPlan = Optional.of(made);
        assign();
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        waitingReaders.add(subtask);
        assign();
    }

    private void assign() {
        if (plan == Plan.NONE) {
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
    public void addSplitsBack(List<TableRange> ranges, int subtask) {
        waitingReaders.remove(subtask);
        for (TableRange range : ranges) {
            if (isOfPlan(range)) {
                remaining.addFirst(isInterruptedStatement(range) ? startAgain() : range);
            }
        }
        assign();
    }

    /** False for a range of another snapshot: the ranges of the newer plan contain its rows. */
    private boolean isOfPlan(TableRange range) {
        return plan == Plan.SEPARATE_MOMENTS
                || readPlan.filter(made -> made.snapshot().equals(range.snapshot())).isPresent();
    }

    /** Whether one statement read the whole table, and the rest would be read at another moment. */
    private boolean isInterruptedStatement(TableRange range) {
        return context instanceof RestartableRun
                && plan == Plan.ONE_MOMENT
                && range.snapshot().isEmpty()
                && range.position().isPresent();
    }

    private TableRange startAgain() {
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
        if (readPlan.isEmpty()) {
            return new Verification(Map.of(), Optional.of(separateMoments()));
        }
        ReadPlan made = readPlan.get();
        Optional<String> changes =
                planner.changesSince(made).map(what -> "it has changed while it was read: " + what);
        return new Verification(
                made.relation(), made.isOfOneMoment() ? changes : Optional.of(separateMoments()));
    }

    private String separateMoments() {
        return String.format(
                "%s was read in several ranges, each at a moment of its own: rows may have moved"
                        + " meanwhile. Without 'scan.partition.num' it is read by one statement",
                table.relation().description());
    }

    @Override
    public void close() {
        planner.close();
    }
}
