/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

/** The source reports that its data is not complete now: the run is held, not failed. */
public final class IncompleteSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message text for people with the name of the source
     */
    public IncompleteSourceException(String message) {
        super(message);
    }
}
