/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.PackedOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves one pending operation for each row of a key group. A newer operation supersedes an older
 * one, and a withdrawal drops all older ones. An operation that only amends has an effect if one of
 * its row is pending. A removal is dropped if another row gives the identity the same thing.
 */
final class Supersession {

    private final PendingOperations pending;
    private final long run;
    private final Map<RowId, PendingOperation> newest = new LinkedHashMap<>();
    private final Set<RowId> unclear = new HashSet<>();

    private Supersession(PendingOperations pending, long run) {
        this.pending = pending;
        this.run = run;
    }

    /**
     * The remaining operations of a key group that have entries, the oldest first. Those without
     * entries remain in their segments.
     *
     * @param unclear rows with an operation that may have been sent: their newer operations wait
     *     for its outcome
     */
    record Remaining(List<PendingOperation> withEntries, Set<RowId> unclear) {}

    /**
     * @param withEntries operations of the key group that have entries, the oldest first
     * @param run the newest run that is delivered now
     */
    static Remaining resolve(
            PendingOperations pending,
            KeyGroupLog log,
            List<PendingOperation> withEntries,
            long run)
            throws Exception {
        Supersession supersession = new Supersession(pending, run);
        for (PendingOperation operation : withEntries) {
            supersession.newest.put(operation.row(), operation);
        }
        for (Segment segment : log.segments()) {
            supersession.add(segment);
        }
        supersession.dropContradictedRemovals();
        return supersession.remaining();
    }

    private void add(Segment segment) throws Exception {
        byte[] bytes = pending.read(segment);
        int start = 0;
        for (int index = 0; index < segment.operations(); index++) {
            PackedOperation operation = PackedOperation.at(bytes, start);
            start = operation.end();
            if (!segment.isDone(index)) {
                add(PendingOperation.ofSegment(segment, index, operation));
            }
        }
    }

    private void add(PendingOperation operation) throws Exception {
        RowId row = operation.row();
        PendingOperation before = newest.get(row);
        if (before != null && before.history().sendMarked()) {
            unclear.add(row);
        } else if (before != null && operation.run() < before.run()) {
            dropOfOlderRun(operation);
        } else if (PendingOperations.requiresCall(operation.operation())) {
            drop(before);
            newest.put(row, operation);
        } else if (before == null) {
            pending.consumed(operation);
        } else {
            drop(before);
            amend(row, operation);
        }
    }

    /** An operation of an older run arrived after one of a newer run. */
    private void dropOfOlderRun(PendingOperation operation) throws Exception {
        if (PendingOperations.requiresCall(operation.operation())) {
            pending.dropped(operation);
        } else {
            pending.consumed(operation);
        }
    }

    private void drop(PendingOperation before) throws Exception {
        if (before != null) {
            pending.dropped(before);
        }
    }

    private void amend(RowId row, PendingOperation operation) throws Exception {
        if (operation.operation().kind() == OperationKind.WITHDRAW) {
            newest.remove(row);
            pending.consumed(operation);
        } else {
            newest.put(row, pending.amends(operation));
        }
    }

    private void dropContradictedRemovals() throws Exception {
        Map<Long, List<PendingOperation>> removals = removalsByRoute();
        if (removals.isEmpty()) {
            return;
        }
        Set<RowId> contradicted = contradicted(removals);
        for (List<PendingOperation> ofRoute : removals.values()) {
            for (PendingOperation removal : ofRoute) {
                if (contradicted.contains(removal.row())
                        || pending.isUndoneByEarlyDelivery(removal)) {
                    newest.remove(removal.row());
                    pending.dropped(removal);
                }
            }
        }
    }

    private Map<Long, List<PendingOperation>> removalsByRoute() {
        Map<Long, List<PendingOperation>> removals = new HashMap<>();
        for (PendingOperation operation : newest.values()) {
            if (operation.operation().removal() && operation.run() <= run) {
                removals.computeIfAbsent(operation.operation().route(), any -> new ArrayList<>())
                        .add(operation);
            }
        }
        return removals;
    }

    private Set<RowId> contradicted(Map<Long, List<PendingOperation>> removals) {
        Set<RowId> contradicted = new HashSet<>();
        for (PendingOperation giver : newest.values()) {
            PackedOperation given = giver.operation();
            if (!given.removal() && !given.isFaulty() && giver.run() <= run) {
                removals.getOrDefault(given.route(), List.of()).stream()
                        .filter(removal -> contradicts(giver, removal))
                        .forEach(removal -> contradicted.add(removal.row()));
            }
        }
        return contradicted;
    }

    /** True if the removal takes away what its run, or a later one, gives the identity. */
    private static boolean contradicts(PendingOperation giver, PendingOperation removal) {
        return removal.operation().kind().undoes(giver.operation().kind())
                && giver.run() >= removal.run()
                && giver.operation().target().equals(removal.operation().target());
    }

    private Remaining remaining() {
        List<PendingOperation> withEntries =
                newest.values().stream()
                        .filter(PendingOperation::hasEntry)
                        .sorted(PendingOperation.OLDEST_FIRST)
                        .toList();
        return new Remaining(withEntries, Set.copyOf(unclear));
    }
}
