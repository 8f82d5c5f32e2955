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

/**
 * Makes the notices of one run, with one method for each kind.
 *
 * @param subtask the index of the outbox subtask
 */
record NoticeFactory(long run, int subtask) {

    static final DeliveryTally NO_TALLY = new DeliveryTally(0, 0, 0, 0);

    /** The code and the words of a notice. */
    private record Content(String code, String detail) {
        private static final Content NONE = new Content("", "");
    }

    DeliveryNotice rejected(PendingOperation refused) {
        return refused(NoticeKind.ROW_REJECTED, refused);
    }

    DeliveryNotice quarantined(PendingOperation refused) {
        return refused(NoticeKind.ROW_QUARANTINED, refused);
    }

    private DeliveryNotice refused(NoticeKind kind, PendingOperation refused) {
        String code = refused.history().code();
        return ofRow(kind, refused, new Content(code, refused.history().detail()));
    }

    DeliveryNotice withheld(PendingOperation removal) {
        Content content = new Content("withheld", "the removal waits for approval");
        return ofRow(NoticeKind.ROW_WITHHELD, removal, content);
    }

    /**
     * @param withheld the newest run with withheld removals; empty if all were just approved
     * @param examples keys of rows; may be empty
     */
    DeliveryNotice removalsWithheld(Optional<WithheldRemovals> withheld, String examples) {
        String code = withheld.map(WithheldRemovals::code).orElse(WithheldRemovals.LIMIT);
        String reason =
                withheld.map(this::reason).orElse("they are approved, and the next run sends them");
        String suffix = examples.isEmpty() ? "" : "; such as " + examples;
        return ofRun(NoticeKind.REMOVALS_WITHHELD, new Content(code, reason + suffix));
    }

    private String reason(WithheldRemovals withheld) {
        return withheld.run() == run
                ? withheld.reason()
                : "run " + withheld.run() + ": " + withheld.reason();
    }

    DeliveryNotice warning(Warning warning) {
        return ofRun(NoticeKind.WARNING, new Content(warning.code(), warning.detail()));
    }

    DeliveryNotice stoppedEarly(Decision.Halt cause) {
        return warning(
                new Warning(
                        cause.code(),
                        "too many operations are pending to wait for the end of the run, and"
                                + " Iterable accepts none: "
                                + cause.reason()));
    }

    DeliveryNotice progress(DeliveryTally tally) {
        return counts(NoticeKind.PROGRESS, Content.NONE, tally);
    }

    DeliveryNotice waiting(Wait wait) {
        String until = wait.until() == 0 ? "" : Instant.ofEpochMilli(wait.until()).toString();
        return new DeliveryNotice(
                NoticeKind.WAITING,
                run,
                subtask,
                "",
                "",
                wait.reason().code(),
                until,
                (int) Math.min(Integer.MAX_VALUE, wait.rows()),
                NO_TALLY);
    }

    /** The run no longer waits. */
    DeliveryNotice continues() {
        return ofRun(NoticeKind.WAITING, Content.NONE);
    }

    DeliveryNotice settled(Optional<Decision.Halt> cause, DeliveryTally tally) {
        Content content =
                cause.map(halt -> new Content(halt.code(), halt.reason())).orElse(Content.NONE);
        return counts(NoticeKind.SETTLED, content, tally);
    }

    private DeliveryNotice ofRow(NoticeKind kind, PendingOperation row, Content content) {
        return new DeliveryNotice(
                kind,
                run,
                subtask,
                row.operation().key(),
                row.operation().identifier(),
                content.code(),
                content.detail(),
                row.history().attempts(),
                NO_TALLY);
    }

    private DeliveryNotice ofRun(NoticeKind kind, Content content) {
        return counts(kind, content, NO_TALLY);
    }

    private DeliveryNotice counts(NoticeKind kind, Content content, DeliveryTally tally) {
        return new DeliveryNotice(
                kind, run, subtask, "", "", content.code(), content.detail(), 0, tally);
    }
}
