/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import java.time.Duration;

/**
 * When a run reached its stages, in epoch milliseconds; 0 for a stage not reached yet.
 *
 * @param startedAt when it was triggered, which is the run's id
 * @param readAt when all rows were read and compared
 * @param finishedAt when it reached a final status
 * @param stoppedMillis how long the job did not run in between
 */
public record RunTimes(long startedAt, long readAt, long finishedAt, long stoppedMillis) {

    /** The times of a run whose job was not stopped in between. */
    public RunTimes(long startedAt, long readAt, long finishedAt) {
        this(startedAt, readAt, finishedAt, 0);
    }

    /**
     * The time from start to finish, or to {@code now} before the finish. The time in which the job
     * did not run is not counted.
     */
    public Duration took(long now) {
        long end = finishedAt == 0 ? now : finishedAt;
        return Duration.ofMillis(Math.max(0, end - startedAt - stoppedMillis));
    }

    public Duration stopped() {
        return Duration.ofMillis(stoppedMillis);
    }
}
