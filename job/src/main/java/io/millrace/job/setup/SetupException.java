/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

/** Iterable lacks what a sync needs, and it could not be made. */
public final class SetupException extends Exception {

    private static final long serialVersionUID = 1;

    SetupException(String message) {
        super(message);
    }

    SetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
