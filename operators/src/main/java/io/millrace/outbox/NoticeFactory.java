/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.outbox.pending.PendingOperation;
import io.millrace.outbox.removal.WithheldRemovals;
import io.millrace.outbox.send.Wait;
import io.millrace.outbox.settle.Decision;
import io.millrace.outbox.settle.Warning;
import java.time.Instant;
import java.util.Optional;

/** The words of a {@link DeliveryNotice}, one method for each kind. */
final class NoticeFactory {

    static final DeliveryTally NO_TALLY = new DeliveryTally(0, 0, 0, 0);

    private NoticeFactory() {}

    static DeliveryNotice rejected(long run, int subtask, PendingOperation refused) {
        return refused(NoticeKind.ROW_REJECTED, run, subtask, refused);
    }

    static DeliveryNotice quarantined(long run, int subtask, PendingOperation refused) {
        return refused(NoticeKind.ROW_QUARANTINED, run, subtask, refused);
    }

    static DeliveryNotice withheld(long run, int subtask, PendingOperation removal) {
        return new DeliveryNotice(
                NoticeKind.ROW_WITHHELD,
                run,
                subtask,
                removal.operation().key(),
                removal.operation().identifier(),
                "withheld",
                "the removal waits for approval",
                removal.history().attempts(),
                NO_TALLY);
    }

    /**
     * @param examples keys of rows; empty if none is at hand
     */
    static DeliveryNotice removalsWithheld(
            long run, int subtask, Optional<WithheldRemovals> held, String examples) {
        String reason =
                held.map(
                                one ->
                                        one.run() == run
                                                ? one.reason()
                                                : "run " + one.run() + ": " + one.reason())
                        .orElse("they are approved, and go with the next run");
        return new DeliveryNotice(
                NoticeKind.REMOVALS_WITHHELD,
                run,
                subtask,
                "",
                "",
                held.map(WithheldRemovals::code).orElse(WithheldRemovals.LIMIT),
                reason + (examples.isEmpty() ? "" : "; such as " + examples),
                0,
                NO_TALLY);
    }

    private static DeliveryNotice refused(
            NoticeKind kind, long run, int subtask, PendingOperation refused) {
        return new DeliveryNotice(
                kind,
                run,
                subtask,
                refused.operation().key(),
                refused.operation().identifier(),
                refused.history().code(),
                refused.history().detail(),
                refused.history().attempts(),
                NO_TALLY);
    }

    static DeliveryNotice warning(long run, int subtask, Warning told) {
        return warning(run, subtask, told.code(), told.detail());
    }

    static DeliveryNotice stoppedEarly(long run, int subtask, Decision.Halt cause) {
        return warning(
                run,
                subtask,
                cause.code(),
                "too much is owed to wait for the end of the run, and Iterable takes nothing: "
                        + cause.reason());
    }

    private static DeliveryNotice warning(long run, int subtask, String code, String detail) {
        return new DeliveryNotice(
                NoticeKind.WARNING, run, subtask, "", "", code, detail, 0, NO_TALLY);
    }

    static DeliveryNotice progress(long run, int subtask, DeliveryTally tally) {
        return new DeliveryNotice(NoticeKind.PROGRESS, run, subtask, "", "", "", "", 0, tally);
    }

    static DeliveryNotice waiting(long run, int subtask, Wait wait) {
        String until = wait.until() == 0 ? "" : Instant.ofEpochMilli(wait.until()).toString();
        int rows = (int) Math.min(Integer.MAX_VALUE, wait.rows());
        return new DeliveryNotice(
                NoticeKind.WAITING,
                run,
                subtask,
                "",
                "",
                wait.reason().code(),
                until,
                rows,
                NO_TALLY);
    }

    static DeliveryNotice goesOn(long run, int subtask) {
        return new DeliveryNotice(NoticeKind.WAITING, run, subtask, "", "", "", "", 0, NO_TALLY);
    }

    static DeliveryNotice settled(
            long run, int subtask, Optional<Decision.Halt> cause, DeliveryTally tally) {
        return new DeliveryNotice(
                NoticeKind.SETTLED,
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
