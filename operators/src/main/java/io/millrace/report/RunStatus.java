/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

/** How a run stands. All but RUNNING are final: nothing but another final status replaces them. */
public enum RunStatus {
    /** Being read, compared or delivered. */
    RUNNING,
    /** Read, compared and delivered; rows may have been rejected. */
    COMPLETE,
    /** The source could not be read, or the run was given up before its end. */
    FAILED,
    /**
     * Read, but not trusted: nothing of it was sent; or all was but for removals, which are
     * withheld until they are approved.
     */
    HELD,
    /** Read and compared, but delivery was stopped: what was not sent is owed. */
    STOPPED;

    /** True if the line is through with the run. */
    public boolean isFinal() {
        return this != RUNNING;
    }
}
