/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.MissingDestination;
import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import io.millrace.iterable.Verification;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.send.Batch;
import io.millrace.outbox.send.Dispatch;
import io.millrace.outbox.settle.Decision;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Decides about a verdict, and acts: rows are settled, sent again, or released after a stop. */
final class VerdictHandler {

    private static final Set<Endpoint> OF_LISTS =
            EnumSet.of(
                    Endpoint.LISTS_SUBSCRIBE,
                    Endpoint.LISTS_SUBSCRIBE_KNOWN,
                    Endpoint.LISTS_UNSUBSCRIBE);

    private final OutboxParts parts;
    private final RowSettlement rows;

    /** A list that accepted rows and is missing later was deleted: another attempt is useless. */
    private final Set<String> listsThatAcceptedRows = new HashSet<>();

    VerdictHandler(OutboxParts parts, RequestDrafter drafter) {
        this.parts = parts;
        this.rows = new RowSettlement(parts, drafter);
    }

    /**
     * @param known the profile fields, if the verdict does not say why rows are refused
     */
    void handle(ActiveDelivery current, Batch batch, Verdict verdict, ProfileFields known)
            throws Exception {
        parts.dispatch().returned(batch);
        Batch failed = parts.dispatch().failed(batch);
        decide(batch, verdict, failed).act(new Action(current, batch, failed, known));
        if (current.isHalted()) {
            parts.dispatch().drop();
        }
    }

    private Decision decide(Batch batch, Verdict verdict, Batch failed) {
        if (listsThatAcceptedRows.contains(batch.lane().target())
                && MissingDestination.isMissing(verdict)) {
            return Decision.of(verdict, new Decision.Situation(batch.rows().size(), true, false));
        }
        Optional<Decision> verified =
                batch.verification().flatMap(query -> decideVerified(query, verdict));
        return verified.orElseGet(() -> Decision.of(verdict, situation(failed)));
    }

    private Decision.Situation situation(Batch failed) {
        return new Decision.Situation(
                failed.rows().size(),
                failed.failures().inARow() >= parts.settings().failures().giveUpAfter(),
                parts.dispatch().hasSucceededSince(failed),
                failed.endpoint().isAtMostOnce(),
                failed.endpoint().callsADay() > 0);
    }

    private static Optional<Decision> decideVerified(Verification query, Verdict verdict) {
        return switch (query.judge(verdict)) {
            case MADE -> Optional.of(settle(Map.of()));
            case NOT_MADE -> Optional.of(settle(Map.of(0, query.refusal())));
            case UNCLEAR -> Optional.empty();
        };
    }

    private static Decision.Settle settle(Map<Integer, RowFault> rejected) {
        return new Decision.Settle(rejected, List.of(), FieldNotes.NONE);
    }

    /** Acts on the decision about one batch. */
    private final class Action implements Decision.Actor {
        private final ActiveDelivery current;
        private final Batch batch;
        private final Batch failed;
        private final ProfileFields known;

        private Action(ActiveDelivery current, Batch batch, Batch failed, ProfileFields known) {
            this.current = current;
            this.batch = batch;
            this.failed = failed;
            this.known = known;
        }

        @Override
        public void settle(Decision.Settle decision) throws Exception {
            parts.dispatch().succeeded(batch);
            if (OF_LISTS.contains(batch.endpoint())) {
                listsThatAcceptedRows.add(batch.lane().target());
            }
            rows.settle(current, batch, decision, known);
            long operations = parts.pending().counts().tally(current.run()).operations();
            current.haltIfColumnIsAtFault(operations);
        }

        @Override
        public void resend(Decision.Resend decision) {
            if (current.isHalted()) {
                release();
            } else {
                VerdictHandler.this.resend(
                        decision.maybeTaken() ? failed.withUnknownOutcome() : failed, decision);
            }
        }

        @Override
        public void halt(Decision.Halt decision) {
            current.halt(decision);
            release();
        }

        @Override
        public void verify(Decision.Verify decision) throws Exception {
            Batch.Row row = batch.rows().get(0);
            Optional<Verification> query =
                    Verification.of(batch.endpoint(), row.sent(), decision.refused());
            if (query.isEmpty()) {
                settle(VerdictHandler.settle(Map.of(0, decision.refused().fault())));
            } else if (current.isHalted()) {
                release();
            } else {
                parts.dispatch().resend(batch.verifiedBy(query.get()), parts.task().now());
            }
        }

        private void release() {
            batch.rows().forEach(row -> current.identities().finish(row.pending()));
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
        if (decision.maybeTaken() && isUpdateOfKnownUsers(failed)) {
            lookUpAgain(failed, notBefore);
        } else {
            dispatch.resend(failed, notBefore);
        }
    }

    /** True if the users of the batch were looked up. The call may have changed who is known. */
    private boolean isUpdateOfKnownUsers(Batch batch) {
        return batch.endpoint() != Endpoint.USERS_GET
                && !parts.settings().sync().unknownUsersRefused()
                && batch.rows().get(0).kind() == OperationKind.UPDATE_USER;
    }

    private void lookUpAgain(Batch batch, long notBefore) {
        for (Batch.Row row : batch.rows()) {
            parts.dispatch().resend(Batch.fresh(Batch.Lane.USER_LOOKUP, List.of(row)), notBefore);
        }
    }
}
