/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.MissingDestination;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import io.millrace.iterable.Verification;
import io.millrace.mapping.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.send.Batch;
import io.millrace.outbox.send.Dispatch;
import io.millrace.outbox.settle.Decision;
import io.millrace.outbox.settle.RowOutcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Acts on an answer: each row of its request is accepted, refused, or goes again. */
final class VerdictHandler {

    private static final Set<OperationKind> WAITING_FOR_USERS =
            Set.of(
                    OperationKind.UPDATE_USER,
                    OperationKind.TRACK_EVENT,
                    OperationKind.ADD_KNOWN_TO_LIST);

    private static final Set<Endpoint> OF_LISTS =
            EnumSet.of(
                    Endpoint.LISTS_SUBSCRIBE,
                    Endpoint.LISTS_SUBSCRIBE_KNOWN,
                    Endpoint.LISTS_UNSUBSCRIBE);

    private final OutboxParts parts;
    private final RequestDrafter drafter;

    /** A list that took rows and is missing later was deleted: waiting for it is of no use. */
    private final Set<String> listsThatTookRows = new HashSet<>();

    VerdictHandler(OutboxParts parts, RequestDrafter drafter) {
        this.parts = parts;
        this.drafter = drafter;
    }

    /**
     * @param known the profile fields, where the verdict does not say why rows are refused
     */
    void answered(ActiveDelivery current, Batch batch, Verdict verdict, ProfileFields known)
            throws Exception {
        parts.dispatch().returned(batch);
        Batch failed = parts.dispatch().failed(batch);
        decide(batch, verdict, failed).act(new Acting(current, batch, failed, known));
        if (current.isHalted()) {
            parts.dispatch().drop();
        }
    }

    private Decision decide(Batch batch, Verdict verdict, Batch failed) {
        if (listsThatTookRows.contains(batch.lane().target())
                && MissingDestination.isMissing(verdict)) {
            return Decision.of(verdict, new Decision.Situation(batch.rows().size(), true, false));
        }
        Optional<Decision> found =
                batch.verification().flatMap(question -> found(question, verdict));
        return found.orElseGet(() -> Decision.of(verdict, situation(failed)));
    }

    private Decision.Situation situation(Batch failed) {
        return new Decision.Situation(
                failed.rows().size(),
                failed.failures() >= parts.settings().giveUpAfter(),
                parts.dispatch().hasSucceededSince(failed),
                failed.endpoint().isAtMostOnce(),
                failed.endpoint().callsADay() > 0);
    }

    private static Optional<Decision> found(Verification question, Verdict verdict) {
        return switch (question.judge(verdict)) {
            case MADE -> Optional.of(new Decision.Settle(Map.of(), List.of(), FieldNotes.NONE));
            case NOT_MADE ->
                    Optional.of(
                            new Decision.Settle(
                                    Map.of(0, question.refusal()), List.of(), FieldNotes.NONE));
            case UNCLEAR -> Optional.empty();
        };
    }

    /** Does what is decided about one answer. */
    private final class Acting implements Decision.Actor {
        private final ActiveDelivery current;
        private final Batch batch;
        private final Batch failed;
        private final ProfileFields known;

        private Acting(ActiveDelivery current, Batch batch, Batch failed, ProfileFields known) {
            this.current = current;
            this.batch = batch;
            this.failed = failed;
            this.known = known;
        }

        @Override
        public void settle(Decision.Settle decision) throws Exception {
            settleRows(current, batch, decision, known);
            DeliveryTally tally = parts.pending().counts().tally(current.run());
            current.haltIfColumnsAreAtFault(tally.operations());
        }

        @Override
        public void resend(Decision.Resend decision) {
            goAgainOrRelease(
                    () ->
                            VerdictHandler.this.resend(
                                    decision.maybeTaken() ? failed.doubtful() : failed, decision));
        }

        @Override
        public void halt(Decision.Halt decision) {
            current.halt(decision);
            release();
        }

        @Override
        public void verify(Decision.Verify decision) throws Exception {
            Batch.Row row = batch.rows().get(0);
            Optional<Verification> question =
                    Verification.of(batch.endpoint(), row.sent(), decision.refused());
            if (question.isEmpty()) {
                Map<Integer, RowFault> refused = Map.of(0, decision.refused().fault());
                settle(new Decision.Settle(refused, List.of(), FieldNotes.NONE));
                return;
            }
            goAgainOrRelease(
                    () ->
                            parts.dispatch()
                                    .resend(batch.verifying(question.get()), parts.task().now()));
        }

        private void goAgainOrRelease(Runnable again) {
            if (current.isHalted()) {
                release();
            } else {
                again.run();
            }
        }

        private void release() {
            batch.rows().forEach(row -> current.identities().release(row.pending()));
        }
    }

    private void resend(Batch failed, Decision.Resend decision) {
        parts.metrics().resent(decision.throttled());
        double random = ThreadLocalRandom.current().nextDouble();
        Dispatch dispatch = parts.dispatch();
        long now = parts.task().now();
        if (decision.throttled()) {
            dispatch.throttled(failed, now, decision.reset().map(Duration::toMillis), random);
            dispatch.resend(failed, now);
            return;
        }
        long notBefore = now + dispatch.backOffMillis(failed, random);
        if (decision.maybeTaken() && isUpdateOfKnown(failed)) {
            askAgain(failed, notBefore);
        } else {
            dispatch.resend(failed, notBefore);
        }
    }

