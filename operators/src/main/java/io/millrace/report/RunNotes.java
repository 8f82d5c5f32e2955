/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

/**
 * What the report remembers of an open run besides its tallies.
 *
 * @param readAt when the last tally of the diff came; 0 before the first
 * @param rowsLeftOut rows the ledger had no room for
 * @param withheldCode why removals are withheld; empty if none are, or it is not told yet
 * @param withheldReason in words
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
