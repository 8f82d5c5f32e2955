/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.RowFault;
import io.millrace.mapping.OperationKind;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.pending.Tries;
import java.util.Optional;

/**
 * Puts operations into drafts of requests. Refuses what can never be sent, and lets rest what was
 * refused too often.
 */
final class Drafting {

    private final OutboxParts parts;

    Drafting(OutboxParts parts) {
        this.parts = parts;
    }

    /** An operation that a sweep has found. */
    void visit(Delivering current, PendingOperation operation) throws Exception {
        if (parts.removals().withholds(operation)) {
            withhold(current, operation);
        } else if (rests(current, operation.tries())) {
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
    private boolean rests(Delivering current, Tries tries) {
        OutboxSettings.Retries retries = parts.settings().retries();
        if (tries.attempts() < 2 || tries.refusedAt() < current.releasedAt()) {
            return false;
        }
        return parts.isQuarantined(current, tries)
                || parts.task().now()
                        < tries.refusedAt() + retries.rest().millis(tries.attempts() - 1, 1);
    }

    /** Keeps a removal that waits for approval. */
    private void withhold(Delivering current, PendingOperation operation) throws Exception {
        PendingOperation withheld = parts.pending().withheld(operation, current.run());
        if (current.findings().withheld().met(withheld, current.run())) {
            parts.task().emit(Deliveries.withheld(current.run(), parts.task().subtask(), withheld));
        }
    }

    /** Keeps an operation that is not tried in this run. */
    private void rest(Delivering current, PendingOperation operation) throws Exception {
        PendingOperation rested = parts.pending().rested(operation, current.run());
        if (parts.isQuarantined(current, operation.tries())) {
            parts.task()
                    .emit(Deliveries.quarantined(current.run(), parts.task().subtask(), rested));
        }
    }

    /**
     * Marks an operation as being sent, so that it may go once a checkpoint holds that; gives it up
     * if an earlier life of the task has marked it.
     */
    private void mark(Delivering current, PendingOperation operation) throws Exception {
        if (!operation.tries().sending()) {
            parts.sendLog().marked(parts.pending().sending(operation));
        } else if (!parts.sendLog().knows(operation)) {
            parts.refuse(
                    current,
                    operation,
                    RowFault.unknown("the job stopped while it was being sent"));
        }
    }

    /** An operation that may be sent: it is drafted, or waits for its turn or for room. */
    void draft(Delivering current, PendingOperation operation) {
        Endpoint endpoint = firstLane(operation).endpoint();
        current.setAside().met(endpoint);
        boolean mayBeLeft = !isAtMostOnce(operation);
        if (mayBeLeft && current.leftBehind().holds(operation)) {
            return;
        }
        boolean full = mayBeLeft && current.isFull();
        if (!current.inHand().take(operation)) {
            if (full) {
                current.leftBehind().add(operation);
            } else {
                PendingOperation before = current.inHand().await(operation.detached());
                current.findings().shared().followed(before.operation(), operation.operation());
            }
        } else if (hasRoom(operation)) {
            put(operation);
        } else if (full) {
            current.inHand().release(operation);
            current.leftBehind().add(operation);
        } else {
            current.setAside().add(endpoint, operation.detached());
        }
    }

    /** An operation whose turn has come. */
    void draftNext(Delivering current, PendingOperation operation) {
        current.inHand().takeReady(operation);
        if (hasRoom(operation)) {
            put(operation);
        } else {
            current.setAside().add(firstLane(operation).endpoint(), operation);
        }
    }

    /** An operation that is in hand, and whose endpoint has room. */
    void put(PendingOperation operation) {
        Batch.Lane lane = firstLane(operation);
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
    private boolean hasRoom(PendingOperation operation) {
        return parts.dispatch().hasRoom(firstLane(operation).endpoint())
                && parts.dispatch().hasRoom(Endpoint.of(operation.operation().kind()));
    }

    /** The first call for an operation: an update of users asks first who is known. */
    Batch.Lane firstLane(PendingOperation operation) {
        boolean asks =
                operation.operation().kind() == OperationKind.UPDATE_USER
                        && !parts.settings().unknownUsersRefused();
        return asks ? new Batch.Lane(Endpoint.USERS_GET, "") : lane(operation);
    }

    /** The call that does what an operation asks. */
    Batch.Lane lane(PendingOperation operation) {
        return new Batch.Lane(
                Endpoint.of(operation.operation().kind()),
                parts.targets().of(operation.operation()));
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
