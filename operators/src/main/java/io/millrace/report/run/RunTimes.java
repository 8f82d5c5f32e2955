/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import java.time.Duration;

/**
 * When a run passed its stations, in epoch milliseconds; 0 for a station not reached.
 *
 * @param startedAt trigger time, which is the run's id
 * @param readAt all rows were read and compared
 * @param finishedAt the final status was reached
 * @param stoppedMillis how long the job was stopped, or had failed, in between
 */
public record RunTimes(long startedAt, long readAt, long finishedAt, long stoppedMillis) {

    /** Of a run whose job was not stopped in between. */
    public RunTimes(long startedAt, long readAt, long finishedAt) {
        this(startedAt, readAt, finishedAt, 0);
    }

    /**
     * From start to finish, or to {@code now} while there is no finish, without the time in which
     * the job was stopped.
     */
    public Duration took(long now) {
        long end = finishedAt == 0 ? now : finishedAt;
        return Duration.ofMillis(Math.max(0, end - startedAt - stoppedMillis));
    }

    public Duration stopped() {
        return Duration.ofMillis(stoppedMillis);
    }
}
