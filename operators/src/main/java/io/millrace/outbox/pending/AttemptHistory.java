/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * What is recorded about the attempts to send one operation; keyed state.
 *
 * @param lastTriedIn the run in which it was last refused or postponed; {@link Long#MIN_VALUE} if
 *     there was none
 * @param attempts the number of runs in which it was refused
 * @param code of the last refusal; empty if there was none
 * @param detail of the last refusal; empty if there was none
 * @param refusedAt time of the last refusal, in epoch milliseconds; 0 if there was none
 * @param waitsIn the run in which it waits for a user who may not be visible yet; 0 if none
 * @param sendMarked true if an at-most-once call may have been made for it
 */
public record AttemptHistory(
        long lastTriedIn,
        int attempts,
        String code,
        String detail,
        long refusedAt,
        long waitsIn,
        boolean sendMarked) {

    /** The history of an operation that was never tried. */
    static final AttemptHistory NONE = new AttemptHistory(Long.MIN_VALUE, 0, "", "", 0, 0, false);

    AttemptHistory refused(long run, String refusalCode, String refusalDetail, long now) {
        return new AttemptHistory(
                run, attempts + 1, refusalCode, refusalDetail, now, waitsIn, false);
    }

    AttemptHistory postponed(long run) {
        return new AttemptHistory(run, attempts, code, detail, refusedAt, waitsIn, sendMarked);
    }

    AttemptHistory waiting(long run) {
        return new AttemptHistory(lastTriedIn, attempts, code, detail, refusedAt, run, sendMarked);
    }

    AttemptHistory sendMarked(boolean isMarked) {
        return new AttemptHistory(
                lastTriedIn, attempts, code, detail, refusedAt, waitsIn, isMarked);
    }
}
