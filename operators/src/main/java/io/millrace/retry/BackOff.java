/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.retry;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The wait after a failure: it doubles with each failure, with jitter, up to a limit.
 *
 * @param min the wait after the first failure, more than 0
 * @param max no less than {@code min}
 */
public record BackOff(Duration min, Duration max) implements Serializable {

    private static final int MOST_DOUBLINGS = 30;

    /** Waits in the calling thread. */
    public void pause(int failures) throws InterruptedException {
        Thread.sleep(millis(failures, ThreadLocalRandom.current().nextDouble()));
    }

    /**
     * The wait in milliseconds.
     *
     * @param failures in a row, at least 1
     * @param random 0 to 1; the wait is between half and the whole of the doubled minimum
     */
    public long millis(int failures, double random) {
        long doubled = min.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long whole = Math.min(max.toMillis(), Math.max(min.toMillis(), doubled));
        return Math.max(1, Math.round(whole * (0.5 + random / 2)));
    }
}
