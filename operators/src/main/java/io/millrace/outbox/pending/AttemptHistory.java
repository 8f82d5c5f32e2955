/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * What is remembered of an operation that was tried, or is about to be; state.
 *
 * @param triedIn the run in which it was last refused or left out, {@link Long#MIN_VALUE} before
 * @param attempts how many runs it was refused in
 * @param code of the last refusal; empty before
 * @param detail of the last refusal; empty before
 * @param refusedAt when it was last refused, in epoch milliseconds; 0 before
 * @param waitsIn the run in which it waits for a user who may not be visible yet; 0 before
 * @param sending true once a call that must not be repeated may be made for it
 */
public record AttemptHistory(
        long triedIn,
        int attempts,
        String code,
        String detail,
        long refusedAt,
        long waitsIn,
        boolean sending) {

    /** Of an operation that was not tried yet. */
    static final AttemptHistory NONE = new AttemptHistory(Long.MIN_VALUE, 0, "", "", 0, 0, false);

    AttemptHistory refused(long run, String refusalCode, String refusalDetail, long now) {
        return new AttemptHistory(
                run, attempts + 1, refusalCode, refusalDetail, now, waitsIn, false);
    }

    /** Not tried in this run. */
    AttemptHistory rested(long run) {
        return new AttemptHistory(run, attempts, code, detail, refusedAt, waitsIn, sending);
    }

    AttemptHistory waiting(long run) {
        return new AttemptHistory(triedIn, attempts, code, detail, refusedAt, run, sending);
    }

    AttemptHistory sending(boolean isSent) {
        return new AttemptHistory(triedIn, attempts, code, detail, refusedAt, waitsIn, isSent);
    }
}
