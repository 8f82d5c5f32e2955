/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.time.Duration;

/**
 * Says when the input has to wait since too much is owed. A barrier waits with the input, and what
 * came in since the last one can't be sent before the next: so of the time between two barriers
 * only so much is spent holding, and what was on its way then comes in, limit or not.
 */
final class InputBackpressure {

    /** How long the input waits at a time; what else the task has to do comes in between. */
    static final long SLICE_MILLIS = 100;

    private final long limit;
    private final long longestHold;
    private long heldSinceBarrier;

    /**
     * @param limit operations owed from which the input waits
     * @param longestHold between two barriers
     */
    InputBackpressure(long limit, Duration longestHold) {
        this.limit = limit;
        this.longestHold = longestHold.toMillis();
    }

    boolean isFull(long pending) {
        return pending >= limit;
    }

    /**
     * True if the input should wait.
     *
     * @param sendable false if all that is owed has come in since the last barrier, or was tried
     */
    boolean holds(long pending, boolean sendable) {
        return sendable && isFull(pending) && heldSinceBarrier < longestHold;
    }

    void held(long millis) {
        heldSinceBarrier += millis;
    }

    void barrier() {
        heldSinceBarrier = 0;
    }
}
