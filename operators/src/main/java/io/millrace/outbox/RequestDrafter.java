/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.RowFault;
import io.millrace.mapping.OperationKind;
import io.millrace.outbox.pending.AttemptHistory;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.send.Batch;
import java.util.Optional;

/**
 * Puts operations into drafts of requests. Refuses what can never be sent, and lets rest what was
 * refused too often.
 */
final class RequestDrafter {

    private static final Batch.Lane ASKING = new Batch.Lane(Endpoint.USERS_GET, "");

    private final OutboxParts parts;
    private Batch.Lane lastLane = ASKING;

    RequestDrafter(OutboxParts parts) {
        this.parts = parts;
    }

    /** An operation that a sweep has found. */
    void visit(ActiveDelivery current, PendingOperation operation) throws Exception {
        if (parts.removals().withholds(operation)) {
            withhold(current, operation);
        } else if (rests(current, operation.history())) {
            rest(current, operation);
        } else {
            Optional<RowFault> fault = unsendable(operation);
            if (fault.isPresent()) {
                parts.refuse(current, operation, fault.get());
            } else if (isAtMostOnce(operation)) {
                mark(current, operation);
            } else {
                draft(current, operation);
            }
        }
    }

    private static boolean isAtMostOnce(PendingOperation operation) {
        return Endpoint.of(operation.operation().kind()).isAtMostOnce();
    }

    /** True if it was refused too often or too short ago to be tried now. */
    private boolean rests(ActiveDelivery current, AttemptHistory history) {
        OutboxSettings.Retries retries = parts.settings().retries();
        if (history.attempts() < 2 || history.refusedAt() < current.releasedAt()) {
            return false;
        }
        return parts.isQuarantined(current, history)
                || parts.task().now()
                        < history.refusedAt() + retries.rest().millis(history.attempts() - 1, 1);
    }

    /** Keeps a removal that waits for approval. */
    private void withhold(ActiveDelivery current, PendingOperation operation) throws Exception {
        PendingOperation withheld = parts.pending().withheld(operation, current.run());
        if (current.findings().withheld().met(withheld, current.run())) {
            parts.task()
                    .emit(NoticeFactory.withheld(current.run(), parts.task().subtask(), withheld));
        }
    }

    /** Keeps an operation that is not tried in this run. */
    private void rest(ActiveDelivery current, PendingOperation operation) throws Exception {
        PendingOperation rested = parts.pending().rested(operation, current.run());
        if (parts.isQuarantined(current, operation.history())) {
            parts.task()
                    .emit(NoticeFactory.quarantined(current.run(), parts.task().subtask(), rested));
        }
    }

    /**
     * Marks an operation as being sent, so that it may go once a checkpoint holds that; gives it up
     * if an earlier life of the task has marked it.
     */
    private void mark(ActiveDelivery current, PendingOperation operation) throws Exception {
        if (!operation.history().sending()) {
            parts.sendMarks().marked(parts.pending().sending(operation));
        } else if (!parts.sendMarks().knows(operation)) {
            parts.refuse(
                    current,
                    operation,
                    RowFault.unknown("the job stopped while it was being sent"));
        }
    }

    /** An operation that may be sent: it is drafted, or waits for its turn or for room. */
    void draft(ActiveDelivery current, PendingOperation operation) {
        Batch.Lane lane = firstLane(operation);
        current.parked().met(lane.endpoint());
        boolean mayBeLeft = !isAtMostOnce(operation);
        if (mayBeLeft && current.deferred().holds(operation)) {
            return;
        }
        boolean full = mayBeLeft && current.isFull();
        if (!current.identities().take(operation, lane)) {
            if (full) {
                current.deferred().add(operation);
            } else {
                PendingOperation before = current.identities().await(operation.detached());
                current.findings().shared().followed(before.operation(), operation.operation());
            }
        } else if (hasRoom(operation, lane)) {
            put(operation, lane);
        } else if (full) {
            current.identities().release(operation);
            current.deferred().add(operation);
        } else {
            current.parked().add(lane.endpoint(), operation.detached());
        }
    }

    /** An operation whose turn has come. */
    void draftNext(ActiveDelivery current, PendingOperation operation) {
        current.identities().takeReady(operation);
        Batch.Lane lane = firstLane(operation);
        if (hasRoom(operation, lane)) {
            put(operation, lane);
        } else {
            current.parked().add(lane.endpoint(), operation);
        }
    }

    /** An operation that is in hand, and whose endpoint has room. */
    void put(PendingOperation operation) {
        put(operation, firstLane(operation));
    }

    private void put(PendingOperation operation, Batch.Lane lane) {
        put(lane, Batch.Row.of(operation, lane.endpoint()));
    }

    /** A row that is in hand. */
    void put(Batch.Lane lane, Batch.Row row) {
        if (!parts.dispatch().fits(lane, row)) {
            parts.dispatch().closeDraft(lane, parts.task().now());
        }
        parts.dispatch().add(lane, row);
    }

    /** A question is asked only if there is room for what follows it. */
    private boolean hasRoom(PendingOperation operation, Batch.Lane first) {
        Endpoint last = Endpoint.of(operation.operation().kind());
        return parts.dispatch().hasRoom(first.endpoint())
                && (last == first.endpoint() || parts.dispatch().hasRoom(last));
    }

    /** The first call for an operation: an update of users asks first who is known. */
    Batch.Lane firstLane(PendingOperation operation) {
        boolean asks =
                operation.operation().kind() == OperationKind.UPDATE_USER
                        && !parts.settings().unknownUsersRefused();
        return asks ? ASKING : lane(operation);
    }

    /** The call that does what an operation asks. */
    Batch.Lane lane(PendingOperation operation) {
        Endpoint endpoint = Endpoint.of(operation.operation().kind());
        String target = parts.targets().of(operation.operation());
        boolean same = lastLane.endpoint() == endpoint && lastLane.target().equals(target);
        if (!same) {
            lastLane = new Batch.Lane(endpoint, target);
        }
        return lastLane;
    }

    private Optional<RowFault> unsendable(PendingOperation operation) {
        if (operation.operation().isFaulty()) {
            return Optional.of(new RowFault("unsendable", operation.operation().fault()));
        }
        long most = parts.settings().batch().bytes();
        if (operation.operation().size() < most / 2) {
            return Optional.empty();
        }
        Batch.Lane lane = lane(operation);
        Batch.Row row = Batch.Row.of(operation, lane.endpoint());
        long bytes = parts.dispatch().bytesAlone(lane, row);
        return bytes <= most
                ? Optional.empty()
                : Optional.of(
                        new RowFault(
                                "BatchTooLarge",
                                "the row alone has " + bytes + " bytes, a request takes " + most));
    }
}
