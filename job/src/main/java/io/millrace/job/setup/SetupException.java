/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

/**
 * A prerequisite of a sync is missing in Iterable and could not be created, or Iterable can't be
 * reached.
 */
public final class SetupException extends Exception {

    private static final long serialVersionUID = 1;

    SetupException(String message) {
        super(message);
    }

    SetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
