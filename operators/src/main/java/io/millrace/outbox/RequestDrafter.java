/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.RowFault;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.AttemptHistory;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.send.Batch;
import java.util.Optional;

/**
 * Adds operations to drafts of requests. Refuses operations that can never be sent, and postpones
 * those that were refused too often or too recently.
 */
final class RequestDrafter {

    private final OutboxParts parts;
    private Batch.Lane lastLane = Batch.Lane.USER_LOOKUP;

    RequestDrafter(OutboxParts parts) {
        this.parts = parts;
    }

    /** Handles the next operation of a scan. */
    void visit(ActiveDelivery current, PendingOperation operation) throws Exception {
        if (parts.removals().withholds(operation)) {
            withhold(current, operation);
        } else if (rests(current, operation.history())) {
            postpone(current, operation);
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

    /** True if an operation was refused too often or too recently to be tried now. */
    private boolean rests(ActiveDelivery current, AttemptHistory history) {
        if (history.attempts() < 2 || history.refusedAt() < current.releasedAt()) {
            return false;
        }
        OutboxSettings.Retries retries = parts.settings().retries();
        return parts.isQuarantined(current, history)
                || parts.task().now()
                        < history.refusedAt() + retries.rest().millis(history.attempts() - 1, 1);
    }

    private void withhold(ActiveDelivery current, PendingOperation operation) throws Exception {
        PendingOperation withheld = parts.pending().withheld(operation, current.run());
        if (current.findings().withheld(withheld, current.run())) {
            parts.task().emit(parts.notices(current.run()).withheld(withheld));
        }
    }

    private void postpone(ActiveDelivery current, PendingOperation operation) throws Exception {
        PendingOperation postponed = parts.pending().postponed(operation, current.run());
        if (parts.isQuarantined(current, operation.history())) {
            parts.task().emit(parts.notices(current.run()).quarantined(postponed));
        }
    }

    /** Sets the send mark. Gives up an operation that was marked before a failure of the task. */
    private void mark(ActiveDelivery current, PendingOperation operation) throws Exception {
        if (!operation.history().sendMarked()) {
            parts.sendMarks().add(parts.pending().sendMarked(operation));
        } else if (!parts.sendMarks().contains(operation)) {
            parts.refuse(
                    current,
                    operation,
                    RowFault.unknown("the job stopped while it was being sent"));
        }
    }

    /** Drafts an operation that may be sent; or queues, parks or defers it. */
    void draft(ActiveDelivery current, PendingOperation operation) {
        Batch.Lane lane = firstLane(operation);
        current.parked().saw(lane.endpoint());
        boolean mayDefer = !isAtMostOnce(operation);
        if (mayDefer && current.deferred().contains(operation)) {
            return;
        }
        boolean full = mayDefer && current.isFull();
        if (!current.identities().tryStart(operation, lane)) {
            if (full) {
                current.deferred().add(operation);
            } else {
                PendingOperation before = current.identities().enqueue(operation.detached());
                current.findings().followed(before.operation(), operation.operation());
            }
        } else if (hasRoom(operation, lane)) {
            add(operation, lane);
        } else if (full) {
            current.identities().finish(operation);
            current.deferred().add(operation);
        } else {
            current.parked().add(lane.endpoint(), operation.detached());
        }
    }

    /** Drafts or parks an operation that waited for others of its identity. */
    void draftReady(ActiveDelivery current, PendingOperation operation) {
        current.identities().startReady(operation);
        Batch.Lane lane = firstLane(operation);
        if (hasRoom(operation, lane)) {
            add(operation, lane);
        } else {
            current.parked().add(lane.endpoint(), operation);
        }
    }

    /** Drafts an active operation whose endpoint has room. */
    void draftActive(PendingOperation operation) {
        add(operation, firstLane(operation));
    }

    private void add(PendingOperation operation, Batch.Lane lane) {
        add(lane, Batch.Row.of(operation, lane.endpoint()));
    }

    /** Adds the row of an active operation to the draft of a lane. */
    void add(Batch.Lane lane, Batch.Row row) {
        if (!parts.dispatch().fits(lane, row)) {
            parts.dispatch().closeDraft(lane, parts.task().now());
        }
        parts.dispatch().add(lane, row);
    }

    /** A look-up is sent only if there is room for the call after it, too. */
    private boolean hasRoom(PendingOperation operation, Batch.Lane first) {
        Endpoint last = Endpoint.of(operation.operation().kind());
        return parts.dispatch().hasRoom(first.endpoint())
                && (last == first.endpoint() || parts.dispatch().hasRoom(last));
    }

    /**
     * Returns the lane of the first call for an operation. The first call for an update of a user
     * may be a look-up, because Iterable would create an unknown user.
     */
    Batch.Lane firstLane(PendingOperation operation) {
        boolean lookUp =
                operation.operation().kind() == OperationKind.UPDATE_USER
                        && !parts.settings().sync().unknownUsersRefused();
        return lookUp ? Batch.Lane.USER_LOOKUP : lane(operation);
    }

    /** Returns the lane of the call that the operation requires. */
    Batch.Lane lane(PendingOperation operation) {
        Endpoint endpoint = Endpoint.of(operation.operation().kind());
        String target = parts.targets().of(operation.operation());
        boolean same = lastLane.endpoint() == endpoint && lastLane.target().equals(target);
        if (!same) {
            lastLane = new Batch.Lane(endpoint, target);
        }
        return lastLane;
    }

    /** Returns why an operation can never be sent; empty if it can. */
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
