/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.RowFault;
import io.millrace.mapping.Operation;
import io.millrace.mapping.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the oldest due operation of a route into a draft. Refuses what can never be sent, and lets
 * rest what was refused too often.
 */
final class Drafting {

    private final OutboxParts parts;

    Drafting(OutboxParts parts) {
        this.parts = parts;
    }

    void visit(Delivering current, long route) throws Exception {
        if (parts.dispatch().holds(route) || parts.owed().isSettled(route, current.run())) {
            return;
        }
        List<PendingOperation> sendable = new ArrayList<>();
        List<PendingOperation> all = parts.owed().due(route, current.run());
        for (PendingOperation operation : parts.owed().withoutHandedOver(all)) {
            if (current.isEarly() && isLeftForTheRun(operation)) {
                continue;
            }
            if (parts.removals().withholds(operation.operation())) {
                withhold(current, operation);
                continue;
            }
            if (operation.rests(
                    parts.settings().retries(), current.releasedAt(), parts.task().now())) {
                rest(current, operation);
                continue;
            }
            Optional<RowFault> fault = unsendable(operation.operation());
            if (fault.isPresent()) {
                parts.refuse(current, operation, fault.get());
            } else {
                sendable.add(operation);
            }
        }
        sendable.sort(PendingOperation.OLDEST_FIRST);
        if (!sendable.isEmpty()) {
            draft(current, sendable);
        }
    }

    /**
     * What is sent early must be durable; what was refused before can wait. Whether a removal may
     * go is known at the end of its run.
     */
    private boolean isLeftForTheRun(PendingOperation operation) {
        return !parts.owed().isDurable(operation)
                || operation.attempts() > 0
                || operation.operation().removal();
    }

    /** Keeps a removal, of the current route, that waits for approval. */
    private void withhold(Delivering current, PendingOperation operation) throws Exception {
        PendingOperation withheld = parts.owed().withheld(operation, current.run());
        if (current.withheld().met(withheld.operation(), current.run())) {
            parts.task().emit(Deliveries.withheld(current.run(), parts.task().subtask(), withheld));
        }
    }

    /** Keeps an operation, of the current route, that is not tried in this run. */
    private void rest(Delivering current, PendingOperation operation) throws Exception {
        PendingOperation rested = parts.owed().rested(operation, current.run());
        if (operation.isQuarantined(parts.settings().retries(), current.releasedAt())) {
            parts.task()
                    .emit(Deliveries.quarantined(current.run(), parts.task().subtask(), rested));
        }
    }

    private void draft(Delivering current, List<PendingOperation> oldestFirst) throws Exception {
        PendingOperation oldest = oldestFirst.get(0);
        Batch.Lane lane = firstLane(oldest.operation());
        if (!hasRoom(lane, oldest.operation())) {
            current.setAside().add(lane.endpoint(), oldest.operation().route());
            return;
        }
        current.setAside().met(lane.endpoint());
        boolean followed = oldestFirst.size() > 1;
        if (Endpoint.of(oldest.operation().kind()).isAtMostOnce()
                && !maySend(current, oldest, followed)) {
            return;
        }
        Batch.Row row = Batch.Row.of(oldest, followed);
        if (parts.dispatch().fits(lane, row)) {
            parts.dispatch().add(lane, row);
            if (followed) {
                current.shared().followed(oldest.operation(), oldestFirst.get(1).operation());
            }
        } else {
            current.sweep().again(row.route());
            parts.dispatch().closeDraft(lane, parts.task().now());
        }
    }

    /** A question is asked only if there is room for what follows it. */
    private boolean hasRoom(Batch.Lane lane, Operation operation) {
        return parts.dispatch().hasRoom(lane.endpoint())
                && parts.dispatch().hasRoom(Endpoint.of(operation.kind()));
    }

    /**
     * True if a completed checkpoint says that the operation is being sent. Marks it if it is not
     * marked; gives it up if an earlier life of the task has marked it.
     */
    private boolean maySend(Delivering current, PendingOperation operation, boolean followed)
            throws Exception {
        long route = operation.operation().route();
        SendLog.Mark mark = new SendLog.Mark(route, operation.order());
        if (!operation.sending()) {
            parts.owed().keep(operation.beingSent());
            parts.sendLog().marked(mark);
            return false;
        }
        if (!parts.sendLog().knows(mark)) {
            parts.refuse(
                    current,
                    operation,
                    RowFault.unknown("the job stopped while it was being sent"));
            if (followed) {
                current.sweep().again(route);
            }
            return false;
        }
        return parts.sendLog().maySend(mark);
    }

    /** The first call for an operation: an update of users asks first who is known. */
    private Batch.Lane firstLane(Operation operation) {
        boolean asks =
                operation.kind() == OperationKind.UPDATE_USER
                        && !parts.settings().unknownUsersRefused();
        return asks ? new Batch.Lane(Endpoint.USERS_GET, "") : lane(operation);
    }

    private Batch.Lane lane(Operation operation) {
        return new Batch.Lane(Endpoint.of(operation.kind()), parts.targets().of(operation));
    }

    private Optional<RowFault> unsendable(Operation operation) {
        if (!operation.fault().isEmpty()) {
            return Optional.of(new RowFault("unsendable", operation.fault()));
        }
        Batch.Row row = Batch.Row.of(PendingOperation.arrived(operation, 0), false);
        long bytes = parts.dispatch().bytesAlone(lane(operation), row);
        long most = parts.settings().batch().bytes();
        return bytes <= most
                ? Optional.empty()
                : Optional.of(
                        new RowFault(
                                "BatchTooLarge",
                                "the row alone has " + bytes + " bytes, a request takes " + most));
    }
}
