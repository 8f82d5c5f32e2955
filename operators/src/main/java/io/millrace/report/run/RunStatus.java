/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

/** How a run stands. All but RUNNING are final: nothing but another final status replaces them. */
public enum RunStatus {
    /** Being read, compared or delivered. */
    RUNNING,
    /** Read, compared and delivered; rows may have been rejected. */
    COMPLETE,
    /** The source could not be read. */
    FAILED,
    /**
     * Read, but not trusted: nothing of it was sent; or all was but for removals, which are
     * withheld until they are approved.
     */
    HELD,
    /** Read and compared, but delivery was stopped: what was not sent is pending. */
    STOPPED,
    /**
     * The job was stopped or failed before a checkpoint held the run, or the sync was disabled
     * while it was being read: nothing of it was sent, and a later run takes its place.
     */
    INTERRUPTED;

    /** True if the line is through with the run. */
    public boolean isFinal() {
        return this != RUNNING;
    }
}
