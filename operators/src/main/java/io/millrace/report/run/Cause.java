/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

/**
 * Why a run ended as it did.
 *
 * @param code short and stable, such as {@code sourceFailed}; empty if there is nothing to explain
 * @param message in words; empty if there are none
 */
public record Cause(String code, String message) {

    /** The source could not be read. */
    public static final String SOURCE_FAILED = "sourceFailed";

    /** What the run was to write to could not be found or made. */
    public static final String NOT_SET_UP = "notSetUp";

    /** The result was empty, which the one before was not. */
    public static final String EMPTY_RESULT = "emptyResult";

    /** The source says that it is not complete. */
    public static final String SOURCE_INCOMPLETE = "sourceIncomplete";

    /** The run did not go on after the job was stopped or failed, or its sync was disabled. */
    public static final String INTERRUPTED = "interrupted";

    /** Nothing to explain. */
    public static final Cause NONE = new Cause("", "");

    public boolean isNone() {
        return code.isEmpty();
    }
}
