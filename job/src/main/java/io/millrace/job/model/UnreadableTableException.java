/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

/**
 * A table that can't be read again on each run. The message is the reason; it may contain secrets.
 */
public final class UnreadableTableException extends Exception {

    private static final long serialVersionUID = 1;

    private final String fix;

    public UnreadableTableException(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    public UnreadableTableException(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** What the user can do; may be empty. */
    public String fix() {
        return fix;
    }
}
