/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.time.Duration;

/**
 * Decides when the input waits because too many operations are pending. Checkpoint barriers wait
 * with the input, and operations that arrived after the last barrier can't be sent before the next.
 * Therefore the input waits only for a part of the time between two barriers; after that it is read
 * whatever the limit.
 */
final class InputBackpressure {

    /** How long the input waits at a time, before the task may do other work. */
    static final long SLICE_MILLIS = 100;

    private final long limit;
    private final long longestHold;
    private long heldSinceBarrier;

    /**
     * @param limit the number of pending operations from which the input waits
     * @param longestHold the longest wait between two barriers
     */
    InputBackpressure(long limit, Duration longestHold) {
        this.limit = limit;
        this.longestHold = longestHold.toMillis();
    }

    boolean isFull(long pending) {
        return pending >= limit;
    }

    /**
     * True if the input must wait.
     *
     * @param sendable false if every pending operation arrived after the last barrier, or was tried
     */
    boolean holds(long pending, boolean sendable) {
        return sendable && isFull(pending) && heldSinceBarrier < longestHold;
    }

    /** The input has waited for this time. */
    void held(long millis) {
        heldSinceBarrier += millis;
    }

    void barrier() {
        heldSinceBarrier = 0;
    }
}
