/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

/** The source itself says that it is not complete at the moment: the run is held, not failed. */
public final class IncompleteSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message for people; names the source
     */
    public IncompleteSourceException(String message) {
        super(message);
    }
}
