/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/**
 * How a job is now.
 *
 * @param status Flink's word for it
 * @param failure why it last failed, also if it has recovered since; empty if it never did
 */
public record JobState(JobStatus status, Optional<String> failure) {

    /** It has ended and won't run again. */
    public boolean ended() {
        return status.isTerminalState();
    }

    /** It ended otherwise than by finishing or being cancelled. */
    public boolean failed() {
        return status == JobStatus.FAILED;
    }
}
