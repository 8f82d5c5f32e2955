/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.removal.HeldRemovals;
import io.millrace.outbox.send.Wait;
import io.millrace.outbox.settle.Decision;
import io.millrace.outbox.settle.Warning;
import java.time.Instant;
import java.util.Optional;

/** The words of a {@link Delivery}, one method for each kind. */
final class Deliveries {

    static final DeliveryTally NO_TALLY = new DeliveryTally(0, 0, 0, 0);

    private Deliveries() {}

    static Delivery rejected(long run, int subtask, PendingOperation refused) {
        return refused(DeliveryKind.ROW_REJECTED, run, subtask, refused);
    }

    static Delivery quarantined(long run, int subtask, PendingOperation refused) {
        return refused(DeliveryKind.ROW_QUARANTINED, run, subtask, refused);
    }

    static Delivery withheld(long run, int subtask, PendingOperation removal) {
        return new Delivery(
                DeliveryKind.ROW_WITHHELD,
                run,
                subtask,
                removal.operation().key(),
                removal.operation().identifier(),
                "withheld",
                "the removal waits for approval",
                removal.tries().attempts(),
                NO_TALLY);
    }

    /**
     * @param examples keys of rows; empty if none is at hand
     */
    static Delivery removalsWithheld(
            long run, int subtask, Optional<HeldRemovals> held, String examples) {
        String reason =
                held.map(
                                one ->
                                        one.run() == run
                                                ? one.reason()
                                                : "run " + one.run() + ": " + one.reason())
                        .orElse("they are approved, and go with the next run");
        return new Delivery(
                DeliveryKind.REMOVALS_WITHHELD,
                run,
                subtask,
                "",
                "",
                held.map(HeldRemovals::code).orElse(HeldRemovals.LIMIT),
                reason + (examples.isEmpty() ? "" : "; such as " + examples),
                0,
                NO_TALLY);
    }

    private static Delivery refused(
            DeliveryKind kind, long run, int subtask, PendingOperation refused) {
        return new Delivery(
                kind,
                run,
                subtask,
                refused.operation().key(),
                refused.operation().identifier(),
                refused.tries().code(),
                refused.tries().detail(),
                refused.tries().attempts(),
                NO_TALLY);
    }

    static Delivery warning(long run, int subtask, Warning told) {
        return warning(run, subtask, told.code(), told.detail());
    }

    static Delivery stoppedEarly(long run, int subtask, Decision.Halt cause) {
        return warning(
                run,
                subtask,
                cause.code(),
                "too much is owed to wait for the end of the run, and Iterable takes nothing: "
                        + cause.reason());
    }

    private static Delivery warning(long run, int subtask, String code, String detail) {
        return new Delivery(DeliveryKind.WARNING, run, subtask, "", "", code, detail, 0, NO_TALLY);
    }

    static Delivery progress(long run, int subtask, DeliveryTally tally) {
        return new Delivery(DeliveryKind.PROGRESS, run, subtask, "", "", "", "", 0, tally);
    }

    static Delivery waiting(long run, int subtask, Wait wait) {
        String until = wait.until() == 0 ? "" : Instant.ofEpochMilli(wait.until()).toString();
        int rows = (int) Math.min(Integer.MAX_VALUE, wait.rows());
        return new Delivery(
                DeliveryKind.WAITING,
                run,
                subtask,
                "",
                "",
                wait.reason().code(),
                until,
                rows,
                NO_TALLY);
    }

    static Delivery goesOn(long run, int subtask) {
        return new Delivery(DeliveryKind.WAITING, run, subtask, "", "", "", "", 0, NO_TALLY);
    }

    static Delivery settled(
            long run, int subtask, Optional<Decision.Halt> cause, DeliveryTally tally) {
        return new Delivery(
                DeliveryKind.SETTLED,
                run,
                subtask,
                "",
                "",
                cause.map(Decision.Halt::code).orElse(""),
                cause.map(Decision.Halt::reason).orElse(""),
                0,
                tally);
    }
}
