/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.RowFault;
import io.millrace.mapping.Operation;
import io.millrace.mapping.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * The operations Iterable has not taken: keyed state by route, one for each row, and the counts of
 * them. State and counts change here only, and together, so that they roll back together.
 */
final class OwedOperations {

    private static final int ORDER_BITS = 20;

    private final MapState<Tuple2<Long, Long>, PendingOperation> pending;

    /** What rows ask for in place of an operation that may be being sent, should it be refused. */
    private final MapState<Tuple2<Long, Long>, Operation> amendments;

    private final TakenEarly takenEarly;
    private final KeyContext keys;
    private final int maxParallelism;
    private final Accounts accounts = new Accounts();
    private final TreeMap<Long, Long> orderAtCheckpoint = new TreeMap<>();
    private long lastOrder;
    private long durableOrder = Long.MIN_VALUE;
    private long newestRun = Long.MIN_VALUE;

    OwedOperations(
            MapState<Tuple2<Long, Long>, PendingOperation> pending,
            MapState<Tuple2<Long, Long>, Operation> amendments,
            TakenEarly takenEarly,
            KeyContext keys,
            int maxParallelism) {
        this.pending = pending;
        this.amendments = amendments;
        this.takenEarly = takenEarly;
        this.keys = keys;
        this.maxParallelism = maxParallelism;
    }

    Accounts accounts() {
        return accounts;
    }

    /**
     * An operation of the current route comes in and takes the place of an older one of its row.
     * One that amends what may be being sent waits until that is known.
     *
     * @param gate which knows what has come to its end, and what is settled
     * @return what it took the place of
     */
    Optional<PendingOperation> receive(Operation operation, RunGate gate, long now)
            throws Exception {
        Tuple2<Long, Long> row = rowKey(operation);
        Optional<PendingOperation> before = Optional.ofNullable(pending.get(row));
        long run = gate.goesWith(operation.run());
        if (before.filter(newer -> run < newer.operation().run()).isPresent()) {
            return Optional.empty();
        }
        if (operation.amends() && before.isEmpty()) {
            return Optional.empty();
        }
        if (before.filter(PendingOperation::sending).isPresent()) {
            if (operation.amends()) {
                amendments.put(row, operation.ofRun(run));
                return Optional.empty();
            }
            amendments.remove(row);
        }
        before.ifPresent(dropped -> accounts.dropped(keyGroup(operation.route()), dropped));
        if (operation.kind() == OperationKind.WITHDRAW) {
            if (before.isPresent()) {
                pending.remove(row);
            }
            return before;
        }
        newestRun = Math.max(newestRun, operation.run());
        pending.put(row, PendingOperation.arrived(operation.ofRun(run), orderAfter(before, now)));
        accounts.arrived(keyGroup(operation.route()), run, gate.settled());
        return before;
    }

    /** Grows over restarts as far as the clock does, and always above what it replaces. */
    private long orderAfter(Optional<PendingOperation> before, long now) {
        long replaced = before.map(PendingOperation::order).orElse(Long.MIN_VALUE);
        lastOrder = Math.max(Math.max(lastOrder, replaced) + 1, now << ORDER_BITS);
        return lastOrder;
    }

    /** The operations of a route to be tried in a run; makes the route current. */
    List<PendingOperation> due(long route, long run) throws Exception {
        keys.setCurrentKey(route);
        List<PendingOperation> due = new ArrayList<>();
        for (PendingOperation operation : pending.values()) {
            if (operation.isDue(run)) {
                due.add(operation);
            }
        }
        return due;
    }

    /**
     * Drops what one row takes from the identity of a route and another row gives it in the same
     * run or later, or has given it early: the identity only went from row to row.
     *
     * @param due operations of the current route
     * @return those that are left
     */
    List<PendingOperation> withoutHandedOver(List<PendingOperation> due) throws Exception {
        List<PendingOperation> left = new ArrayList<>();
        for (PendingOperation operation : due) {
            if (due.stream().anyMatch(other -> isTakenOver(operation.operation(), other))
                    || takenEarly.isUndoneBy(operation.operation())) {
                pending.remove(rowKey(operation.operation()));
                accounts.dropped(keyGroup(operation.operation().route()), operation);
            } else {
                left.add(operation);
            }
        }
        return left;
    }

    private static boolean isTakenOver(Operation removal, PendingOperation other) {
        Operation taker = other.operation();
        return removal.removal()
                && !taker.removal()
                && removal.kind().undoes(taker.kind())
                && taker.run() >= removal.run()
                && taker.target().equals(removal.target())
                && taker.fault().isEmpty();
    }