    /** The call may have changed who is known: a second one could create the user it left. */
    private boolean isUpdateOfKnown(Batch batch) {
        return !isQuestion(batch)
                && !parts.settings().unknownUsersRefused()
                && batch.rows().get(0).kind() == OperationKind.UPDATE_USER;
    }

    private void askAgain(Batch batch, long notBefore) {
        Batch.Lane asking = new Batch.Lane(Endpoint.USERS_GET, "");
        for (Batch.Row row : batch.rows()) {
            parts.dispatch().resend(Batch.fresh(asking, List.of(row)), notBefore);
        }
    }

    private void settleRows(
            ActiveDelivery current, Batch batch, Decision.Settle decision, ProfileFields known)
            throws Exception {
        parts.dispatch().succeeded(batch);
        if (OF_LISTS.contains(batch.endpoint())) {
            listsThatTookRows.add(batch.lane().target());
        }
        current.findings().taken(batch.endpoint(), batch.rows().size(), decision.notes());
        Set<Integer> open = goAgain(current, batch, decision);
        for (int index = 0; index < batch.rows().size(); index++) {
            if (!open.contains(index)) {
                Batch.Row row = batch.rows().get(index);
                Optional<RowFault> fault =
                        Optional.ofNullable(decision.rejected().get(index))
                                .map(told -> explained(told, row, known));
                settleRow(current, batch, row, fault);
            }
        }
        if (!decision.rejected().isEmpty()) {
            current.spared(open.size());
        }
    }

    private static RowFault explained(RowFault fault, Batch.Row row, ProfileFields known) {
        return fault.explained()
                ? fault
                : known.likelyCause(row.sent()).map(fault::likely).orElse(fault);
    }

    /** Sends parts of a batch again; returns their rows. */
    private Set<Integer> goAgain(ActiveDelivery current, Batch batch, Decision.Settle decision) {
        Dispatch dispatch = parts.dispatch();
        Set<Integer> open = new HashSet<>(decision.later());
        List<Batch.Row> later = decision.later().stream().map(batch.rows()::get).toList();
        if (current.isHalted()) {
            later.forEach(row -> current.identities().release(row.pending()));
        } else if (!later.isEmpty()) {
            Batch failed = dispatch.failed(batch).of(later);
            double random = ThreadLocalRandom.current().nextDouble();
            dispatch.resend(failed, parts.task().now() + dispatch.backOffMillis(failed, random));
        }
        for (List<Integer> group : decision.again()) {
            List<Batch.Row> rows = group.stream().map(batch.rows()::get).toList();
            open.addAll(group);
            if (current.isHalted()) {
                rows.forEach(row -> current.identities().release(row.pending()));
            } else {
                dispatch.resendPart(Batch.fresh(batch.lane(), rows));
            }
        }
        return open;
    }

    private void settleRow(
            ActiveDelivery current, Batch batch, Batch.Row row, Optional<RowFault> told)
            throws Exception {
        PendingOperation operation = row.pending();
        if (told.isEmpty() && isQuestion(batch) && batch.verification().isEmpty()) {
            askedFor(current, row);
            return;
        }
        if (told.filter(fault -> mayBecomeVisible(current, batch, operation, fault)).isPresent()) {
            parts.pending().waits(operation, current.run());
            current.unknownUser(parts.task().now());
        } else {
            if (told.isEmpty() && isFoundMerged(batch, operation)) {
                current.findings().unknownSources().met(operation.operation());
            }
            end(current, operation, told);
        }
        parts.sendMarks().settled(operation);
        current.identities().release(operation);
    }

    private void end(ActiveDelivery current, PendingOperation operation, Optional<RowFault> told)
            throws Exception {
        OperationKind kind = operation.operation().kind();
        switch (RowOutcome.of(kind, told)) {
            case ACCEPTED -> accept(current, operation);
            case LEFT_OUT -> {
                current.findings().skipped();
                accept(current, operation);
            }
            case REFUSED -> {
                RowFault fault = told.orElseThrow();
                if (fault.isDisallowedEvent()) {
                    current.findings().untrackedEvents().met(fault);
                }
                current.settled(told);
                boolean unknown = RowOutcome.isUnknownUser(kind, fault);
                parts.refuse(current, operation, unknown ? fault.ofUnknownUser() : fault);
            }
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

    /** It was not the call that merged them. */
    private static boolean isFoundMerged(Batch batch, PendingOperation operation) {
        return batch.verification().isPresent()
                && operation.operation().kind() == OperationKind.MERGE_USERS;
    }

    private static boolean isQuestion(Batch batch) {
        return batch.endpoint() == Endpoint.USERS_GET;
    }

    /**
     * True if a refusal may only mean that something is not visible yet: the user of an event, of a
     * list or of an update, or a change of identity that a call without an answer may have made. It
     * is tried once more then, when all else is done. Whose user was unknown in an earlier run does
     * not wait again.
     */
    private boolean mayBecomeVisible(
            ActiveDelivery current, Batch batch, PendingOperation operation, RowFault fault) {
        OperationKind kind = operation.operation().kind();
        boolean user =
                WAITING_FOR_USERS.contains(kind)
                        && RowOutcome.isUnknownUser(kind, fault)
                        && operation.history().attempts() == 0;
        boolean change = batch.verification().isPresent() && batch.maybeTaken();
        return (user || change) && !current.isLastTry() && !current.isHalted();
    }

    /** The user is known: now the update itself. */
    private void askedFor(ActiveDelivery current, Batch.Row row) {
        if (current.isHalted()) {
            current.identities().release(row.pending());
        } else {
            drafter.put(drafter.lane(row.pending()), row);
        }
    }
}
