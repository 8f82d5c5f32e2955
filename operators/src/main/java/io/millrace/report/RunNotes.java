/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

/**
 * State of an open run, apart from its counts and warnings.
 *
 * @param readAt when the diff reported its last tally, in epoch milliseconds; 0 before the first
 * @param rowsLeftOut rows that the ledger counts and does not list
 * @param withheldCode why removals are withheld; empty if none are, or the reason is not known yet
 * @param withheldReason the same in words
 */
public record RunNotes(
        long run, long readAt, long rowsLeftOut, String withheldCode, String withheldReason) {

    static RunNotes of(long run) {
        return new RunNotes(run, 0, 0, "", "");
    }

    RunNotes readAt(long time) {
        return new RunNotes(run, time, rowsLeftOut, withheldCode, withheldReason);
    }

    RunNotes leftOut(long more) {
        return new RunNotes(run, readAt, rowsLeftOut + more, withheldCode, withheldReason);
    }

    RunNotes withheld(String code, String reason) {
        return new RunNotes(run, readAt, rowsLeftOut, code, reason);
    }
}