    /** The operation that was sent, if none has taken its place; makes its route current. */
    Optional<PendingOperation> of(Batch.Row row) throws Exception {
        keys.setCurrentKey(row.route());
        return Optional.ofNullable(pending.get(Tuple2.of(row.keyHigh(), row.keyLow())))
                .filter(operation -> operation.order() == row.order());
    }

    void snapshot(long checkpoint) {
        orderAtCheckpoint.put(checkpoint, lastOrder);
    }

    void completed(long checkpoint) {
        SortedMap<Long, Long> upTo = orderAtCheckpoint.headMap(checkpoint, true);
        if (!upTo.isEmpty()) {
            durableOrder = Math.max(durableOrder, upTo.get(upTo.lastKey()));
            upTo.clear();
        }
    }

    /** True if a completed checkpoint of this life of the task holds it. */
    boolean isDurable(PendingOperation operation) {
        return operation.order() <= durableOrder;
    }

    /** The newest run an operation came in of, in this life of the task. */
    OptionalLong newestRun() {
        return newestRun == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newestRun);
    }

    boolean isSettled(long route, long run) {
        return accounts.isSettled(keyGroup(route), run);
    }

    /** Iterable has taken it; of the current route, as all below. */
    void accepted(PendingOperation operation) throws Exception {
        remove(operation);
        accounts.accepted(keyGroup(operation.operation().route()), operation.triedIn());
    }

    /** Iterable has taken it before its run came to an end. */
    void acceptedEarly(PendingOperation operation) throws Exception {
        accepted(operation);
        takenEarly.took(operation.operation());
    }

    /** Iterable has refused it. It stays owed, unless no later try may be made. */
    PendingOperation refused(PendingOperation operation, long run, RowFault fault, long now)
            throws Exception {
        PendingOperation kept = operation.refused(run, fault.code(), fault.reason(), now);
        int keyGroup = keyGroup(kept.operation().route());
        if (fault.isFinal()) {
            remove(operation);
            accounts.givenUp(keyGroup, operation.triedIn());
        } else {
            keep(kept);
            accounts.rejected(keyGroup, operation.triedIn());
            if (operation.sending()) {
                amend(kept, now);
            }
        }
        return kept;
    }

    private void remove(PendingOperation operation) throws Exception {
        pending.remove(rowKey(operation.operation()));
        if (operation.sending()) {
            amendments.remove(rowKey(operation.operation()));
        }
    }

    /** Lets what its row asks for now take the place of an operation that surely was not taken. */
    private void amend(PendingOperation stale, long now) throws Exception {
        Tuple2<Long, Long> row = rowKey(stale.operation());
        Operation amendment = amendments.get(row);
        if (amendment == null) {
            return;
        }
        amendments.remove(row);
        int keyGroup = keyGroup(amendment.route());
        accounts.dropped(keyGroup, stale);
        long order = orderAfter(Optional.of(stale), now);
        newestRun = Math.max(newestRun, amendment.run());
        pending.put(row, PendingOperation.arrived(amendment, order));
        accounts.followed(keyGroup, amendment.run());
    }

    /**
     * No call was made for the operation of this mark, or it was surely not taken: it may be sent
     * later, even by another life of the task. Makes its route current.
     */
    void notSent(SendLog.Mark mark, long now) throws Exception {
        keys.setCurrentKey(mark.route());
        for (PendingOperation operation : pending.values()) {
            if (operation.order() == mark.order() && operation.sending()) {
                PendingOperation unmarked = operation.notSent();
                keep(unmarked);
                amend(unmarked, now);
                return;
            }
        }
    }

    /** It is not tried in this run. */
    PendingOperation rested(PendingOperation operation, long run) throws Exception {
        PendingOperation rested = operation.rested(run);
        keep(rested);
        accounts.rested(keyGroup(operation.operation().route()));
        return rested;
    }

    /** It is a removal that may not go yet. */
    PendingOperation withheld(PendingOperation operation, long run) throws Exception {
        PendingOperation withheld = rested(operation, run);
        accounts.withheld(keyGroup(operation.operation().route()));
        return withheld;
    }

    /** Writes down what is known of an operation, and changes no count. */
    void keep(PendingOperation operation) throws Exception {
        pending.put(rowKey(operation.operation()), operation);
    }

    private static Tuple2<Long, Long> rowKey(Operation operation) {
        return Tuple2.of(operation.keyHigh(), operation.keyLow());
    }

    private int keyGroup(long route) {
        return KeyGroupRangeAssignment.assignToKeyGroup(route, maxParallelism);
    }
}
