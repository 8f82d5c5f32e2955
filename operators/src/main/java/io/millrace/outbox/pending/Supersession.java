/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.OperationKind;
import io.millrace.mapping.packed.PackedOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves one operation of each row of a key group: a newer one takes the place of an older one, a
 * withdrawal that of all before it. An operation that only amends has an effect if something is
 * pending for it. What one row takes from an identity, and another row gives it, is dropped.
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
     * What is left of a key group.
     *
     * @param kept operations with entries of their own, the oldest first
     * @param unclear rows with an operation that may have been sent: what came after it waits until
     *     that is known
     */
    record Left(List<PendingOperation> kept, Set<RowId> unclear) {}

    /**
     * @param kept operations of the key group that have entries of their own, the oldest first
     * @param run the newest that is delivered now
     */
    static Left resolve(
            PendingOperations pending, KeyGroupLog log, List<PendingOperation> kept, long run)
            throws Exception {
        Supersession superseding = new Supersession(pending, run);
        for (PendingOperation operation : kept) {
            superseding.newest.put(operation.row(), operation);
        }
        for (Segment segment : log.segments()) {
            superseding.add(segment);
        }
        superseding.dropHandedOver();
        return superseding.left();
    }

    private void add(Segment segment) throws Exception {
        byte[] bytes = pending.read(segment);
        int start = 0;
        for (int index = 0; index < segment.operations(); index++) {
            PackedOperation operation = PackedOperation.at(bytes, start);
            start = operation.end();
            if (!segment.isDone(index)) {
                add(PendingOperation.in(segment, index, operation));
            }
        }
    }

    private void add(PendingOperation operation) throws Exception {
        RowId row = operation.row();
        PendingOperation before = newest.get(row);
        if (before != null && before.history().sending()) {
            unclear.add(row);
        } else if (before != null && operation.run() < before.run()) {
            ignore(operation);
        } else if (PendingOperations.asks(operation.operation())) {
            replace(before);
            newest.put(row, operation);
        } else if (before == null) {
            pending.consumed(operation);
        } else {
            replace(before);
            amend(row, operation);
        }
    }

    /** An operation of an older run came after that of a newer one. */
    private void ignore(PendingOperation operation) throws Exception {
        if (PendingOperations.asks(operation.operation())) {
            pending.dropped(operation);
        } else {
            pending.consumed(operation);
        }
    }

    private void replace(PendingOperation before) throws Exception {
        if (before != null) {
            pending.dropped(before);
        }
    }

    private void amend(RowId row, PendingOperation operation) throws Exception {
        if (operation.operation().kind() == OperationKind.WITHDRAW) {
            newest.remove(row);
            pending.consumed(operation);
        } else {
            newest.put(row, pending.follows(operation));
        }
    }

    private void dropHandedOver() throws Exception {
        Map<Long, List<PendingOperation>> removals = new HashMap<>();
        for (PendingOperation operation : newest.values()) {
            if (operation.operation().removal() && operation.run() <= run) {
                removals.computeIfAbsent(operation.operation().route(), any -> new ArrayList<>())
                        .add(operation);
            }
        }
        if (removals.isEmpty()) {
            return;
        }
        Set<RowId> handedOver = new HashSet<>();
        for (PendingOperation giver : newest.values()) {
            boolean gives =
                    !giver.operation().removal()
                            && !giver.operation().isFaulty()
                            && giver.run() <= run;
            if (gives) {
                removals.getOrDefault(giver.operation().route(), List.of()).stream()
                        .filter(removal -> isTakenOver(removal, giver))
                        .forEach(removal -> handedOver.add(removal.row()));
            }
        }
        for (List<PendingOperation> ofRoute : removals.values()) {
            for (PendingOperation removal : ofRoute) {
                pending.selectGroupOf(removal);
                if (handedOver.contains(removal.row())
                        || pending.takenEarly().isUndoneBy(removal)) {
                    newest.remove(removal.row());
                    pending.dropped(removal);
                }
            }
        }
    }

    private static boolean isTakenOver(PendingOperation removal, PendingOperation giver) {
        return removal.operation().kind().undoes(giver.operation().kind())
                && giver.run() >= removal.run()
                && giver.operation().target().equals(removal.operation().target());
    }

    private Left left() {
        List<PendingOperation> kept =
                newest.values().stream()
                        .filter(PendingOperation::isKept)
                        .sorted(PendingOperation.OLDEST_FIRST)
                        .toList();
        return new Left(kept, Set.copyOf(unclear));
    }
}
