/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

/**
 * Why a run has its status.
 *
 * @param code short and stable, such as {@code sourceFailed}; empty if there is nothing to explain
 * @param message the same in words; may be empty
 */
public record Cause(String code, String message) {

    /** The source could not be read. */
    public static final String SOURCE_FAILED = "sourceFailed";

    /** The list or catalog of the run could not be found or created. */
    public static final String NOT_SET_UP = "notSetUp";

    /** The result was empty, and the result of the run before was not. */
    public static final String EMPTY_RESULT = "emptyResult";

    /** The source reported that the result is not complete. */
    public static final String SOURCE_INCOMPLETE = "sourceIncomplete";

    /** The job was stopped or failed before a checkpoint held the run, or its sync was disabled. */
    public static final String INTERRUPTED = "interrupted";

    /** Nothing to explain. */
    public static final Cause NONE = new Cause("", "");

    public boolean isNone() {
        return code.isEmpty();
    }
}
