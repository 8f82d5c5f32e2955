/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/**
 * The current state of a job.
 *
 * @param status Flink's job status
 * @param failure why the job last failed, even if it has recovered; empty if it never failed
 */
public record JobState(JobStatus status, Optional<String> failure) {

    /** True if the job has ended for good. */
    public boolean ended() {
        return status.isTerminalState();
    }

    /** True if the job has ended with a failure. */
    public boolean failed() {
        return status == JobStatus.FAILED;
    }
}
