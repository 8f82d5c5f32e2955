/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.RowFault;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.send.Batch;
import io.millrace.outbox.send.Dispatch;
import io.millrace.outbox.settle.Decision;
import io.millrace.outbox.settle.RowOutcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Gives each row of an answered batch its outcome, or sends the row again. */
final class RowSettlement {

    private static final Set<OperationKind> WAITING_FOR_USERS =
            Set.of(
                    OperationKind.UPDATE_USER,
                    OperationKind.TRACK_EVENT,
                    OperationKind.ADD_KNOWN_TO_LIST);

    private final OutboxParts parts;
    private final RequestDrafter drafter;

    RowSettlement(OutboxParts parts, RequestDrafter drafter) {
        this.parts = parts;
        this.drafter = drafter;
    }

    /**
     * @param known the profile fields, which may explain a refusal
     */
    void settle(ActiveDelivery current, Batch batch, Decision.Settle decision, ProfileFields known)
            throws Exception {
        current.findings().accepted(batch.endpoint(), batch.rows().size(), decision.notes());
        Set<Integer> resent = resend(current, batch, decision);
        for (int index = 0; index < batch.rows().size(); index++) {
            if (!resent.contains(index)) {
                Batch.Row row = batch.rows().get(index);
                Optional<RowFault> fault =
                        Optional.ofNullable(decision.rejected().get(index))
                                .map(refused -> explained(refused, row, known));
                settle(current, batch, row, fault);
            }
        }
        if (!decision.rejected().isEmpty()) {
            current.spared(resent.size());
        }
    }

    private static RowFault explained(RowFault fault, Batch.Row row, ProfileFields known) {
        return fault.explained()
                ? fault
                : known.likelyCause(row.sent()).map(fault::likely).orElse(fault);
    }

    /**
     * Sends parts of a batch again, or releases them after a stop. Returns the rows of the parts.
     */
    private Set<Integer> resend(ActiveDelivery current, Batch batch, Decision.Settle decision) {
        Dispatch dispatch = parts.dispatch();
        Set<Integer> resent = new HashSet<>(decision.later());
        List<Batch.Row> later = rows(batch, decision.later());
        if (current.isHalted()) {
            release(current, later);
        } else if (!later.isEmpty()) {
            Batch failed = dispatch.failed(batch).of(later);
            double random = ThreadLocalRandom.current().nextDouble();
            dispatch.resend(failed, parts.task().now() + dispatch.backOffMillis(failed, random));
        }
        for (List<Integer> group : decision.again()) {
            resent.addAll(group);
            List<Batch.Row> rows = rows(batch, group);
            if (current.isHalted()) {
                release(current, rows);
            } else {
                dispatch.resendPart(Batch.fresh(batch.lane(), rows));
            }
        }
        return resent;
    }

    private static List<Batch.Row> rows(Batch batch, List<Integer> indexes) {
        return indexes.stream().map(batch.rows()::get).toList();
    }

    private static void release(ActiveDelivery current, List<Batch.Row> rows) {
        rows.forEach(row -> current.identities().finish(row.pending()));
    }

    private void settle(
            ActiveDelivery current, Batch batch, Batch.Row row, Optional<RowFault> fault)
            throws Exception {
        PendingOperation operation = row.pending();
        if (fault.isEmpty() && isLookUp(batch)) {
            draftKnownUser(current, row);
            return;
        }
        if (fault.filter(one -> mayBecomeVisible(current, batch, operation, one)).isPresent()) {
            parts.pending().waiting(operation, current.run());
            current.foundUnknownUser(parts.task().now());
        } else {
            if (fault.isEmpty() && isMergeWithoutSource(batch, operation)) {
                current.findings().mergeWithoutSource(operation.operation());
            }
            settle(current, operation, fault);
        }
        parts.sendMarks().remove(operation);
        current.identities().finish(operation);
    }

    private void settle(
            ActiveDelivery current, PendingOperation operation, Optional<RowFault> fault)
            throws Exception {
        switch (RowOutcome.of(operation.operation().kind(), fault)) {
            case ACCEPTED -> accept(current, operation);
            case SKIPPED -> {
                current.findings().skippedUser();
                accept(current, operation);
            }
            case REFUSED -> refuse(current, operation, fault.orElseThrow());
        }
    }

    private void accept(ActiveDelivery current, PendingOperation operation) throws Exception {
        current.settled(Optional.empty());
        if (current.isEarly()) {
            parts.pending().acceptedEarly(operation);
        } else {
            parts.pending().accepted(operation);
        }
    }

    private void refuse(ActiveDelivery current, PendingOperation operation, RowFault fault)
            throws Exception {
        if (fault.isDisallowedEvent()) {
            current.findings().untrackedEvent(fault);
        }
        current.settled(Optional.of(fault));
        boolean unknown = RowOutcome.isUnknownUser(operation.operation().kind(), fault);
        parts.refuse(current, operation, unknown ? fault.ofUnknownUser() : fault);
    }

    /** True if a verification found the two users merged. */
    private static boolean isMergeWithoutSource(Batch batch, PendingOperation operation) {
        return batch.verification().isPresent()
                && operation.operation().kind() == OperationKind.MERGE_USERS;
    }

    private static boolean isLookUp(Batch batch) {
        return batch.endpoint() == Endpoint.USERS_GET && batch.verification().isEmpty();
    }

    /**
     * True if a refusal may only mean that a user is not visible yet: the user of an event, of a
     * list or of an update; or a change of identity that an earlier call may have made. Such an
     * operation is tried once more in this run, after all others. An operation that was refused in
     * an earlier run does not wait again.
     */
    private boolean mayBecomeVisible(
            ActiveDelivery current, Batch batch, PendingOperation operation, RowFault fault) {
        OperationKind kind = operation.operation().kind();
        boolean user =
                WAITING_FOR_USERS.contains(kind)
                        && RowOutcome.isUnknownUser(kind, fault)
                        && operation.history().attempts() == 0;
        boolean change = batch.verification().isPresent() && batch.failures().maybeTaken();
        return (user || change) && !current.isLastAttempt() && !current.isHalted();
    }

    /** The look-up found the user: the update follows. */
    private void draftKnownUser(ActiveDelivery current, Batch.Row row) {
        if (current.isHalted()) {
            current.identities().finish(row.pending());
        } else {
            drafter.add(drafter.lane(row.pending()), row);
        }
    }
}
