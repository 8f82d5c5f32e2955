/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

/** The status of a run. All but RUNNING are final: only another final status replaces them. */
public enum RunStatus {
    /** Being read, compared or delivered. */
    RUNNING,
    /** Read, compared and delivered; rows may have been rejected. */
    COMPLETE,
    /** The source could not be read. */
    FAILED,
    /**
     * Read, and possibly incomplete, so that nothing was sent; or delivered except for removals,
     * which are withheld until they are approved.
     */
    HELD,
    /** Read and compared; delivery was stopped, and unsent operations are pending. */
    STOPPED,
    /**
     * The job was stopped or failed before a checkpoint held the run, or the sync was disabled
     * while it was being read: nothing of it was sent, and a later run takes its place.
     */
    INTERRUPTED;

    /** Whether the run is over. */
    public boolean isFinal() {
        return this != RUNNING;
    }
}
