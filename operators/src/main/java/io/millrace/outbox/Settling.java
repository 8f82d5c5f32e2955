/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Answer;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import io.millrace.iterable.Verdicts;
import io.millrace.mapping.OperationKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Acts on an answer: each row of its request is accepted, refused, or goes again. */
final class Settling {

    private final OutboxParts parts;

    Settling(OutboxParts parts) {
        this.parts = parts;
    }

    void answered(Delivering current, Batch batch, Answer answer) throws Exception {
        parts.dispatch().returned(batch);
        Verdict verdict = Verdicts.of(answer, batch.request());
        Batch failed = parts.dispatch().failed(batch);
        Decision decision = Decision.of(verdict, parts.dispatch().situation(failed));
        Optional<Decision.Settle> settle =
                decision.match(Optional::of, resend -> Optional.empty(), halt -> Optional.empty());
        if (settle.isPresent()) {
            settleRows(current, batch, settle.get());
            current.haltIfColumnsAreAtFault();
            if (current.isHalted()) {
                parts.dispatch().drop();
            }
            return;
        }
        boolean halts =
                decision.match(
                        done -> false,
                        resend -> {
                            resend(resend.maybeTaken() ? failed.doubtful() : failed, resend);
                            return false;
                        },
                        halt -> {
                            current.halt(halt);
                            return true;
                        });
        if (halts || current.isHalted()) {
            parts.dispatch().drop();
            batch.rows().forEach(row -> parts.dispatch().release(row.route()));
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
        } else {
            dispatch.resend(failed, now + dispatch.backOffMillis(failed, random));
        }
    }

    private void settleRows(Delivering current, Batch batch, Decision.Settle decision)
            throws Exception {
        parts.dispatch().succeeded(batch, parts.task().now());
        current.taken(batch.rows().size(), decision.notes());
        Set<Integer> open = goAgain(current, batch, decision);
        for (int index = 0; index < batch.rows().size(); index++) {
            if (!open.contains(index)) {
                Optional<RowFault> fault = Optional.ofNullable(decision.rejected().get(index));
                settleRow(current, batch, batch.rows().get(index), fault);
            }
        }
    }

    /** Sends parts of a batch again; returns their rows. */
    private Set<Integer> goAgain(Delivering current, Batch batch, Decision.Settle decision) {
        Dispatch dispatch = parts.dispatch();
        Set<Integer> open = new HashSet<>(decision.later());
        List<Batch.Row> later = decision.later().stream().map(batch.rows()::get).toList();
        if (current.isHalted()) {
            later.forEach(row -> dispatch.release(row.route()));
        } else if (!later.isEmpty()) {
            Batch failed = dispatch.failed(batch).of(later);
            double random = ThreadLocalRandom.current().nextDouble();
            dispatch.resend(failed, parts.task().now() + dispatch.backOffMillis(failed, random));
        }
        for (List<Integer> group : decision.again()) {
            List<Batch.Row> rows = group.stream().map(batch.rows()::get).toList();
            open.addAll(group);
            if (current.isHalted()) {
                rows.forEach(row -> dispatch.release(row.route()));
            } else {
                dispatch.resendPart(Batch.fresh(batch.lane(), rows));
            }
        }
        return open;
    }

    private void settleRow(Delivering current, Batch batch, Batch.Row row, Optional<RowFault> told)
            throws Exception {
        Optional<PendingOperation> operation = parts.owed().of(row);
        boolean skipped = told.filter(fault -> isSkipped(row, fault)).isPresent();
        Optional<RowFault> fault = told.filter(any -> !skipped);
        if (operation.isPresent() && fault.isEmpty() && !skipped && isQuestion(batch)) {
            askedFor(current, row);
            return;
        }
        current.settled(fault);
        if (operation.isPresent() && fault.isPresent()) {
            if (isPutOff(current, operation.get(), fault.get())) {
                putOff(current, operation.get());
                return;
            }
            parts.refuse(current, operation.get(), fault.get());
        } else if (operation.isPresent()) {
            if (skipped) {
                current.skipped();
            }
            parts.owed().accepted(operation.get());
        }
        parts.sendLog().settled(new SendLog.Mark(row.route(), row.order()));
        parts.giveBack(current, row);
    }

    private static boolean isQuestion(Batch batch) {
        return batch.endpoint() == Endpoint.USERS_GET;
    }

    /** An update of a user there is not is done: none is to be created. */
    private static boolean isSkipped(Batch.Row row, RowFault fault) {
        return row.kind() == OperationKind.UPDATE_USER
                && (fault.equals(RowFault.SKIPPED)
                        || fault.isUserNotFound()
                        || fault.code().equals("invalidUserIds"));
    }

    /** An event of a user who may only not be visible yet waits once in each run. */
    private static boolean isPutOff(
            Delivering current, PendingOperation operation, RowFault fault) {
        return fault.isUserNotFound()
                && operation.operation().kind() == OperationKind.TRACK_EVENT
                && operation.waitedIn() < current.run()
                && !current.isHalted();
    }

    private void putOff(Delivering current, PendingOperation operation) throws Exception {
        parts.owed().keep(operation.putOff(current.run()));
        long delay = parts.settings().retries().visibilityDelay().toMillis();
        parts.dispatch().putOff(operation.operation().route(), parts.task().now() + delay);
    }

    /** The user is known: now the update itself. */
    private void askedFor(Delivering current, Batch.Row row) {
        Dispatch dispatch = parts.dispatch();
        if (current.isHalted()) {
            dispatch.release(row.route());
            return;
        }
        Batch.Lane lane = new Batch.Lane(Endpoint.of(row.kind()), "");
        if (!dispatch.fits(lane, row)) {
            dispatch.closeDraft(lane, parts.task().now());
        }
        dispatch.add(lane, row);
    }
}
