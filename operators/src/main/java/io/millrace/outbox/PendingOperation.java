/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.mapping.Operation;
import java.util.Comparator;

/**
 * An operation Iterable has not taken yet; keyed state.
 *
 * @param order grows with arrival and is never given twice on a subtask: tells an operation from
 *     the one that replaced it
 * @param triedIn the run in which it was last refused, {@link Long#MIN_VALUE} before the first time
 * @param attempts how many runs it was refused in
 * @param code of the last refusal; empty before
 * @param detail of the last refusal; empty before
 * @param refusedAt when it was last refused, in epoch milliseconds; 0 before
 * @param waitedIn the run in which it was put off since its user may not have been visible yet
 * @param sending true once a call that must not be repeated may be made for it
 */
public record PendingOperation(
        Operation operation,
        long order,
        long triedIn,
        int attempts,
        String code,
        String detail,
        long refusedAt,
        long waitedIn,
        boolean sending) {

    static final Comparator<PendingOperation> OLDEST_FIRST =
            Comparator.<PendingOperation>comparingLong(pending -> pending.operation().run())
                    .thenComparingLong(PendingOperation::order);

    static PendingOperation arrived(Operation operation, long order) {
        return new PendingOperation(operation, order, Long.MIN_VALUE, 0, "", "", 0, 0, false);
    }

    PendingOperation refused(long run, String refusalCode, String refusalDetail, long now) {
        return new PendingOperation(
                operation,
                order,
                run,
                attempts + 1,
                refusalCode,
                refusalDetail,
                now,
                waitedIn,
                false);
    }

    /** Not tried in this run. */
    PendingOperation rested(long run) {
        return new PendingOperation(
                operation, order, run, attempts, code, detail, refusedAt, waitedIn, sending);
    }

    PendingOperation putOff(long run) {
        return new PendingOperation(
                operation, order, triedIn, attempts, code, detail, refusedAt, run, sending);
    }

    PendingOperation beingSent() {
        return new PendingOperation(
                operation, order, triedIn, attempts, code, detail, refusedAt, waitedIn, true);
    }

    /** Surely not taken by a call that was marked. */
    PendingOperation notSent() {
        return new PendingOperation(
                operation, order, triedIn, attempts, code, detail, refusedAt, waitedIn, false);
    }

    boolean isDue(long run) {
        return operation.run() <= run && triedIn < run;
    }

    /**
     * @param releasedAt what was refused before it is quarantined no more
     */
    boolean isQuarantined(OutboxSettings.Retries retries, long releasedAt) {
        return attempts >= retries.quarantineAfter() && refusedAt >= releasedAt;
    }

    /** True if it was refused too often or too short ago to be tried now. */
    boolean rests(OutboxSettings.Retries retries, long releasedAt, long now) {
        if (attempts < 2 || refusedAt < releasedAt) {
            return false;
        }
        return isQuarantined(retries, releasedAt)
                || now < refusedAt + retries.rest().millis(attempts - 1, 1);
    }
}
